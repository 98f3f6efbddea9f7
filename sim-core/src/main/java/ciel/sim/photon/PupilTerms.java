package ciel.sim.photon;

/**
 * How the fast optics of one source is written down: where the coefficients of each polynomial stand among the
 * {@value #FLOATS} floats of the source, and how they are evaluated. u and v are the point on the entrance pupil in
 * units of its radius, w is the refractive index of the glass at the photon's wavelength, scaled to -1 to 1 over the
 * band. In px along an axis of the detector, relative to the chief ray of the source,
 *
 * <pre>
 * shift = P8(u, v) + w (P5(u, v) + w P3(u, v)) + s^4 (u (a + b s + c s^2) + v (d + e s + f s^2)),  s = u^2 + v^2 - {@value #RADIAL_ZERO}
 * slope = P3(u, v) + w P1(u, v)
 * </pre>
 *
 * A polynomial of degree n has its coefficient of u^i v^j in row i, place j; rows follow one another and become shorter.
 * Every operation is a float32 fma or product in the order of {@link #polynomial}: the same bits in any engine.
 */
public final class PupilTerms {
    private PupilTerms() {}

    /** Terms of polynomials in two variables of degree 8, 5, 3 and 1. */
    public static final int TERMS_8 = 45;

    public static final int TERMS_5 = 21;
    public static final int TERMS_3 = 10;
    public static final int TERMS_1 = 3;
    public static final int RADIAL = 6;

    /** P8 of x; that of y follows */
    public static final int SHIFT_8 = 0;
    /** P5, P3 and the radial terms of x; those of y follow */
    public static final int SHIFT_W = 2 * TERMS_8;

    public static final int SHIFT_W_AXIS = TERMS_5 + TERMS_3 + RADIAL;
    /** P3 and P1 of the slope along x; those along y follow */
    public static final int SLOPE = SHIFT_W + 2 * SHIFT_W_AXIS;

    public static final int SLOPE_AXIS = TERMS_3 + TERMS_1;
    public static final int FLOATS = SLOPE + 2 * SLOPE_AXIS;

    /** Where the radial terms vanish: about the mean square radius of the annulus. */
    public static final float RADIAL_ZERO = 0.69f;

    /** @return value of a polynomial whose coefficients begin at {@code at} */
    public static float polynomial(float[] c, int at, int degree, float u, float v) {
        int row = at + (degree + 1) * (degree + 2) / 2 - 1;
        float sum = c[row];
        for (int i = degree - 1; i >= 0; i--) {
            row -= degree - i + 1;
            float inner = c[row + degree - i];
            for (int j = degree - i - 1; j >= 0; j--) {
                inner = Math.fma(inner, v, c[row + j]);
            }
            sum = Math.fma(sum, u, inner);
        }
        return sum;
    }

    /**
     * @param start position (px) that the shift is added to
     * @return position along an axis, 0 for x and 1 for y, of a photon of a source whose terms begin at {@code f}
     */
    public static float shifted(float start, float[] c, int f, int axis, float u, float v, float w) {
        float moved = start + polynomial(c, f + SHIFT_8 + axis * TERMS_8, 8, u, v);
        int at = f + SHIFT_W + axis * SHIFT_W_AXIS;
        float p3 = polynomial(c, at + TERMS_5, 3, u, v);
        moved = Math.fma(w, Math.fma(w, p3, polynomial(c, at, 5, u, v)), moved);
        int r = at + TERMS_5 + TERMS_3;
        float s = Math.fma(u, u, Math.fma(v, v, -RADIAL_ZERO));
        float s2 = s * s;
        float alongU = Math.fma(s, Math.fma(s, c[r + 2], c[r + 1]), c[r]);
        float alongV = Math.fma(s, Math.fma(s, c[r + 5], c[r + 4]), c[r + 3]);
        return Math.fma(s2 * s2, Math.fma(u, alongU, v * alongV), moved);
    }

    /** @return slope dx/dz or dy/dz within the silicon, of a source whose terms begin at {@code f} */
    public static float slope(float[] c, int f, int axis, float u, float v, float w) {
        int at = f + SLOPE + axis * SLOPE_AXIS;
        float p1 = polynomial(c, at + TERMS_3, 1, u, v);
        return Math.fma(w, p1, polynomial(c, at, 3, u, v));
    }
}
