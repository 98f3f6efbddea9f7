package ciel.kernels.vector;

import ciel.sim.engine.ChargeTiles;
import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.sensor.PixelBoundaries;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Nanoseconds a photon of each step with everything on, and millions of photons a CPU second of the vector engine's one
 * thread. In the engine's package, because the passes are its own. The figure of a step is the best of many stretches of
 * 64 blocks, so that other work on the machine matters little. The electrons of a whole exposure are compared with the
 * scalar engine's first.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh --passes
 * }
 */
public final class WholeChainRates {
    private static final int STRETCH = 64;
    private static final int STRETCHES = 400;
    private static final int REPEATS = 7;

    private WholeChainRates() {}

    /** Passes that are timed together. */
    private record Group(String name, List<Pass> passes) {}

    public static void main(String[] args) {
        DetectorExposure exposure;
        try (CpuEngine engine = new VectorEngine(1)) {
            WholeChain.check(engine);
            exposure = WholeChain.exposure(32, 18);
            whole(engine, exposure.photons());
        }
        SourceTable table = exposure.photons();
        for (SourceKind kind : List.of(SourceKind.POINT, SourceKind.RADIAL)) {
            steps(table, kind);
        }
    }

    private static void whole(CpuEngine engine, SourceTable table) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ChargeMap map = new ChargeMap(table.width(), table.height());
        long[] realized = new long[table.size()];
        double[] rates = new double[REPEATS];
        for (int i = -2; i < REPEATS; i++) {
            long start = threads.getCurrentThreadCpuTime();
            engine.shoot(table, map, realized, PhotonEngine.PhotonProgress.NONE);
            double seconds = (threads.getCurrentThreadCpuTime() - start) * 1e-9;
            if (i >= 0) {
                rates[i] = table.totalPhotons() / seconds * 1e-6;
            }
        }
        Arrays.sort(rates);
        System.out.printf(
                Locale.ROOT,
                "%s: %,d photons, %.1f million a CPU second (median of %d; %.1f to %.1f)%n",
                engine.info().device(),
                table.totalPhotons(),
                rates[REPEATS / 2],
                REPEATS,
                rates[0],
                rates[REPEATS - 1]);
    }

    private static List<Group> groups(SourceTable table, SourceKind kind) {
        PhotonPath path = table.path();
        List<Group> groups = new ArrayList<>();
        List<Pass> words = new ArrayList<>();
        groups.add(new Group("random words", words));
        Set<Integer> drawn = new HashSet<>();
        for (PhotonStep step : path.steps()) {
            for (int draw : path.draws(step, kind == SourceKind.POINT)) {
                if (drawn.add(draw)) {
                    words.add(VectorSteps.words(draw, path.paired() && kind == SourceKind.POINT));
                }
            }
            groups.add(
                    new Group(step.getClass().getSimpleName(), VectorSteps.passes(step, kind, path.floatOffset(step))));
        }
        return groups;
    }

    private static void steps(SourceTable table, SourceKind kind) {
        int[] edges = PixelBoundaries.fixed(table.path().find(Boundaries.class).orElseThrow());
        ChargeTiles tiles = new ChargeTiles(table.width(), table.height(), 4);
        int[] charge = new int[tiles.across() * Math.ceilDiv(table.height(), 16) << 8];
        PhotonBlock block = new PhotonBlock(table, edges, tiles);
        List<Group> groups = groups(table, kind);
        double[] best = new double[groups.size() + 1];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        int source = 0;
        while (table.kind(source) != kind.code()) {
            source++;
        }
        block.source(source);
        block.n = PhotonBlock.SIZE;
        block.span = 1f / 16;
        for (int stretch = 0; stretch < STRETCHES; stretch++) {
            long[] spent = new long[best.length];
            for (int b = 0; b < STRETCH; b++) {
                block.photon = (long) (stretch * STRETCH + b) * block.n;
                Arrays.fill(block.x, 0.5f);
                Arrays.fill(block.y, 0.5f);
                Arrays.fill(block.lost, 0);
                for (int g = 0; g < groups.size(); g++) {
                    long start = System.nanoTime();
                    for (Pass pass : groups.get(g).passes()) {
                        pass.run(block);
                    }
                    spent[g] += System.nanoTime() - start;
                }
                VectorPasses.drop(block.n, block.lost, block.pixel);
                long start = System.nanoTime();
                VectorShooter.deposit(block.pixel, block.n, charge, 1);
                spent[groups.size()] += System.nanoTime() - start;
            }
            for (int g = 0; g < best.length; g++) {
                best[g] = Math.min(best[g], spent[g] / (double) STRETCH / PhotonBlock.SIZE);
            }
        }
        System.out.printf(Locale.ROOT, "%s, ns a photon:%n", kind);
        for (int g = 0; g < groups.size(); g++) {
            System.out.printf(Locale.ROOT, "  %-14s %6.2f%n", groups.get(g).name(), best[g]);
        }
        System.out.printf(Locale.ROOT, "  %-14s %6.2f%n", "counting", best[groups.size()]);
        System.out.printf(
                Locale.ROOT, "  %-14s %6.2f%n", "all", Arrays.stream(best).sum());
    }
}
