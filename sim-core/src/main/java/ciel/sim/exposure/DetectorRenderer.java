package ciel.sim.exposure;

import ciel.sim.camera.Detector;
import ciel.sim.engine.DetectorImage;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.Mosaic;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.Thumbnail;
import ciel.sim.fits.WrittenFile;
import ciel.sim.readout.Readout;
import java.nio.file.Path;
import java.util.List;

/** One detector from the scene to its files. Safe for many threads. */
final class DetectorRenderer {
    private final Scene scene;
    private final RenderSettings.Output output;
    private final DetectorExposer exposer;
    private final Provenance provenance;
    private final Path out;
    private final boolean forMosaic;
    private final PhotonForecast forecast;
    private final StageClock clock;
    private final RenderListener listener;

    /** @param forMosaic whether a small picture of each detector is kept */
    DetectorRenderer(
            Scene scene,
            RenderSettings.Output output,
            DetectorExposer exposer,
            Provenance provenance,
            Path out,
            boolean forMosaic,
            PhotonForecast forecast,
            StageClock clock,
            RenderListener listener) {
        this.scene = scene;
        this.output = output;
        this.exposer = exposer;
        this.provenance = provenance;
        this.out = out;
        this.forMosaic = forMosaic;
        this.forecast = forecast;
        this.clock = clock;
        this.listener = listener;
    }

    /** What came of a detector. @param preview small picture for the mosaic, or null where none is wanted */
    record Result(RenderSummary.DetectorRow row, Thumbnail preview) {}

    Result render(Detector detector) {
        HeaderInput header = scene.header(detector, provenance)
                .withAdded(exposer.cards(detector))
                .withAdded(output.added());
        DetectorFiles files = new DetectorFiles(out, header, scene.wcs(detector), clock);
        Readout readout = exposer.readout(detector);
        Scene.Sources sources = clock.time(StageClock.Stage.SETUP, () -> scene.on(detector));
        listener.expected(forecast.with(sources.batch().totalPhotons()));
        DetectorImage image = exposer.expose(detector, sources.batch(), readout);

        listener.stage(detector.name(), "write");
        files.beforeReadout(output, sources, scene::wavelength, image);
        Thumbnail thumbnail = forMosaic && output.png() && detector.science()
                ? Mosaic.thumbnail(image.charge().data(), detector)
                : null;
        if (readout != null) {
            int[][] segments = exposer.segments(detector, image, readout);
            listener.stage(detector.name(), "write");
            files.raw(segments, exposer.outputs(detector));
        }
        List<WrittenFile> written = files.finish(sources, image.electrons(), scene.spectra());
        return new Result(
                new RenderSummary.DetectorRow(
                        detector.name(),
                        sources.truth().size(),
                        sources.batch().totalPhotons(),
                        image.electrons(),
                        written.stream()
                                .map(f -> new RenderSummary.OutputFile(
                                        f.path().toString(), f.bytes(), f.adler32(), f.sha256()))
                                .toList(),
                        scene.skyLevel(detector).orElse(null),
                        false),
                thumbnail);
    }
}
