package ciel.sim.photon;

/**
 * A direction on the circle from a random word, uniform, by polynomial.
 *
 * <p>The low bit of the word swaps cosine and sine, the next one turns the vector round, and the 30 bits above are an
 * angle within an eighth of a turn of the axis.
 * The polynomials are those of Cephes' sinf and cosf (Moshier 1989): minimax on |x| &le; pi/4, errors below 6e-8.
 */
public final class UnitVector {
    /** Radians for one unit of (word &gt;&gt; 2): (pi / 4) 2^-29. */
    public static final float ANGLE_UNIT = (float) (StrictMath.PI / 4 * 0x1p-29);
    /** sin(x) = x + S1 x^3 + S2 x^5 + S3 x^7. */
    public static final float S1 = -1.6666654611e-1f;

    public static final float S2 = 8.3321608736e-3f;
    public static final float S3 = -1.9515295891e-4f;
    /** cos(x) = 1 + C1 x^2 + C2 x^4 + C3 x^6 + C4 x^8. */
    public static final float C1 = -0.5f;

    public static final float C2 = 4.166664568298827e-2f;
    public static final float C3 = -1.388731625493765e-3f;
    public static final float C4 = 2.443315711809948e-5f;

    private UnitVector() {}

    /** @return radius with the sign that the word gives it; multiply {@link #cosine} and {@link #sine} by it */
    public static float signed(float radius, int word) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(radius) ^ (word & 2) << 30);
    }

    /** @return the angle within an octant that a word stands for (rad) */
    public static float angle(int word) {
        return (word >> 2) * ANGLE_UNIT;
    }

    /** @return sine of an angle of {@link #angle}; a polynomial, the same in every engine */
    public static float sine(float angle) {
        float x2 = angle * angle;
        return Math.fma(Math.fma(Math.fma(S3, x2, S2), x2, S1), x2 * angle, angle);
    }

    /** @return cosine of an angle of {@link #angle}; a polynomial, the same in every engine */
    public static float cosine(float angle) {
        float x2 = angle * angle;
        return Math.fma(Math.fma(Math.fma(Math.fma(C4, x2, C3), x2, C2), x2, C1), x2, 1f);
    }
}
