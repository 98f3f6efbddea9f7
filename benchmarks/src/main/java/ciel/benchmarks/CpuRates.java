package ciel.benchmarks;

import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.SkyParameters;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * Photons and sky pixels per CPU microsecond (millions a CPU second) of the vector engine's one thread: for a machine
 * that is busy with other work, where the wall
 * clock of JMH measures that work. Checks the engine's electrons before it times anything.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh --cpu
 * }
 */
public final class CpuRates {
    private static final int REPEATS = 9;
    private static final int WARM_UP = 6;

    private CpuRates() {}

    public static void main(String[] args) {
        try (CpuEngine engine = Scenes.engine("vector")) {
            System.out.println(engine.info().device() + ": millions per CPU second, best and median of " + REPEATS);
            ChargeMap map = new ChargeMap(Scenes.WIDTH, Scenes.HEIGHT);
            for (Scenes.Kind kind : Scenes.Kind.values()) {
                Scenes.check(engine, kind);
                SourceTable batch = Scenes.batch(kind, 20_000_000, 100);
                long[] realized = new long[batch.size()];
                print(
                        kind.name(),
                        batch.totalPhotons(),
                        () -> engine.shoot(batch, map, realized, PhotonEngine.PhotonProgress.NONE));
            }
            SkyParameters sky = SkyParameters.uniform(800, 94, 1);
            print("SKY", map.data().length, () -> engine.addSky(sky, map));
        }
    }

    private static void print(String name, long count, Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] rates = new double[REPEATS];
        for (int i = -WARM_UP; i < REPEATS; i++) {
            long start = threads.getCurrentThreadCpuTime();
            work.run();
            double seconds = (threads.getCurrentThreadCpuTime() - start) * 1e-9;
            if (i >= 0) {
                rates[i] = count / seconds * 1e-6;
            }
        }
        Arrays.sort(rates);
        System.out.printf(Locale.ROOT, "%-18s %8.1f %8.1f%n", name, rates[REPEATS - 1], rates[REPEATS / 2]);
    }
}
