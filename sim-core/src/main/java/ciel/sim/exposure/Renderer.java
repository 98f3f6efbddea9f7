package ciel.sim.exposure;

import ciel.sim.CielException;
import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.SceneTable;
import ciel.sim.engine.EngineFactory;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.fits.FileNames;
import ciel.sim.fits.Mosaic;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders a visit: what {@code ciel render} does. */
public final class Renderer {
    /**
     * Bytes that a detector in work needs: charge map, its copy for readout, 16 segments as float and int, compressed
     * output.
     */
    private static final long BYTES_IN_WORK = 400L << 20;

    private final EngineFactory engines;
    private final String codeVersion;

    /**
     * @param engines     opens the engine
     * @param codeVersion version of Ciel, for headers and manifests
     */
    public Renderer(EngineFactory engines, String codeVersion) {
        this.engines = engines;
        this.codeVersion = codeVersion;
    }

    /**
     * @throws ciel.sim.InputException       when catalog or settings are wrong: before anything is drawn, and
     *      nothing is written
     * @throws ciel.sim.UnavailableException when the engine is not to be had
     * @throws CielException                 when no detector could be finished; when only some could not, the
     *      summary names them
     */
    public RenderSummary render(RenderRequest request, RenderListener listener) {
        StageClock clock = new StageClock();
        Settings settings = request.settings();
        List<Detector> detectors = detectors(request);
        int threads = request.threads().orElse(Runtime.getRuntime().availableProcessors());
        int atOnce = detectorsAtOnce(detectors.size(), threads);
        int threadsEach = Math.max(1, threads / atOnce);
        try (PhotonEngine engine = engines.open(request.engine(), request.device(), threadsEach, listener::note)) {
            Scene scene = clock.time(
                    StageClock.Stage.SETUP,
                    () -> SceneTable.isSceneTable(request.catalog())
                            ? new TableScene(
                                    request.catalog(), settings, request.seed().orElse(0), listener)
                            : new SkyScene(request, detectors, listener));
            prepareOutput(request, scene, detectors);
            long seed = scene.visit().seed();
            Provenance provenance = new Provenance(
                    codeVersion,
                    engine.info().name(),
                    engine.info().device(),
                    engine.info().tier().name(),
                    seed,
                    settings.hash(),
                    packages());
            try {
                scene.header(
                        detectors.getFirst(),
                        provenance); // what no header can hold is refused before anything is drawn
            } catch (InputException e) {
                throw new InputException(request.catalog().toString(), e.getMessage(), "", e);
            }
            listener.detectors(detectors.size());
            listener.started(scene.expectedPhotons());
            DetectorRenderer renderer = new DetectorRenderer(
                    scene,
                    settings,
                    engine,
                    provenance,
                    request.out(),
                    detectors.size() > 1,
                    threadsEach,
                    new PhotonForecast(detectors.size()),
                    clock,
                    listener);
            DetectorRenderer.Result[] results = new DetectorRenderer.Result[detectors.size()];
            CielException[] failures = new CielException[detectors.size()];
            Parallel.forRange(atOnce, detectors.size(), 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    try {
                        results[i] = renderer.render(detectors.get(i));
                    } catch (CielException e) {
                        if (detectors.size() == 1) {
                            throw e;
                        }
                        failures[i] = e;
                        listener.note(detectors.get(i).name() + " failed: " + e.getMessage());
                    } finally {
                        listener.finished(detectors.get(i).name());
                    }
                }
            });
            if (detectors.size() > 1 && settings.flag("output.png")) {
                mosaic(request.out(), scene, results);
            }
            return summary(scene, engine, seed, detectors, results, failures, clock);
        }
    }

    private static List<Detector> detectors(RenderRequest request) {
        Camera camera = Camera.lsst();
        return request.allDetectors()
                ? camera.detectors()
                : request.detectors().stream().map(camera::detector).toList();
    }

    private static int detectorsAtOnce(int detectors, int threads) {
        long affordable = Runtime.getRuntime().maxMemory() * 3 / 4 / BYTES_IN_WORK;
        return (int) Math.max(1, Math.min(Math.min(detectors, threads), affordable));
    }

    private static void prepareOutput(RenderRequest request, Scene scene, List<Detector> detectors) {
        Path out = request.out();
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new InputException(
                    "--out " + out, "cannot be made: " + e.getMessage(), "choose a folder that can be written", e);
        }
        WholeFile.removeLeftovers(out);
        if (request.settings().flag("output.overwrite")) {
            return;
        }
        for (Detector detector : detectors) {
            Path manifest = out.resolve(FileNames.manifest(scene.visit(), detector));
            if (Files.exists(manifest)) {
                throw new InputException(
                        manifest.toString(),
                        "is there already: this detector of this visit has been rendered",
                        "choose another --out, or --set output.overwrite=true");
            }
        }
    }

    private static void mosaic(Path out, Scene scene, DetectorRenderer.Result[] results) {
        Camera camera = Camera.lsst();
        Mosaic mosaic = new Mosaic(camera.detectors());
        int drawn = 0;
        for (DetectorRenderer.Result result : results) {
            if (result != null) {
                mosaic.add(camera.detector(result.row().name()), result.preview());
                drawn++;
            }
        }
        mosaic.write(
                out.resolve(FileNames.mosaic(scene.visit())),
                "visit " + scene.visit().observationId() + "  "
                        + scene.visit().band().letter(),
                drawn + " CCDs",
                WholeFile.Existing.REPLACE);
    }

    private static Map<String, String> packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("throughputs", "1.9");
        return packages;
    }

    private static RenderSummary summary(
            Scene scene,
            PhotonEngine engine,
            long seed,
            List<Detector> detectors,
            DetectorRenderer.Result[] results,
            CielException[] failures,
            StageClock clock) {
        List<RenderSummary.DetectorRow> rows = new ArrayList<>();
        List<RenderSummary.Failure> failed = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            if (results[i] != null) {
                rows.add(results[i].row());
            } else {
                failed.add(new RenderSummary.Failure(
                        detectors.get(i).name(), failures[i] == null ? "not begun" : failures[i].getMessage()));
            }
        }
        if (rows.isEmpty() && failures[0] != null) {
            throw failures[0];
        }
        double photonSeconds = clock.seconds(StageClock.Stage.PHOTONS);
        long photons =
                rows.stream().mapToLong(RenderSummary.DetectorRow::photons).sum();
        return new RenderSummary(
                engine.info().name(),
                engine.info().device(),
                engine.info().tier().name(),
                seed,
                scene.visit().observationId(),
                rows,
                failed,
                clock.seconds(),
                photonSeconds > 0 ? photons / photonSeconds : 0,
                peakMemory(),
                engine.deviceUse()
                        .map(use -> new RenderSummary.DeviceUse(use.seconds(), use.memory()))
                        .orElse(null));
    }

    /** Largest resident set of the process (bytes), from the kernel; where there is none, the heap in use. */
    private static long peakMemory() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not Linux: the heap is the best that can be said
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
