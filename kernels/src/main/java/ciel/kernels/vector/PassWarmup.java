package ciel.kernels.vector;

import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Calls passes on a few registers until the compiler has made them, before photons are shot with them. Until then each
 * vector is an object and each of its operations a loop over lanes, a thousand times slower; a whole block through such
 * a pass takes milliseconds, and the fallback methods of the Vector API are then compiled themselves.
 *
 * <p>The launcher says how many calls that takes under its thresholds of compilation (property {@value #CALLS}); without
 * it nothing is done. What the passes leave in the block is not counted.
 */
final class PassWarmup {
    private static final String CALLS = "ciel.vector.warmup";
    /** Calls of each pass; 0 for none. */
    static final int TIMES = Integer.getInteger(CALLS, 0);
    /** Elements of a call: the compiler expects loops as long as those that it has seen. */
    static final int SIZE = 4 * VectorPasses.LANES;

    /** Which passes a path has: those of a kind of source, and of its steps. */
    private record Known(int kind, List<Class<? extends PhotonStep>> steps, boolean paired) {}

    private static final Set<Object> DONE = new HashSet<>();

    private PassWarmup() {}

    /**
     * The passes of the photons of a source, and of all of its kind; threads that come with the same ones wait for the
     * first.
     *
     * @param block free to be used
     */
    static synchronized void run(PhotonBlock block, int source, Pass[] passes) {
        if (TIMES == 0) {
            return;
        }
        SourceTable table = block.table;
        List<Class<? extends PhotonStep>> steps = table.path().steps().stream()
                .<Class<? extends PhotonStep>>map(PhotonStep::getClass)
                .toList();
        boolean first = DONE.isEmpty();
        if (!DONE.add(new Known(table.kind(source), steps, table.path().paired()))) {
            return;
        }
        if (first) {
            halves();
        }
        block.source(source);
        block.photon = 0;
        block.begin = 0;
        block.span = 1;
        block.n = SIZE;
        for (int k = 0; k < TIMES; k++) {
            for (Pass pass : passes) {
                pass.run(block);
            }
        }
    }

    /**
     * The passes with registers of two sizes, before all others: the compiler goes by the types that it has met, and
     * boxes the indices of these passes when it has met whole registers alone.
     */
    private static void halves() {
        int[] word = new int[SIZE];
        int[] bin = new int[SIZE];
        int[] node = new int[SIZE];
        float[] radius = new float[SIZE];
        long[] pairs = new long[QuantileTable.STRIDE / 2];
        for (int k = 0; k < TIMES; k++) {
            VectorPasses.radii(SIZE, word, pairs, 0, node, radius);
            VectorPasses.radiiOfRows(SIZE, word, pairs, bin, 0, node, radius);
        }
    }

    /** The loops of screens: on four columns of registers and four registers of modes. */
    static synchronized void run(ScreenLoops loops) {
        boolean first = DONE.isEmpty();
        if (TIMES == 0 || !DONE.add(loops.getClass())) {
            return;
        }
        if (first) {
            halves();
        }
        int n = 16; // a stage has four steps of one register, or one of four
        float[][] room = new float[6][n * ScreenLoops.COLUMNS];
        float[] turn = new float[n];
        float[] few = new float[SIZE];
        int[] packed = new int[SIZE];
        for (int k = 0; k < TIMES; k++) {
            loops.stage(room[0], room[1], room[2], room[3], turn, turn, k % 2 == 0 ? n : n / 4);
            loops.modes(k, k, k, k, room[4], SIZE, room[5], room[4]);
            loops.pack(1, few, few, packed, 0);
        }
    }

    /**
     * The passes of the sky, but not the one that adds it to the charge.
     *
     * @param stretch free to be used
     * @param y       a row of the detector
     */
    static synchronized void run(List<SkyPass> passes, SkyStretch stretch, int y) {
        if (TIMES == 0 || !DONE.add(passes)) {
            return;
        }
        stretch.x = 0;
        stretch.y = y;
        stretch.n = Math.min(SIZE, stretch.width);
        for (int k = 0; k < TIMES; k++) {
            for (SkyPass pass : passes) {
                if (pass != SkyPass.ADD) {
                    pass.run(stretch);
                }
            }
        }
    }

    /** The passes of the boundaries, on a corner of the rows that are to be moved; it is moved to where it belongs. */
    static synchronized void run(EdgePasses edges, int rowFrom, int rowTo) {
        if (TIMES > 0 && DONE.add(EdgePasses.class)) {
            edges.moveCorner(SIZE, rowFrom, Math.min(rowTo, rowFrom + TIMES));
        }
    }
}
