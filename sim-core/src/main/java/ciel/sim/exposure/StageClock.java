package ciel.sim.exposure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Where the time of a rendering goes: wall seconds of each stage, summed over detectors (which overlap), and of the
 * process.
 */
final class StageClock {
    /** Parts of the work, as the summary names them. */
    enum Stage {
        SETUP,
        PHOTONS,
        BACKGROUND,
        READOUT,
        WRITE
    }

    private final LongAdder[] nanos = new LongAdder[Stage.values().length];
    private static final long PROCESS_START = System.nanoTime() - processAge();

    /** What also counts the time of this one, or null. */
    private final StageClock whole;

    StageClock() {
        this(null);
    }

    private StageClock(StageClock whole) {
        this.whole = whole;
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = new LongAdder();
        }
    }

    /** @return a clock of a part of the work, whose time this one counts, too */
    StageClock part() {
        return new StageClock(this);
    }

    private void add(Stage stage, long time) {
        nanos[stage.ordinal()].add(time);
        if (whole != null) {
            whole.add(stage, time);
        }
    }

    <T> T time(Stage stage, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            add(stage, System.nanoTime() - start);
        }
    }

    void time(Stage stage, Runnable work) {
        time(stage, () -> {
            work.run();
            return null;
        });
    }

    /** Starts to count for a stage. */
    Lap start(Stage stage) {
        return new Lap(stage);
    }

    /** Time that goes on until it is stopped, for one stage after the other. */
    final class Lap {
        private Stage stage;
        private long since = System.nanoTime();

        private Lap(Stage stage) {
            this.stage = stage;
        }

        void next(Stage next) {
            stop();
            stage = next;
        }

        void stop() {
            long now = System.nanoTime();
            add(stage, now - since);
            since = now;
        }
    }

    double seconds(Stage stage) {
        return nanos[stage.ordinal()].sum() * 1e-9;
    }

    /**
     * Nanoseconds since the process was started, the start of the JVM included. From the kernel's own clocks, to 10
     * ms: what
     * {@link ProcessHandle} says goes through the second of the boot and is a second off either way.
     */
    private static long processAge() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            // field 22 of proc(5), in clock ticks of 1/100 s since boot; the second field may hold blanks, its end is
            // the last parenthesis
            long ticks =
                    Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
            String uptime = Files.readString(Path.of("/proc/uptime"));
            return Math.round((Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) - ticks / 100.0) * 1e9);
        } catch (IOException | RuntimeException e) {
            // not Linux
            return ProcessHandle.current()
                    .info()
                    .startInstant()
                    .map(start -> Duration.between(start, Instant.now()).toNanos())
                    .orElse(0L);
        }
    }

    /** @return s since the process was started */
    static double elapsed() {
        return (System.nanoTime() - PROCESS_START) * 1e-9;
    }

    RenderSummary.Seconds seconds() {
        double total = elapsed();
        double cpu = ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(d -> d.toNanos() * 1e-9)
                .orElse(0.0);
        return new RenderSummary.Seconds(
                seconds(Stage.SETUP),
                seconds(Stage.PHOTONS),
                seconds(Stage.BACKGROUND),
                seconds(Stage.READOUT),
                seconds(Stage.WRITE),
                total,
                cpu);
    }
}
