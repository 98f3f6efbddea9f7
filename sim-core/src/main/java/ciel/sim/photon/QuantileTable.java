package ciel.sim.photon;

import java.util.function.DoubleUnaryOperator;

/**
 * A quantile function as a table: from a random 32-bit word to the value whose cumulative probability is that word.
 *
 * <p>Both ends of a profile matter: the core, where the radius goes like the square root of the enclosed fraction,
 * and the wings, where it is a power of what is
 * left. So the table is two-sided and logarithmic. The top bit of the word chooses the side; the other 31 bits are m,
 * and f = (float)(m | 1) lies in 1 to 2^31.
 * On the lower side f 2^-32 is the enclosed fraction, on the upper side it is the fraction outside. An octave of f
 * has {@value #PER_OCTAVE} nodes, found
 * from the bits of the float without a logarithm, and the value is interpolated linearly between two nodes.
 *
 * <p>Layout: {@value #STRIDE} floats a table; node i of side s is the pair (value, difference to the next node) at 2
 * (1024 s + i).
 * Error of the interpolation, for a value that goes like f^p: below |p (p - 1)| / 8192 of the value, 3e-5 for p = 1/2.
 */
public final class QuantileTable {
    /** Nodes in each factor of two. */
    public static final int PER_OCTAVE = 32;
    /** Nodes of one side: 31 octaves, the closing node, and one more that f = 2^31 itself may touch. */
    static final int NODES = 31 * PER_OCTAVE + 2;
    /** Table entries (pairs) of one side. */
    public static final int SIDE = 1024;
    /** Floats of one table. */
    public static final int STRIDE = 2 * 2 * SIDE;
    /** Bits of a float below the node number: 23 - log2(PER_OCTAVE). */
    public static final int FRACTION_BITS = 18;

    public static final int FRACTION_MASK = (1 << FRACTION_BITS) - 1;
    public static final float FRACTION_UNIT = 0x1p-18f;
    /** Bits of 1.0f, shifted: the node number of f = 1. */
    public static final int FIRST = 127 * PER_OCTAVE;

    private QuantileTable() {}

    /** @return the value for a word, from the table that starts at {@code offset} floats */
    public static float value(float[] table, int offset, int word) {
        int bits = Float.floatToRawIntBits((float) (word & 0x7FFFFFFF | 1));
        int node = (bits >>> FRACTION_BITS) - FIRST + (word >>> 31) * SIDE;
        float fraction = (bits & FRACTION_MASK) * FRACTION_UNIT;
        int i = offset + 2 * node;
        return Math.fma(fraction, table[i + 1], table[i]);
    }

    /**
     * Fills one table.
     *
     * @param lower value at an enclosed fraction, called with 2^-32 to 0.5 in ascending order
     * @param upper value at a fraction outside, called with 2^-32 to 0.5 in ascending order
     */
    public static void fill(float[] table, int offset, DoubleUnaryOperator lower, DoubleUnaryOperator upper) {
        for (int side = 0; side < 2; side++) {
            DoubleUnaryOperator quantile = side == 0 ? lower : upper;
            int start = offset + 2 * SIDE * side;
            float previous = 0;
            for (int i = 0; i < NODES; i++) {
                int last = Math.min(i, NODES - 2); // f never exceeds 2^31: the extra node repeats it
                double f = Math.scalb(1 + (last % PER_OCTAVE) / (double) PER_OCTAVE, last / PER_OCTAVE);
                float value = (float) quantile.applyAsDouble(f * 0x1p-32);
                table[start + 2 * i] = value;
                if (i > 0) {
                    table[start + 2 * i - 1] = value - previous;
                }
                previous = value;
            }
            table[start + 2 * NODES - 1] = 0;
        }
    }

    /** @return a new table of one profile */
    public static float[] of(RadialProfile profile) {
        float[] table = new float[STRIDE];
        fill(table, 0, profile::radiusEnclosing, profile::radiusOutside);
        return table;
    }
}
