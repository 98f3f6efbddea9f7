package ciel.sim.exposure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Where the time of a rendering goes: wall seconds of each stage, summed over detectors (which overlap), and of the process. */
final class StageClock {
    /** Parts of the work, as the summary names them. */
    enum Stage {
        SETUP, PHOTONS, BACKGROUND, READOUT, WRITE
    }

    private final LongAdder[] nanos = new LongAdder[Stage.values().length];
    private final Instant processStart = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

    StageClock() {
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = new LongAdder();
        }
    }

    <T> T time(Stage stage, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            nanos[stage.ordinal()].add(System.nanoTime() - start);
        }
    }

    void time(Stage stage, Runnable work) {
        time(stage, () -> {
            work.run();
            return null;
        });
    }

    double seconds(Stage stage) {
        return nanos[stage.ordinal()].sum() * 1e-9;
    }

    RenderSummary.Seconds seconds() {
        double total = Duration.between(processStart, Instant.now()).toNanos() * 1e-9;
        double cpu = ProcessHandle.current().info().totalCpuDuration().map(d -> d.toNanos() * 1e-9).orElse(0.0);
        return new RenderSummary.Seconds(seconds(Stage.SETUP), seconds(Stage.PHOTONS), seconds(Stage.BACKGROUND), seconds(Stage.READOUT),
                seconds(Stage.WRITE), total, cpu);
    }
}
