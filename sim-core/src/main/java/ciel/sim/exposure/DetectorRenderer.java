package ciel.sim.exposure;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Sections;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.fits.Card;
import ciel.sim.fits.EImageWriter;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.Mosaic;
import ciel.sim.fits.Preview;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RawWriter;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.Thumbnail;
import ciel.sim.fits.WcsHeader;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import ciel.sim.optics.Vignetting;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.CosmicRayLibrary;
import ciel.sim.readout.CosmicRayParticles;
import ciel.sim.readout.CosmicRaySource;
import ciel.sim.readout.CosmicRays;
import ciel.sim.readout.Crosstalk;
import ciel.sim.readout.Nonlinearity;
import ciel.sim.readout.PixelCharge;
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
    private final PhotonForecast forecast;
    private final StageClock clock;
    private final RenderListener listener;

    DetectorRenderer(
            Scene scene,
            Settings settings,
            PhotonEngine engine,
            Provenance provenance,
            Path out,
            boolean forMosaic,
            int threads,
            PhotonForecast forecast,
            StageClock clock,
            RenderListener listener) {
        this.scene = scene;
        this.settings = settings;
        this.engine = engine;
        this.provenance = provenance;
        this.out = out;
        this.existing = WholeFile.Existing.REPLACE;
        this.forMosaic = forMosaic;
        this.threads = threads;
        this.forecast = forecast;
        this.clock = clock;
        this.listener = listener;
    }

    /** What came of a detector. @param preview small picture for the mosaic, or null where none is wanted */
    record Result(RenderSummary.DetectorRow row, Thumbnail preview) {}

    Result render(Detector detector) {
        HeaderInput header = scene.header(detector, provenance).withAdded(addedKeywords());
        WcsHeader wcs = scene.wcs(detector);
        List<WrittenFile> files = new ArrayList<>();
        Readout readout = settings.flag("readout.enabled") && settings.flag("output.raw")
                ? new Readout(
                        detector,
                        readoutSettings(detector),
                        scene.visit().exposureTime(),
                        scene.visit().seed())
                : null;

        Scene.Sources sources = clock.time(StageClock.Stage.SETUP, () -> scene.on(detector));
        listener.expected(forecast.with(sources.batch().totalPhotons()));
        DetectorImage image = exposed(detector, sources.batch(), readout);

        RenderManifest.withdraw(out, header);
        listener.stage(detector.name(), "write");
        if (settings.flag("output.eimage")) {
            files.add(clock.time(
                    StageClock.Stage.WRITE,
                    () -> EImageWriter.write(out, image.charge().data(), header, wcs, existing)));
        }
        if (settings.flag("output.truth")) {
            files.add(clock.time(
                    StageClock.Stage.WRITE,
                    () -> TruthFile.write(out, sources.truth(), image.realized(), header, existing)));
        }
        Thumbnail thumbnail = null;
        if (settings.flag("output.png")) {
            files.add(clock.time(
                    StageClock.Stage.WRITE,
                    () -> Preview.eimage(out, image.charge().data(), header, existing)));
            thumbnail = forMosaic ? Mosaic.thumbnail(image.charge().data(), detector) : null;
        }
        if (readout != null) {
            int[][] segments = image.segments();
            if (segments == null) {
                listener.stage(detector.name(), "readout");
                segments = clock.time(
                        StageClock.Stage.READOUT,
                        () -> readOut(readout, image.charge().data()));
            }
            int[][] read = segments;
            listener.stage(detector.name(), "write");
            files.add(clock.time(StageClock.Stage.WRITE, () -> RawWriter.write(out, read, header, wcs, existing)));
        }
        long photons = sources.batch().totalPhotons();
        RenderManifest manifest =
                RenderManifest.of(header, sources.objects(), photons, image.electrons(), scene.spectra(), files);
        files.add(RenderManifest.write(out, header, manifest, existing));
        return new Result(
                new RenderSummary.DetectorRow(
                        detector.name(),
                        sources.objects(),
                        photons,
                        image.electrons(),
                        files.stream()
                                .map(f -> new RenderSummary.OutputFile(
                                        f.path().toString(), f.bytes(), f.adler32(), f.sha256()))
                                .toList()),
                thumbnail);
    }

    private DetectorImage exposed(Detector detector, SourceTable batch, Readout readout) {
        SkyParameters sky = sky(detector);
        listener.stage(detector.name(), "photons");
        if (engine.exposesAtOnce()) {
            PixelCharge rays = clock.time(StageClock.Stage.BACKGROUND, () -> cosmicRays(detector));
            boolean charge = settings.flag("output.eimage") || settings.flag("output.png");
            DetectorExposure exposure =
                    new DetectorExposure(batch, sky, rays, readout == null ? null : readout.parameters(), charge);
            return clock.time(StageClock.Stage.PHOTONS, () -> engine.expose(exposure, listener::photons));
        }
        ChargeMap map = new ChargeMap(batch.width(), batch.height());
        long[] realized = new long[batch.size()];
        clock.time(StageClock.Stage.PHOTONS, () -> engine.shoot(batch, map, realized, listener::photons));
        listener.stage(detector.name(), "background");
        clock.time(StageClock.Stage.BACKGROUND, () -> {
            if (sky != null) {
                engine.addSky(sky, map);
            }
            cosmicRays(detector).addTo(map.data());
        });
        return new DetectorImage(map, realized, map.total(), null);
    }

    /** @return what adds the sky, or null where it is dark */
    private SkyParameters sky(Detector detector) {
        if (!settings.flag("sky.enabled")) {
            return null;
        }
        double level = settings.optionalNumber("sky.electrons").orElseGet(() -> scene.skyElectrons(detector));
        boolean vignettes = scene.throughTelescope() && settings.flag("sky.vignetting");
        return level == 0
                ? null
                : SkyParameters.of(
                        detector,
                        SkyGradient.flat(level),
                        r -> vignettes ? Vignetting.lsst().at(r) : 1,
                        scene.visit().seed());
    }

    private PixelCharge cosmicRays(Detector detector) {
        String wanted = settings.choice("cosmic_rays.enabled");
        if (wanted.equals("false") || wanted.equals("auto") && !scene.throughTelescope()) {
            return PixelCharge.NONE;
        }
        CosmicRaySource source = settings.optionalPath("cosmic_rays.library")
                .map(library -> (CosmicRaySource) CosmicRayLibrary.read(library))
                .orElseGet(() -> new CosmicRayParticles(90 - scene.visit().altitude()));
        return CosmicRays.on(
                        detector.vendor().width(),
                        detector.vendor().height(),
                        source,
                        settings.number("cosmic_rays.rate"),
                        scene.visit().exposureTime(),
                        scene.visit().seed(),
                        detector.number())
                .charge();
    }

    private int[][] readOut(Readout readout, int[] electrons) {
        readout.bleed(electrons);
        int outputs = Sections.SEGMENTS;
        int[][] segments = new int[outputs][];
        if (!readout.hasCrosstalk()) {
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
        ReadoutSettings r = ReadoutSettings.DEFAULT
                .withReadoutTime(settings.number("readout.time"))
                .withDarkCurrent(settings.number("readout.dark_current"))
                .withBleed(settings.flag("readout.bleed"), 0)
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
        return settings.map("output.added_keywords").entrySet().stream()
                .map(e -> Card.added(e.getKey(), typed(e.getValue())))
                .toList();
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
