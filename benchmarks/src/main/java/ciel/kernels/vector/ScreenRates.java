package ciel.kernels.vector;

import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.atmosphere.Turbulence;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.Screens;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * CPU nanoseconds a photon of the vector engine's passes through the atmosphere, on screens of a visit (403 MB), in one
 * slot of time of sixteen; and CPU seconds of making the screens. In the engine's package, because the passes are its
 * own. Each figure is the best of several runs.
 * {@snippet lang=shell :
 * java --add-modules jdk.incubator.vector -cp benchmarks/target/classes:... ciel.kernels.vector.ScreenRates
 * }
 */
public final class ScreenRates {
    private static final int BLOCKS = 4000;
    private static final int RUNS = 16;

    private ScreenRates() {}

    public static void main(String[] args) {
        Turbulence turbulence = Turbulence.draw(1, 0.7, 622.2, OptionalDouble.empty());
        long cpu = processCpu();
        long wall = System.nanoTime();
        int[] gradients = PhaseScreens.make(new VectorScreenLoops(), 1, turbulence, 622.2, PhaseScreens.BITS, 2);
        System.out.printf(
                Locale.ROOT,
                "screens of a visit: %.2f CPU s, %.2f s on two threads%n",
                (processCpu() - cpu) * 1e-9,
                (System.nanoTime() - wall) * 1e-9);
        float[] wind = new float[2 * Screens.LAYERS];
        for (int k = 0; k < Screens.LAYERS; k++) {
            wind[2 * k] = (float) (turbulence.layers().get(k).windU() * 30 / PhaseScreens.CELL);
            wind[2 * k + 1] = (float) (turbulence.layers().get(k).windV() * 30 / PhaseScreens.CELL);
        }
        Screens screens = new Screens(gradients, PhaseScreens.BITS, 20.9f, wind, (place, floats, at) -> {
            for (int k = 0; k < Screens.FLOATS; k++) {
                floats[at + k] = k < 4 ? 1e-3f : 8192 + 17 * k;
            }
        });
        SourceTableBuilder builder =
                new SourceTableBuilder(1, 4096, 4096, new PhotonPath(List.of(new Pupil(), screens, new Pixels())));
        builder.addPoint(new SourceTableBuilder.Source(1, 1, 1, 2000, 2000, new double[] {5, 0, 0, 5}, null, null));
        SourceTable table = builder.build();
        Pass[] all = VectorSteps.of(table, SourceKind.POINT);
        Pass[] passes = java.util.Arrays.copyOf(all, all.length - 1); // without the pixel
        PhotonBlock block = null;
        double[] best = new double[passes.length];
        java.util.Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (int run = 0; run < RUNS; run++) {
            block = new PhotonBlock(table, new int[0], null);
            block.source(0);
            block.n = PhotonBlock.SIZE;
            block.span = 1f / 16;
            long[] spent = new long[passes.length];
            for (int b = 0; b < BLOCKS; b++) {
                block.photon = (long) b * block.n;
                for (int p = 0; p < passes.length; p++) {
                    long start = System.nanoTime();
                    passes[p].run(block);
                    spent[p] += System.nanoTime() - start;
                }
            }
            for (int p = 0; p < passes.length; p++) {
                best[p] = Math.min(best[p], spent[p] / (double) BLOCKS / PhotonBlock.SIZE);
            }
        }
        double sum = 0;
        for (double ns : best) {
            System.out.printf(Locale.ROOT, "%.2f ", ns);
            sum += ns;
        }
        System.out.printf(Locale.ROOT, "ns a photon, sum %.1f%n", sum);
    }

    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
