package ciel.kernels.tornado;

import ciel.kernels.opencl.WorkList;
import ciel.sim.photon.SourceTable;
import java.util.Arrays;

/**
 * The arrays of a call of the photon kernel. They are kept from one call to the next and grow by doubling, because a
 * kernel is compiled for the lengths of its arrays and a plan is bound to the arrays themselves.
 */
final class PhotonBuffers {
    /** Units of a piece's time: begin and span are multiples of it. */
    private static final float TIMES = 0x1p24f;

    /** what the kernel is given where pixels have no edges */
    static final int[] NO_EDGES = {0};

    final int[] call = new int[PhotonCall.LENGTH];
    int[] sums = new int[1 << 10];
    int[] pieces = new int[6 << 10];
    int[] keys = new int[2 << 10];
    int[] integers = new int[1 << 14];
    float[] reals = new float[1 << 14];
    float[] floats = new float[1 << 14];
    int[] ints = new int[1 << 12];
    int[] gradients = {0};
    int[] edges = NO_EDGES;
    /** electrons, as an unsigned number; exactly the detector's pixels */
    int[] charge = {0};
    /** photons of each piece that were detected */
    int[] kept = new int[1 << 10];
    /** {@link StepBits} */
    int steps;
    /** whether a photon adds 1 to the charge, whatever its weight */
    boolean counts;

    /** Takes the tables of a path. */
    void tables(PhotonCall of) {
        steps = of.steps();
        floats = filled(floats, of.floats(), of.floats().length);
        ints = filled(ints, of.ints(), of.ints().length);
        gradients = of.gradients();
    }

    /**
     * Takes the photons of a list: those of bright pieces behind those of faint ones.
     *
     * @param run photons of a work-item
     */
    void list(SourceTable table, WorkList work, PhotonCall of, int run) {
        int count = work.faintCount() + work.chunkCount();
        sums = atLeast(sums, count + 1);
        pieces = atLeast(pieces, 6 * count);
        kept = atLeast(kept, count);
        Arrays.fill(kept, 0, count, 0);
        sums[0] = 0;
        int at = 0;
        for (int[] list : new int[][] {work.faint(), work.chunks()}) {
            for (int i = 0; i < list.length; i += WorkList.PIECE_INTS) {
                System.arraycopy(list, i, pieces, 6 * at, 4);
                pieces[6 * at + 4] = (int) (Float.intBitsToFloat(list[i + 4]) * TIMES);
                pieces[6 * at + 5] = (int) (Float.intBitsToFloat(list[i + 5]) * TIMES);
                sums[at + 1] = sums[at] + list[i + 1];
                at++;
            }
        }
        int from = work.from();
        int sources = work.to() - from;
        int sourceInts = table.path().sourceInts();
        int sourceFloats = table.path().sourceFloats();
        keys = atLeast(keys, 2 * sources);
        for (int k = 0; k < sources; k++) {
            keys[2 * k] = (int) table.keys()[from + k];
            keys[2 * k + 1] = (int) (table.keys()[from + k] >> 32);
        }
        integers = atLeast(integers, sources * sourceInts);
        System.arraycopy(table.ints(), from * sourceInts, integers, 0, sources * sourceInts);
        reals = atLeast(reals, sources * sourceFloats);
        System.arraycopy(table.floats(), from * sourceFloats, reals, 0, sources * sourceFloats);
        System.arraycopy(of.numbers(), 0, call, 0, call.length);
        call[PhotonCall.PIECES] = count;
        call[PhotonCall.SLOTS] = sums[count];
        call[PhotonCall.RUN] = run;
        call[PhotonCall.COUNTS] = counts ? 1 : 0;
    }

    static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : new int[doubled(array.length, length)];
    }

    private static float[] atLeast(float[] array, int length) {
        return array.length >= length ? array : new float[doubled(array.length, length)];
    }

    private static int doubled(int from, int length) {
        int doubled = Math.max(1, from);
        while (doubled < length) {
            doubled = Math.multiplyExact(doubled, 2);
        }
        return doubled;
    }

    static float[] filled(float[] array, float[] from, int length) {
        float[] to = atLeast(array, length);
        System.arraycopy(from, 0, to, 0, length);
        return to;
    }

    static int[] filled(int[] array, int[] from, int length) {
        int[] to = atLeast(array, length);
        System.arraycopy(from, 0, to, 0, length);
        return to;
    }
}
