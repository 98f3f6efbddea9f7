package ciel.sim.readout;

/**
 * Standard normal deviates from one random word each, by table, in float32: the same bits from any engine.
 *
 * <p><b>Layout</b> (the two-sided octave layout). The top bit of the word is the sign. The other 31 bits, made odd,
 * are the number f = 1 ... 2^31 as
 * a float, and f * 2^-32 is the tail probability. The exponent of f and its 5 leading fraction bits number the cell
 * (32 cells an octave, 31
 * octaves); the 18 fraction bits that are left are the place in the cell; between nodes the deviate is linear. Cells
 * shrink with the tail
 * probability, so the tail is as well resolved as the core: largest deviate 6.2.
 *
 * <p><b>Nodes.</b> Not the quantiles themselves: a chord lies outside of a convex curve and would give a variance
 * above 1. The nodes are
 * the least-squares projection of the quantile function on the linear splines with those cells. The residual is then
 * orthogonal to
 * the spline, and the variance differs from 1 only by the mean square of the residual (below 1e-8). The mean is 0 by
 * symmetry.
 */
public final class NormalTable {
    /**
     * Number of nodes: 31 octaves of 32 cells, the node at f = 2^31, and one behind it that is read, times zero, when f
     * = 2^31.
     */
    public static final int LENGTH = 31 * 32 + 2;

    private static final int CELLS = 31 * 32;
    /** Place in a cell for one unit of the fraction bits; for a kernel. */
    public static final float CELL_FRACTION = 0x1p-18f;
    /** Bits above the fraction of f = 1; for a kernel. */
    public static final int FIRST_CELL = 127 << 5;

    /**
     * Gauss-Legendre abscissae and weights of order 8 on (-1, 1), the positive half (Abramowitz and Stegun, table
     * 25.4).
     */
    private static final double[] GAUSS_X = {
        0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363
    };

    private static final double[] GAUSS_W = {
        0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
    };

    private static final float[] NODES = make();

    private NormalTable() {}

    /** @return a copy of the {@link #LENGTH} nodes, for a kernel */
    public static float[] nodes() {
        return NODES.clone();
    }

    /** The one shared copy, never written to. */
    static float[] sharedNodes() {
        return NODES;
    }

    /**
     * @param word any 32 random bits
     * @return a standard normal deviate; negative where the top bit is set
     */
    public static float deviate(int word) {
        return deviate(word, NODES);
    }

    /** {@link #deviate(int)} on a given copy of the nodes: the form that a kernel repeats. */
    public static float deviate(int word, float[] nodes) {
        int bits = Float.floatToRawIntBits((float) ((word & 0x7fffffff) | 1));
        int cell = (bits >>> 18) - FIRST_CELL;
        float fraction = (bits & 0x3ffff) * CELL_FRACTION;
        float low = nodes[cell];
        float magnitude = Math.fma(fraction, nodes[cell + 1] - low, low);
        return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | (word & 0x80000000));
    }

    /** @return f at a node: 2^octave (1 + cell / 32) */
    static double position(int node) {
        return Math.scalb(1 + (node & 31) / 32.0, node >>> 5);
    }

    /**
     * Solves the normal equations of the projection (tridiagonal, Thomas algorithm), with the last node held at the
     * median, 0.
     */
    private static float[] make() {
        double[] diagonal = new double[CELLS];
        double[] upper = new double[CELLS];
        double[] right = new double[CELLS];
        for (int cell = 0; cell < CELLS; cell++) {
            double start = position(cell);
            double width = position(cell + 1) - start;
            double low = 0;
            double high = 0;
            for (int k = 0; k < GAUSS_X.length; k++) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    double t = 0.5 + 0.5 * sign * GAUSS_X[k];
                    double z = 0.5 * GAUSS_W[k] * NormalQuantile.ofUpperTail((start + width * t) * 0x1p-32);
                    low += z * (1 - t);
                    high += z * t;
                }
            }
            diagonal[cell] += width / 3;
            right[cell] += width * low;
            if (cell + 1 < CELLS) {
                upper[cell] = width / 6;
                diagonal[cell + 1] += width / 3;
                right[cell + 1] += width * high;
            }
        }
        for (int i = 1; i < CELLS; i++) {
            double factor = upper[i - 1] / diagonal[i - 1];
            diagonal[i] -= factor * upper[i - 1];
            right[i] -= factor * right[i - 1];
        }
        float[] nodes = new float[LENGTH];
        double next = 0;
        for (int i = CELLS - 1; i >= 0; i--) {
            next = (right[i] - upper[i] * next) / diagonal[i];
            nodes[i] = (float) next;
        }
        return nodes;
    }
}
