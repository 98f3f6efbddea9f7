package ciel.sim.readout;

/**
 * Poisson deviates of any mean, one random word each, in float32 without division, square root or transcendental
 * function: the same bits from
 * any engine.
 *
 * <p><b>mean &gt;= {@value #SWITCH}</b>: Giles (2016, ACM Transactions on Mathematical Software 42, algorithm 955),
 * the normal asymptotic expansion of the
 * quantile: with z the standard normal quantile of the word ({@link NormalTable}) and m the mean,
 * floor(m + sqrt(m) z + (2 + z^2)/6 - (2 z + z^3)/(72 sqrt(m)) + (6 z^4 + 14 z^2 - 32)/(1620 m)), not below 0. The
 * whole part of m is kept apart as an
 * integer, so that a large mean loses no bits.
 *
 * <p><b>mean &lt; {@value #SWITCH}</b>: the cumulative distribution is summed from 0 electrons up until it passes the
 * word (24 bits of it). exp(-m) is a table
 * entry times a polynomial.
 *
 * <p>Against the Poisson law, all 2^32 words counted (PoissonDrawTest): total variation distance below 1e-6 under the
 * switch, 6e-5 at 16, 2e-4 at 3000,
 * 1.2e-3 at 1e5 electrons; mean within 1e-5 and variance within 1.2e-4 of themselves. Valid for 0 &lt;= mean &lt;=
 * {@value #MAX_MEAN}; a mean below 0 gives 0.
 */
public final class PoissonDraw {
    /** Mean (electrons) from which the expansion is used. */
    public static final float SWITCH = 16f;
    /** Largest mean (electrons). */
    public static final float MAX_MEAN = 1e9f;
    /** No count above this is looked for below the switch: P(N &gt; 48 | 16) = 1e-10. */
    static final int MAX_SMALL = 48;
    /** A term below this ends the search: the sum cannot grow any more in float32. */
    public static final float SMALLEST_TERM = 0x1p-28f;

    /** Coefficients of the expansion, for a kernel: see {@link #large}. */
    public static final float THIRD = 1f / 3f;

    public static final float SIXTH = 1f / 6f;
    public static final float C36 = -1f / 36f;
    public static final float C72 = -1f / 72f;
    public static final float C270 = 1f / 270f;
    public static final float C810 = 7f / 810f;
    public static final float C405 = -8f / 405f;

    /** exp(-j / 4), j = 0 to 63. */
    private static final float[] EXP = new float[64];
    /** 1 / k. */
    private static final float[] RECIPROCAL = new float[MAX_SMALL + 1];

    static {
        for (int j = 0; j < EXP.length; j++) {
            EXP[j] = (float) StrictMath.exp(-0.25 * j);
        }
        for (int k = 1; k < RECIPROCAL.length; k++) {
            RECIPROCAL[k] = (float) (1.0 / k);
        }
    }

    private PoissonDraw() {}

    /**
     * @param word any 32 random bits
     * @param mean expected electrons
     * @return electrons
     */
    public static int deviate(int word, float mean) {
        return mean < SWITCH ? small(word, mean) : large(word, mean, NormalTable.sharedNodes());
    }

    /** @return exp(-j/4), 64 entries, for a kernel */
    public static float[] expTable() {
        return EXP.clone();
    }

    /** @return 1/k for k = 0 (unused) to 48, for a kernel */
    public static float[] reciprocalTable() {
        return RECIPROCAL.clone();
    }

    /** The expansion, for means from {@link #SWITCH} up. */
    static int large(int word, float mean, float[] nodes) {
        float z = NormalTable.deviate(word, nodes);
        float r = reciprocalSquareRoot(mean);
        float zz = z * z;
        float order0 = Math.fma(zz, SIXTH, THIRD);
        float order1 = z * Math.fma(zz, C72, C36);
        float order2 = Math.fma(zz, Math.fma(zz, C270, C810), C405);
        int whole = (int) mean;
        float part = mean - whole;
        float correction = Math.fma(r, Math.fma(r, order2, order1), order0);
        float rest = Math.fma(mean * r, z, correction + part);
        int floor = (int) rest;
        if (rest < floor) {
            floor--;
        }
        return Math.max(whole + floor, 0);
    }

    static int small(int word, float mean) {
        float positive = Math.max(mean, 0f);
        float u = (word >>> 8) * 0x1p-24f;
        float term = exponential(positive);
        float sum = term;
        int k = 0;
        // An engine with lanes runs this to MAX_SMALL and counts; the sum never falls, so the count is the same.
        while (k < MAX_SMALL && u >= sum && (term >= SMALLEST_TERM || k < positive)) {
            k++;
            term *= positive * RECIPROCAL[k];
            sum += term;
        }
        return k;
    }

    /**
     * exp(-x) for 0 &lt;= x &lt; 16, relative error 2e-7: table at steps of 1/4 times the Taylor polynomial of degree
     * 5.
     */
    private static float exponential(float x) {
        int j = (int) (x * 4f);
        float t = Math.fma(j, -0.25f, x);
        float p = Math.fma(t, -1f / 120f, 1f / 24f);
        p = Math.fma(t, p, -1f / 6f);
        p = Math.fma(t, p, 0.5f);
        p = Math.fma(t, p, -1f);
        p = Math.fma(t, p, 1f);
        return EXP[j] * p;
    }

    /**
     * 1/sqrt(x) by three Newton steps from an integer first guess (relative error 1e-7): no engine needs a correctly
     * rounded root or division.
     */
    static float reciprocalSquareRoot(float x) {
        float y = Float.intBitsToFloat(0x5f375a86 - (Float.floatToRawIntBits(x) >> 1));
        float half = -0.5f * x;
        y *= Math.fma(half * y, y, 1.5f);
        y *= Math.fma(half * y, y, 1.5f);
        y *= Math.fma(half * y, y, 1.5f);
        return y;
    }
}
