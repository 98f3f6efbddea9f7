package ciel.app;

import ciel.sim.exposure.DetectorStatistics;
import ciel.sim.exposure.RenderListener;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Shows a rendering on a progress line: first how far the catalog is read and its objects prepared, then the photons.
 * Percent and time left count everything that is done for a CCD, each stage at the time that it usually takes.
 */
final class RenderProgress implements RenderListener {
    /** A stage of a CCD, as {@link RenderListener#stage} names it. */
    private enum Stage {
        PHOTONS,
        BACKGROUND,
        READOUT,
        WRITE
    }

    /** Time (ns) of one photon on one thread: between those of the vector (8) and of the scalar engine (60). */
    private static final long PHOTON_NANOS = 10;
    /** Time (ns) of the stages of one CCD that do not depend on the catalog, measured on one thread. */
    private static final Map<Stage, Long> STAGE_NANOS = new EnumMap<>(
            Map.of(Stage.BACKGROUND, 150_000_000L, Stage.READOUT, 400_000_000L, Stage.WRITE, 700_000_000L));

    private static final long FIXED_NANOS =
            STAGE_NANOS.values().stream().mapToLong(Long::longValue).sum();

    private final Progress progress;
    private final StatisticsFile statisticsFile;
    private final Map<String, Stage> current = new HashMap<>();
    private final Map<String, Set<Stage>> behind = new HashMap<>();
    private Preparation preparation;
    private long prepared;
    private int detectors = 1;
    private int finished;

    RenderProgress(Progress progress) {
        this(progress, new StatisticsFile());
    }

    /** @param statisticsFile hears what each detector took */
    RenderProgress(Progress progress, StatisticsFile statisticsFile) {
        this.progress = progress;
        this.statisticsFile = statisticsFile;
    }

    @Override
    public synchronized void preparing(Preparation step, long done, long total) {
        if (preparation != step) {
            preparation = step;
            prepared = 0;
            switch (step) {
                case CATALOG -> progress.prepare("reading the catalog", Progress.Unit.BYTES, total);
                case OBJECTS -> progress.prepare("preparing objects", Progress.Unit.OBJECTS, total);
            }
        }
        // calls of several threads may come out of order
        if (done > prepared) {
            progress.advance(done - prepared);
            prepared = done;
        }
    }

    @Override
    public synchronized void detectors(int count) {
        detectors = count;
    }

    @Override
    public synchronized void started(long totalPhotons) {
        progress.begin(count(), Progress.Unit.PHOTONS, totalPhotons);
        progress.expectWork(work(totalPhotons));
    }

    private String count() {
        return detectors == 1 ? "" : finished + "/" + detectors + " CCDs";
    }

    private long work(long photons) {
        return photons * PHOTON_NANOS + detectors * FIXED_NANOS;
    }

    @Override
    public void expected(long totalPhotons) {
        progress.expect(totalPhotons);
        progress.expectWork(work(totalPhotons));
    }

    @Override
    public void photons(long delta) {
        progress.advance(delta);
        progress.advanceWork(delta * PHOTON_NANOS);
    }

    @Override
    public synchronized void stage(String detector, String stage) {
        Stage next = Stage.valueOf(stage.toUpperCase(java.util.Locale.ROOT));
        Stage last = current.put(detector, next);
        if (last != null) {
            leave(detector, last);
        }
        if (detectors == 1) {
            progress.label(detector + " " + stage);
        }
    }

    /** A stage that is entered twice, such as write, counts once. */
    private void leave(String detector, Stage stage) {
        if (behind.computeIfAbsent(detector, name -> EnumSet.noneOf(Stage.class))
                .add(stage)) {
            progress.advanceWork(STAGE_NANOS.getOrDefault(stage, 0L));
        }
    }

    @Override
    public synchronized void finished(String detector) {
        for (Stage stage : Stage.values()) {
            leave(detector, stage);
        }
        current.remove(detector);
        behind.remove(detector);
        finished++;
        if (detectors > 1) {
            progress.label(count());
        }
    }

    @Override
    public void measured(DetectorStatistics statistics) {
        statisticsFile.add(statistics);
    }

    @Override
    public void note(String text) {
        progress.note(text);
    }
}
