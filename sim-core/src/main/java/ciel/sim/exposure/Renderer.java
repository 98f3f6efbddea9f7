package ciel.sim.exposure;

import ciel.sim.CielException;
import ciel.sim.InputException;
import ciel.sim.UnavailableException;
import ciel.sim.camera.Detector;
import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.EngineFactory;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.fits.Provenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;

/** Renders a visit: what {@code ciel render} does. */
public final class Renderer {
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
     * @throws ciel.sim.InputException       when catalog or settings are wrong, or names of files are taken: before
     *      anything is drawn, and nothing is written
     * @throws ciel.sim.UnavailableException when the engine cannot run here, or the folder cannot be written to
     * @throws CielException                 when no detector could be finished; when only some could not, the
     *      summary names them
     */
    public RenderSummary render(RenderRequest request, RenderListener told) {
        NoteRecorder listener = new NoteRecorder(told);
        StageClock clock = new StageClock();
        int threads = request.threads().orElse(Runtime.getRuntime().availableProcessors());
        RenderPlan plan = RenderPlan.of(request, codeVersion, threads, listener);
        if (!plan.kept().isEmpty()) {
            listener.note(plan.kept().size() + " of " + plan.detectors().size() + " detectors are there already");
        }
        List<Detector> drawn = plan.drawn();
        MemoryPlan.Needs needs = new MemoryPlan.Needs(
                Math.max(1, drawn.size()),
                threads,
                !request.engine().equals("opencl"),
                plan.settings().sensor().boundaries(),
                plan.source().throughTelescope() && Atmospheres.wanted(request.settings()),
                0,
                0);
        long heap = Runtime.getRuntime().maxMemory();
        MemoryPlan memory;
        try {
            memory = MemoryPlan.of(needs, heap);
        } catch (CielException e) {
            plan.folder().removeIfUnused();
            throw e;
        }
        try (PhotonEngine engine =
                engines.open(request.engine(), request.device(), memory.threadsEach(), listener::note)) {
            EarlierFiles earlier = new EarlierFiles(request.out(), plan.source().visit(), plan.settings());
            plan.kept()
                    .forEach((detector, manifest) -> earlier.requireTier(
                            detector, manifest, engine.info().tier().name()));
            RenderOutcome outcome = new RenderOutcome(plan, request.out());
            if (!drawn.isEmpty()) {
                ObjectRoom room = (objects, bytes, share) ->
                        MemoryPlan.requireSoFar(needs.withObjects(objects, bytes), share, heap);
                Scene scene = clock.time(
                        StageClock.Stage.SETUP, () -> plan.source().read(drawn, room, engine.screenLoops(), listener));
                MemoryPlan withCatalog = MemoryPlan.of(needs.withObjects(scene.objects(), scene.objectBytes()), heap);
                PhotonEngine fitting = fitting(engine, memory, withCatalog);
                memory = withCatalog;
                draw(request, plan, scene, fitting, memory, outcome, clock, listener);
            }
            return outcome.summary(engine, clock, memory.detectorsAtOnce(), listener.notes());
        } catch (CielException e) {
            plan.folder().removeIfUnused();
            throw e;
        } catch (OutOfMemoryError e) {
            plan.folder().removeIfUnused();
            throw UnavailableException.outOfMemory(e);
        }
    }

    private void draw(
            RenderRequest request,
            RenderPlan plan,
            Scene scene,
            PhotonEngine engine,
            MemoryPlan memory,
            RenderOutcome outcome,
            StageClock clock,
            RenderListener listener) {
        List<Detector> drawn = plan.drawn();
        Provenance provenance = new Provenance(
                codeVersion,
                engine.info().name(),
                engine.info().device(),
                engine.info().tier().name(),
                scene.visit().seed(),
                request.settings().hash(),
                request.catalogName(),
                request.catalogBytes(),
                Physics.followed(request.settings()),
                packages());
        try {
            // what no header can hold is refused before anything is drawn
            scene.header(drawn.getFirst(), provenance);
        } catch (InputException e) {
            throw new InputException(request.catalog().toString(), e.getMessage(), "", e);
        }
        outcome.read(scene.findings());
        listener.detectors(drawn.size());
        listener.started(scene.expectedPhotons());
        RenderSettings settings = plan.settings();
        boolean forMosaic = plan.detectors().size() > 1 && settings.output().png();
        PhotonForecast forecast = new PhotonForecast(drawn.size());
        Parallel.forRange(memory.detectorsAtOnce(), drawn.size(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                Detector detector = drawn.get(i);
                if (!listener.begins(detector.name())) {
                    continue;
                }
                try {
                    StageClock own = clock.part();
                    double began = StageClock.elapsed();
                    DetectorRenderer.Result result = new DetectorRenderer(
                                    scene,
                                    settings.output(),
                                    new DetectorExposer(scene, settings, engine, memory.threadsEach(), own, listener),
                                    provenance,
                                    request.out(),
                                    forMosaic,
                                    forecast,
                                    own,
                                    listener)
                            .render(detector);
                    outcome.finished(detector, result);
                    listener.measured(DetectorStatistics.of(began, result.row(), own));
                } catch (CancellationException e) {
                    throw e;
                } catch (RuntimeException | Error e) {
                    if (plan.detectors().size() == 1) {
                        throw e;
                    }
                    listener.note(detector.name() + " failed: " + outcome.failed(detector, e));
                } finally {
                    listener.finished(detector.name());
                }
            }
        });
        if (forMosaic) {
            // all science CCDs are parallel to the one in the middle
            Detector middle = request.settings().camera().middle();
            outcome.mosaic(
                    request.settings().camera(),
                    scene.throughTelescope() ? scene.wcs(middle).north() : Double.NaN,
                    listener);
        }
    }

    /** @return an engine with the threads that are left to a detector now that the catalog is in memory */
    private PhotonEngine fitting(PhotonEngine engine, MemoryPlan before, MemoryPlan now) {
        boolean other = engine instanceof CpuEngine && now.threadsEach() != before.threadsEach();
        return other
                ? engines.open(engine.info().name(), OptionalInt.empty(), now.threadsEach(), note -> {})
                : engine; // an engine on the processor holds nothing that must be closed
    }

    private static Map<String, String> packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("throughputs", "1.9");
        return packages;
    }
}
