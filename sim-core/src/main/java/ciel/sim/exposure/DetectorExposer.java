package ciel.sim.exposure;

import ciel.sim.Band;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Sections;
import ciel.sim.camera.Vendor;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.fits.Card;
import ciel.sim.fits.OutputFacts;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.PixelCharge;
import ciel.sim.readout.Readout;
import ciel.sim.readout.SkyGradient;
import ciel.sim.readout.SkyParameters;
import ciel.sim.sensor.Fringes;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * From sources to electrons and raw segments of one detector: photons, sky, cosmic rays, readout. An engine on a device
 * does the readout too. Safe for many threads.
 */
final class DetectorExposer {
    private final Scene scene;
    private final RenderSettings settings;
    private final PhotonEngine engine;
    private final int threads;
    private final StageClock clock;
    private final RenderListener listener;

    /** @param threads to use on one detector, &ge; 1 */
    DetectorExposer(
            Scene scene,
            RenderSettings settings,
            PhotonEngine engine,
            int threads,
            StageClock clock,
            RenderListener listener) {
        this.scene = scene;
        this.settings = settings;
        this.engine = engine;
        this.threads = threads;
        this.clock = clock;
        this.listener = listener;
    }

    /** @return how a detector is read out, or null where raw segments are not wanted */
    Readout readout(Detector detector) {
        return settings.readout().enabled()
                ? new Readout(
                        settings.readout().defects(detector).outputs(detector),
                        settings.readout().of(detector),
                        scene.visit().exposureTime(),
                        scene.visit().seed())
                : null;
    }

    /** @return what headers say of a detector's defects */
    List<Card> cards(Detector detector) {
        return settings.readout().enabled() ? settings.readout().cards(detector) : List.of();
    }

    /** @return what raw headers say of a detector's outputs */
    List<OutputFacts> outputs(Detector detector) {
        return settings.readout().outputs(detector);
    }

    /**
     * @param readout as of {@link #readout}, or null
     * @return electrons before readout; raw segments too where the engine makes them at once
     */
    DetectorImage expose(Detector detector, SourceTable sources, Readout readout) {
        SkyParameters sky = sky(detector);
        listener.stage(detector.name(), "photons");
        PixelCharge rays = clock.time(StageClock.Stage.BACKGROUND, () -> cosmicRays(detector));
        // the kernels read out CCDs with the 16 outputs of LSST, without defects of pixels
        boolean readHere = readout != null
                && (!detector.type().readsLikeLsst()
                        || !settings.readout().defects(detector).regions().isEmpty());
        boolean charge = settings.output().eimage() || settings.output().png() || readHere;
        DetectorExposure exposure = new DetectorExposure(
                sources, sky, rays, readout == null || readHere ? null : readout.parameters(), charge);
        StageClock.Lap lap = clock.start(StageClock.Stage.PHOTONS);
        try {
            return engine.expose(exposure, new PhotonEngine.PhotonProgress() {
                @Override
                public void photons(long shot) {
                    listener.photons(shot);
                }

                @Override
                public void background() {
                    lap.next(StageClock.Stage.BACKGROUND);
                    listener.stage(detector.name(), "background");
                }
            });
        } finally {
            lap.stop();
        }
    }

    /** @return the raw segments of an exposed detector; its electrons are bled in place where the engine left it */
    int[][] segments(Detector detector, DetectorImage image, Readout readout) {
        if (image.segments() != null) {
            return image.segments();
        }
        listener.stage(detector.name(), "readout");
        return clock.time(
                StageClock.Stage.READOUT, () -> readOut(readout, image.charge().data()));
    }

    /** @return what adds the sky, or null where it is dark */
    private SkyParameters sky(Detector detector) {
        if (!settings.sky().enabled()) {
            return null;
        }
        SkyGradient level = settings.sky().electrons().isPresent()
                ? SkyGradient.flat(settings.sky().electrons().getAsDouble())
                : scene.sky(detector);
        boolean vignettes = scene.throughTelescope() && settings.sky().vignetting();
        return level.level() == 0
                ? null
                : SkyParameters.of(
                        detector,
                        level,
                        vignettes ? scene.vignetting() : r -> 1,
                        skyResponse(detector),
                        scene.visit().seed());
    }

    private float[] skyResponse(Detector detector) {
        boolean fringes = settings.sky().fringing()
                && scene.throughTelescope()
                && scene.emissionLines()
                && scene.visit().band() == Band.Y
                && detector.vendor() == Vendor.E2V;
        return SkyResponse.of(
                detector,
                scene.pixelArcsec2(detector),
                settings.sky().pixelAreas() ? scene.map(detector).orElse(null) : null,
                settings.sensor().widths(detector, detector.width()),
                settings.sensor().widths(detector, detector.height()),
                fringes ? Fringes.of(detector) : null);
    }

    private PixelCharge cosmicRays(Detector detector) {
        return settings.cosmicRays().on(detector, scene.visit());
    }

    private int[][] readOut(Readout readout, int[] electrons) {
        settings.readout()
                .defects(readout.detector())
                .apply(
                        electrons,
                        readout.detector(),
                        scene.visit().exposureTime()
                                + settings.readout().common().readoutTime());
        readout.bleed(electrons);
        int outputs = Sections.of(readout.detector()).segments().size();
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
}
