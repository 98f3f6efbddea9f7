package ciel.sim.exposure;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.fits.Card;
import ciel.sim.fits.EImageWriter;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.Manifest;
import ciel.sim.fits.Mosaic;
import ciel.sim.fits.Preview;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RawWriter;
import ciel.sim.fits.Thumbnail;
import ciel.sim.fits.WcsHeader;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import ciel.sim.optics.Vignetting;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.PhotonEngine;
import ciel.sim.readout.CosmicRayLibrary;
import ciel.sim.readout.CosmicRayParticles;
import ciel.sim.readout.CosmicRaySource;
import ciel.sim.readout.CosmicRays;
import ciel.sim.readout.Crosstalk;
import ciel.sim.readout.Nonlinearity;
import ciel.sim.readout.Readout;
import ciel.sim.readout.ReadoutSettings;
import ciel.sim.readout.SkyGradient;
import ciel.sim.readout.SkyParameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** One detector from sources to files: photons, sky, cosmic rays, e-image, readout, raw, truth, preview, manifest. */
final class DetectorRenderer {
    /** Where the nonlinearity setting says how far the response falls short. */
    private static final double FULL_SCALE_ADU = 262_143;

    private final Scene scene;
    private final Settings settings;
    private final PhotonEngine engine;
    private final Provenance provenance;
    private final Path out;
    private final WholeFile.Existing existing;
    private final boolean forMosaic;
    private final int threads;
    private final StageClock clock;
    private final RenderListener listener;

    DetectorRenderer(Scene scene, Settings settings, PhotonEngine engine, Provenance provenance, Path out, boolean forMosaic, int threads,
                     StageClock clock, RenderListener listener) {
        this.scene = scene;
        this.settings = settings;
        this.engine = engine;
        this.provenance = provenance;
        this.out = out;
        this.existing = WholeFile.Existing.REPLACE;
        this.forMosaic = forMosaic;
        this.threads = threads;
        this.clock = clock;
        this.listener = listener;
    }

    /** What came of a detector. @param preview small picture for the mosaic, or null where none is wanted */
    record Result(RenderSummary.DetectorRow row, Thumbnail preview) {
    }

    Result render(Detector detector) {
        HeaderInput header = scene.header(detector, provenance).withAdded(addedKeywords());
        WcsHeader wcs = scene.wcs(detector);
        ChargeMap map = new ChargeMap(detector.vendor().width(), detector.vendor().height());
        List<WrittenFile> files = new ArrayList<>();

        Scene.Sources sources = clock.time(StageClock.Stage.SETUP, () -> scene.on(detector));
        long[] realized = new long[sources.batch().size()];
        SkyParameters sky = sky(detector);
        listener.stage(detector.name(), "photons");
        if (engine.addsSkyWithPhotons()) {
            clock.time(StageClock.Stage.PHOTONS, () -> engine.expose(sources.batch(), sky, map, realized, listener::photons));
        } else {
            clock.time(StageClock.Stage.PHOTONS, () -> engine.shoot(sources.batch(), map, realized, listener::photons));
            listener.stage(detector.name(), "background");
            if (sky != null) {
                clock.time(StageClock.Stage.BACKGROUND, () -> engine.addSky(sky, map));
            }
        }
        clock.time(StageClock.Stage.BACKGROUND, () -> cosmicRays(detector, map));

        Manifest.withdraw(out, header);
        listener.stage(detector.name(), "write");
        long electrons = map.total();
        if (settings.flag("output.eimage")) {
            files.add(clock.time(StageClock.Stage.WRITE, () -> EImageWriter.write(out, map.data(), header, wcs, existing)));
        }
        if (settings.flag("output.truth")) {
            files.add(clock.time(StageClock.Stage.WRITE, () -> TruthFile.write(out, sources.truth(), realized, header, existing)));
        }
        Thumbnail thumbnail = null;
        if (settings.flag("output.png")) {
            files.add(clock.time(StageClock.Stage.WRITE, () -> Preview.eimage(out, map.data(), header, existing)));
            thumbnail = forMosaic ? Mosaic.thumbnail(map.data(), detector) : null;
        }
        if (settings.flag("readout.enabled") && settings.flag("output.raw")) {
            listener.stage(detector.name(), "readout");
            int[][] segments = clock.time(StageClock.Stage.READOUT, () -> readOut(detector, map.data()));
            listener.stage(detector.name(), "write");
            files.add(clock.time(StageClock.Stage.WRITE, () -> RawWriter.write(out, segments, header, wcs, existing)));
        }
        long photons = sources.batch().totalPhotons();
        Manifest manifest = Manifest.of(header, sources.objects(), photons, electrons, scene.spectra(), files);
        files.add(Manifest.write(out, header, manifest, existing));
        return new Result(new RenderSummary.DetectorRow(detector.name(), sources.objects(), photons, electrons, files.stream()
                .map(f -> new RenderSummary.OutputFile(f.path().toString(), f.bytes(), f.adler32(), f.sha256())).toList()), thumbnail);
    }

    /** @return what adds the sky, or null where it is dark */
    private SkyParameters sky(Detector detector) {
        if (!settings.flag("sky.enabled")) {
            return null;
        }
        double level = settings.optionalNumber("sky.electrons").orElseGet(() -> scene.skyElectrons(detector));
        boolean vignettes = scene.throughTelescope() && settings.flag("sky.vignetting");
        return level == 0 ? null : SkyParameters.of(detector, SkyGradient.flat(level), r -> vignettes ? Vignetting.lsst().at(r) : 1, scene.visit().seed());
    }

    private void cosmicRays(Detector detector, ChargeMap map) {
        String wanted = settings.choice("cosmic_rays.enabled");
        if (wanted.equals("false") || wanted.equals("auto") && !scene.throughTelescope()) {
            return;
        }
        CosmicRaySource source = settings.optionalPath("cosmic_rays.library").map(library -> (CosmicRaySource) CosmicRayLibrary.read(library))
                .orElseGet(() -> new CosmicRayParticles(90 - scene.visit().altitude()));
        CosmicRays.add(map, source, settings.number("cosmic_rays.rate"), scene.visit().exposureTime(), scene.visit().seed(), detector.number());
    }

    private int[][] readOut(Detector detector, int[] electrons) {
        Readout readout = new Readout(detector, readoutSettings(detector), scene.visit().exposureTime(), scene.visit().seed());
        readout.bleed(electrons);
        int outputs = detector.amplifiers().size();
        int[][] segments = new int[outputs][];
        if (!settings.flag("readout.crosstalk")) {
            each(outputs, i -> segments[i] = readout.read(i, electrons).pixels());
            return segments;
        }
        float[][] frames = new float[outputs][];
        each(outputs, i -> frames[i] = readout.collect(i, electrons));
        each(outputs, i -> segments[i] = readout.convert(i, frames).pixels());
        return segments;
    }

    private void each(int outputs, IntConsumer work) {
        Parallel.forRange(threads, outputs, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                work.accept(i);
            }
        });
    }

    private ReadoutSettings readoutSettings(Detector detector) {
        ReadoutSettings r = ReadoutSettings.DEFAULT.withReadoutTime(settings.number("readout.time"))
                .withDarkCurrent(settings.number("readout.dark_current")).withBleed(settings.flag("readout.bleed"), 0)
                .withCti(settings.number("readout.pcti"), settings.number("readout.scti"));
        if (settings.flag("readout.crosstalk")) {
            r = r.withCrosstalk(new Crosstalk(Camera.lsst().crosstalk(detector)));
        }
        double bend = settings.number("readout.nonlinearity");
        if (bend > 0) {
            r = r.withNonlinearity(Nonlinearity.quadratic(-bend, FULL_SCALE_ADU));
        }
        if (settings.optionalNumber("readout.bias").isPresent()) {
            r = r.withBias(settings.optionalNumber("readout.bias").getAsDouble());
        }
        if (settings.optionalNumber("readout.read_noise").isPresent()) {
            r = r.withReadNoise(settings.optionalNumber("readout.read_noise").getAsDouble());
        }
        return r;
    }

    private List<Card> addedKeywords() {
        return settings.map("output.added_keywords").entrySet().stream().map(e -> Card.added(e.getKey(), typed(e.getValue()))).toList();
    }

    /** A number where the text is one, else the text. */
    private static Object typed(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            try {
                double number = Double.parseDouble(text);
                return Double.isFinite(number) ? (Object) number : text;
            } catch (NumberFormatException notNumber) {
                return text;
            }
        }
    }
}
