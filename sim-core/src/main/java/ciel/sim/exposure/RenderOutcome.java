package ciel.sim.exposure;

import ciel.sim.CielException;
import ciel.sim.UnavailableException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.fits.FileNames;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.Thumbnail;
import ciel.sim.fits.WrittenFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what becomes of each detector. Safe for many threads. */
final class RenderOutcome {
    private static final int MIB = 20;

    private final RenderPlan plan;
    private final Path out;
    private final Visit visit;
    private final Map<Detector, RenderSummary.DetectorRow> rows = new HashMap<>();
    private final Map<Detector, CielException> failures = new HashMap<>();
    private final Map<Detector, Thumbnail> thumbnails = new HashMap<>();
    private String mosaicFailure;
    private WrittenFile mosaic;
    private CatalogFindings findings = CatalogFindings.NONE;

    RenderOutcome(RenderPlan plan, Path out) {
        this.plan = plan;
        this.out = out;
        this.visit = plan.source().visit();
        plan.kept().forEach((detector, manifest) -> rows.put(detector, row(detector, manifest)));
    }

    private RenderSummary.DetectorRow row(Detector detector, RenderManifest manifest) {
        List<RenderSummary.OutputFile> files = new ArrayList<>();
        for (RenderManifest.Entry e : manifest.files()) {
            files.add(
                    new RenderSummary.OutputFile(out.resolve(e.path()).toString(), e.bytes(), e.adler32(), e.sha256()));
        }
        return new RenderSummary.DetectorRow(
                detector.name(), manifest.objects(), manifest.photons(), manifest.electrons(), files, true);
    }

    synchronized void finished(Detector detector, DetectorRenderer.Result result) {
        rows.put(detector, result.row());
        if (result.preview() != null) {
            thumbnails.put(detector, result.preview());
        }
    }

    /** @return what failed, in one line */
    synchronized String failed(Detector detector, Throwable error) {
        CielException failure = explained(error);
        failures.put(detector, failure);
        return failure.getMessage();
    }

    private static CielException explained(Throwable error) {
        return switch (error) {
            case CielException known -> known;
            case OutOfMemoryError memory -> UnavailableException.outOfMemory(memory);
            default -> new CielException("this is a defect of Ciel: " + error, error);
        };
    }

    synchronized void read(CatalogFindings found) {
        findings = found;
    }

    /** Writes the picture of all detectors that there are. */
    synchronized void mosaic(Camera camera, double north, RenderListener listener) {
        FocalPlanePicture picture = new FocalPlanePicture(out, visit, camera, north);
        thumbnails.forEach(picture::add);
        long missing = plan.kept().keySet().stream()
                .filter(detector -> !picture.addKept(detector))
                .count();
        if (missing > 0) {
            listener.note("the mosaic shows " + missing
                    + " detectors of the earlier run as frames, because there is no e-image of them");
        }
        try {
            mosaic = picture.write();
        } catch (CielException e) {
            mosaicFailure = e.getMessage();
            listener.note(mosaicFailure);
        }
    }

    /**
     * @param atOnce detectors that were drawn side by side
     * @param notes  what was told
     * @throws CielException when not one detector is there
     */
    synchronized RenderSummary summary(PhotonEngine engine, StageClock clock, int atOnce, List<String> notes) {
        List<RenderSummary.DetectorRow> done = new ArrayList<>();
        List<RenderSummary.Failure> failed = new ArrayList<>();
        for (Detector detector : plan.detectors()) {
            CielException failure = failures.get(detector);
            if (rows.containsKey(detector)) {
                done.add(rows.get(detector));
            } else {
                failed.add(new RenderSummary.Failure(
                        detector.name(), failure == null ? "not begun" : failure.getMessage()));
            }
        }
        if (done.isEmpty() && failures.containsKey(plan.detectors().getFirst())) {
            throw failures.get(plan.detectors().getFirst());
        }
        if (mosaicFailure != null) {
            failed.add(new RenderSummary.Failure(FileNames.mosaic(visit), mosaicFailure));
        }
        double photonSeconds = clock.seconds(StageClock.Stage.PHOTONS);
        long photons = done.stream()
                .filter(row -> !row.kept())
                .mapToLong(RenderSummary.DetectorRow::photons)
                .sum();
        return new RenderSummary(
                engine.info().name(),
                engine.info().device(),
                engine.info().tier().name(),
                visit.seed(),
                visit.observationId(),
                done,
                failed,
                clock.seconds(),
                photonSeconds > 0 ? photons / photonSeconds : 0,
                ProcessMemory.peak(),
                engine.deviceUse()
                        .map(use -> new RenderSummary.DeviceUse(use.seconds(), use.memory()))
                        .orElse(null),
                atOnce,
                notes,
                findings.substitutedSeds(),
                findings.droppedLines(),
                mosaic == null
                        ? null
                        : new RenderSummary.OutputFile(
                                mosaic.path().toString(), mosaic.bytes(), mosaic.adler32(), mosaic.sha256()));
    }
}
