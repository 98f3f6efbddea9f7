package ciel.kernels.tornado;

import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.UnitVector;
import ciel.sim.photon.Vanes;

/**
 * Arithmetic of the kernels: the bits of the scalar engine from the operations that TornadoVM compiles rightly.
 *
 * <p>TornadoVM has no call for a fused multiply-add. With {@code tornado.enable.fma=True} its compiler makes one of every
 * sum that has a product as a summand. {@link #fused} is that sum on a device and {@link Math#fma} in plain Java. So that
 * no other sum is fused, floats are multiplied in this class only: {@link #times} hides a product from the compiler
 * behind a maximum that changes nothing. TornadoVM does not reinterpret the bits of a float either: {@link #bits} and
 * {@link #ofBits} work them out.
 */
final class KernelMath {
    /** Whether this JVM was started with TornadoVM's options, which compiles the methods of this class for a device. */
    static final boolean DEVICE = System.getProperty("tornado.load.api.implementation") != null;

    private static final float LEAST = -Float.MAX_VALUE;

    private KernelMath() {}

    /** @return a b + c with one rounding; c is no product */
    static float fused(float a, float b, float c) {
        return DEVICE ? a * b + c : Math.fma(a, b, c);
    }

    /** @return a b, rounded */
    static float times(float a, float b) {
        return DEVICE ? Math.max(a * b, LEAST) : a * b;
    }

    /** @return -a, which a compiler does not take out of a product */
    static float opposite(float a) {
        return DEVICE ? Math.max(-a, LEAST) : -a;
    }

    /**
     * @param w 1 to 2^31 - 1
     * @return {@code Float.floatToRawIntBits((float) w)}
     */
    static int bitsOfWhole(int w) {
        int large = w >= 1 << 24 ? 1 : 0; // rounded; half of it is a whole number below 2^31
        int v = large != 0 ? (int) ((float) w * 0.5f) : w;
        int ones = v | v >> 1;
        ones = ones | ones >> 2;
        ones = ones | ones >> 4;
        ones = ones | ones >> 8;
        ones = ones | ones >> 16;
        int exponent = Integer.bitCount(ones) - 1;
        int mantissa = exponent > 23 ? v >> (exponent - 23) : v << (23 - exponent);
        return ((exponent + large + 126) << 23) + mantissa;
    }

    /**
     * @param x 2^-31 to 2^32; 0 is taken for 2^-32
     * @return {@code Float.floatToRawIntBits(x)}
     */
    static int bits(float x) {
        float y = x * 0x1p31f;
        int exponent = 0;
        if (y >= 0x1p32f) {
            y = y * 0x1p-32f;
            exponent = 32;
        }
        if (y >= 0x1p16f) {
            y = y * 0x1p-16f;
            exponent = exponent + 16;
        }
        if (y >= 0x1p8f) {
            y = y * 0x1p-8f;
            exponent = exponent + 8;
        }
        if (y >= 0x1p4f) {
            y = y * 0x1p-4f;
            exponent = exponent + 4;
        }
        if (y >= 0x1p2f) {
            y = y * 0x1p-2f;
            exponent = exponent + 2;
        }
        if (y >= 0x1p1f) {
            y = y * 0x1p-1f;
            exponent = exponent + 1;
        }
        return ((exponent + 95) << 23) + (int) (y * 0x1p23f);
    }

    /**
     * @param bits of a number from 2^-32 to below 2^32
     * @return {@code Float.intBitsToFloat(bits)}
     */
    static float ofBits(int bits) {
        int exponent = (bits >> 23 & 255) - 95;
        float y = (float) (bits & 0x7FFFFF | 0x800000) * 0x1p-55f;
        y = (exponent & 32) != 0 ? y * 0x1p32f : y;
        y = (exponent & 16) != 0 ? y * 0x1p16f : y;
        y = (exponent & 8) != 0 ? y * 0x1p8f : y;
        y = (exponent & 4) != 0 ? y * 0x1p4f : y;
        y = (exponent & 2) != 0 ? y * 0x1p2f : y;
        return (exponent & 1) != 0 ? y * 0x1p1f : y;
    }

    /** 1 / sqrt(x), of {@code Pupil.root}, {@code ScalarSteps} and {@code PoissonDraw}; finite at 0. */
    static float reciprocalRoot(float x) {
        float y = ofBits(0x5f375a86 - (bits(x) >> 1));
        float half = times(-0.5f, x);
        y = times(y, fused(times(half, y), y, 1.5f));
        y = times(y, fused(times(half, y), y, 1.5f));
        return times(y, fused(times(half, y), y, 1.5f));
    }

    /** 1 / d: {@link Vanes#reciprocal}. */
    static float reciprocal(float d) {
        float r = ofBits(Vanes.FIRST_GUESS - bits(d));
        r = fused(r, fused(opposite(d), r, 1f), r);
        r = fused(r, fused(opposite(d), r, 1f), r);
        return fused(r, fused(opposite(d), r, 1f), r);
    }

    /** {@link QuantileTable#value}. */
    static float quantile(float[] table, int offset, int word) {
        int bits = bitsOfWhole(word & 0x7FFFFFFF | 1);
        int node = (bits >> QuantileTable.FRACTION_BITS) - QuantileTable.FIRST + (word >> 31 & 1) * QuantileTable.SIDE;
        float fraction = times(bits & QuantileTable.FRACTION_MASK, QuantileTable.FRACTION_UNIT);
        int i = offset + 2 * node;
        return fused(fraction, table[i + 1], table[i]);
    }

    private static float angle(int word) {
        return times(word >> 2, UnitVector.ANGLE_UNIT);
    }

    private static float sine(float angle) {
        float square = times(angle, angle);
        float cubic = times(square, angle);
        return fused(fused(fused(UnitVector.S3, square, UnitVector.S2), square, UnitVector.S1), cubic, angle);
    }

    private static float cosine(float angle) {
        float square = times(angle, angle);
        return fused(
                fused(fused(fused(UnitVector.C4, square, UnitVector.C3), square, UnitVector.C2), square, UnitVector.C1),
                square,
                1f);
    }

    /** Radius times the cosine of a random direction, {@link UnitVector}. */
    static float directionX(float radius, int word) {
        float angle = angle(word);
        float signed = (word & 2) != 0 ? opposite(radius) : radius;
        return times(signed, (word & 1) == 0 ? cosine(angle) : sine(angle));
    }

    /** Radius times the sine of a random direction, {@link UnitVector}. */
    static float directionY(float radius, int word) {
        float angle = angle(word);
        float signed = (word & 2) != 0 ? opposite(radius) : radius;
        return times(signed, (word & 1) == 0 ? sine(angle) : cosine(angle));
    }

    /** @return largest integer not above a value far below 2^31 */
    static int whole(float value) {
        int truncated = (int) value;
        return (float) truncated > value ? truncated - 1 : truncated;
    }

    /** Philox4x32-10, {@link ciel.sim.photon.Philox#block}: four words of {@code out} from {@code at} on. */
    static void philox(int key0, int key1, int counter0, int counter1, int counter2, int counter3, int[] out, int at) {
        int k0 = key0;
        int k1 = key1;
        int c0 = counter0;
        int c1 = counter1;
        int c2 = counter2;
        int c3 = counter3;
        for (int round = 0; round < 10; round++) {
            long p0 = 0xD2511F53L * (c0 & 0xFFFFFFFFL);
            long p1 = 0xCD9E8D57L * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 = k0 + 0x9E3779B9;
            k1 = k1 + 0xBB67AE85;
        }
        out[at] = c0;
        out[at + 1] = c1;
        out[at + 2] = c2;
        out[at + 3] = c3;
    }

    /** {@code NormalTable.deviate} from the table that starts at {@code at}. */
    static float normal(int word, float[] nodes, int at) {
        int bits = bitsOfWhole(word & 0x7FFFFFFF | 1);
        int cell = at + (bits >> 18) - (127 << 5);
        float fraction = times(bits & 0x3FFFF, 0x1p-18f);
        float low = nodes[cell];
        float magnitude = fused(fraction, nodes[cell + 1] - low, low);
        return word < 0 ? opposite(magnitude) : magnitude;
    }
}
