package ciel.kernels.bench;

import ciel.sim.CielException;
import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.Readout;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * How fast an engine on the processor is. Each case is first compared with the scalar engine on a small count, then
 * warmed up, then timed several times; the figure is the median.
 */
public final class ProcessorBench {
    private static final int GALAXIES = 10_000;
    private static final int FAINT = 100_000;
    private static final int FAINT_PHOTONS = 100;
    private static final int LEAST_PHOTONS = 1 << 20;
    private static final long MOST_PHOTONS = 1L << 31;
    private static final int LEAST_REPEATS = 3;
    private static final int MOST_REPEATS = 25;
    /** Levels of the sky (e-/px): below and above the mean from which the Poisson law is expanded. */
    private static final int[] SKY = {8, 800};

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final PhotonEngine engine;
    private final int threads;
    private final double seconds;

    /**
     * One repeat.
     *
     * @param wall wall clock (s)
     * @param cpu  CPU time of the whole process, its compilers and its garbage collector included (s)
     */
    public record Repeat(double wall, double cpu) {}

    /**
     * One figure.
     *
     * @param name    what was done
     * @param unit    photons or px
     * @param amount  of one repeat, in that unit
     * @param threads that did it
     * @param repeats all of them, in order
     */
    public record Row(String name, String unit, long amount, int threads, List<Repeat> repeats) {
        /** @return wall clock of the median repeat (s) */
        public double wall() {
            return median(repeats.stream().map(Repeat::wall).toList());
        }

        /** @return units a second of wall clock, by the median */
        public double wallRate() {
            return amount / wall();
        }

        /** @return units a CPU second, by the median */
        public double cpuRate() {
            return amount / median(repeats.stream().map(Repeat::cpu).toList());
        }

        private static double median(List<Double> values) {
            List<Double> sorted = new ArrayList<>(values);
            Collections.sort(sorted);
            int n = sorted.size();
            return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
        }
    }

    /**
     * @param engine  to measure
     * @param seconds that each case is timed for, about, after a warm-up of half of it; &gt; 0
     */
    public ProcessorBench(CpuEngine engine, double seconds) {
        this(engine, engine.threads(), seconds);
    }

    /**
     * @param engine  to measure, which may also be one that is timed from outside, transfers included
     * @param threads that it has on the processor
     * @param seconds that each case is timed for, about, after a warm-up of half of it; &gt; 0
     */
    public ProcessorBench(PhotonEngine engine, int threads, double seconds) {
        this.engine = engine;
        this.threads = threads;
        this.seconds = seconds;
    }

    /**
     * Runs every case.
     *
     * @param each told of each figure as it is there
     * @throws CielException where a result is not the scalar engine's
     */
    public void run(Consumer<Row> each) {
        growing("star x Kolmogorov", LEAST_PHOTONS, n -> BenchSources.stars(1, n, false), each);
        growing("star x Kolmogorov, chromatic", LEAST_PHOTONS, n -> BenchSources.stars(1, n, true), each);
        growing(GALAXIES + " Sersic x Kolmogorov", 100L * GALAXIES, n -> BenchSources.galaxies(GALAXIES, n), each);
        photons(
                FAINT + " stars of " + FAINT_PHOTONS + " photons",
                BenchSources.stars(FAINT, FAINT_PHOTONS, false),
                each);
        SourceTable dark = BenchSources.dark();
        for (int level : SKY) {
            String name = "sky of " + level + " electrons";
            ScalarBits.require(engine, name, dark, BenchSources.sky(level));
            DetectorExposure exposure = DetectorExposure.of(dark, BenchSources.sky(level));
            each.accept(timed(name, "px", BenchSources.PIXELS, threads, () -> expose(exposure)));
        }
        if (!(engine instanceof CpuEngine)) {
            return;
        }
        Readout readout = BenchSources.readout();
        // the same code beside every engine on the processor, and one thread here
        int[] electrons = engine.expose(
                        DetectorExposure.of(dark, BenchSources.sky(SKY[SKY.length - 1])),
                        PhotonEngine.PhotonProgress.NONE)
                .charge()
                .data();
        each.accept(timed(
                "readout of a CCD, one thread",
                "px",
                BenchSources.PIXELS,
                1,
                () -> readout.readAll(electrons.clone())));
    }

    /** As many photons as take a quarter of the time. */
    private void growing(String name, long least, LongFunction<SourceTable> sources, Consumer<Row> each) {
        ScalarBits.require(engine, name, sources.apply(least), null);
        long count = least;
        SourceTable table = sources.apply(count);
        while (once(DetectorExposure.of(table, null)) < seconds / 4 && count < MOST_PHOTONS) {
            count = Math.min(MOST_PHOTONS, 4 * count);
            table = sources.apply(count);
        }
        DetectorExposure exposure = DetectorExposure.of(table, null);
        each.accept(timed(name, "photons", table.totalPhotons(), threads, () -> expose(exposure)));
    }

    private void photons(String name, SourceTable table, Consumer<Row> each) {
        ScalarBits.require(engine, name, table, null);
        DetectorExposure exposure = DetectorExposure.of(table, null);
        each.accept(timed(name, "photons", table.totalPhotons(), threads, () -> expose(exposure)));
    }

    private void expose(DetectorExposure exposure) {
        engine.expose(exposure, PhotonEngine.PhotonProgress.NONE);
    }

    private double once(DetectorExposure exposure) {
        return repeat(() -> expose(exposure)).wall();
    }

    private Row timed(String name, String unit, long amount, int threads, Runnable work) {
        for (double warm = 0; warm < seconds / 2; ) {
            warm += repeat(work).wall();
        }
        List<Repeat> repeats = new ArrayList<>();
        double spent = 0;
        while (repeats.size() < LEAST_REPEATS || spent < seconds && repeats.size() < MOST_REPEATS) {
            Repeat repeat = repeat(work);
            repeats.add(repeat);
            spent += repeat.wall();
        }
        return new Row(name, unit, amount, threads, List.copyOf(repeats));
    }

    private static Repeat repeat(Runnable work) {
        long cpu = PROCESS.getProcessCpuTime();
        long begun = System.nanoTime();
        work.run();
        double wall = (System.nanoTime() - begun) * 1e-9;
        return new Repeat(wall, (PROCESS.getProcessCpuTime() - cpu) * 1e-9);
    }
}
