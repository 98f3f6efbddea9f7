package ciel.kernels.tornado;

import static ciel.kernels.tornado.KernelMath.fused;
import static ciel.kernels.tornado.KernelMath.times;

import ciel.sim.photon.PupilTerms;

/** {@link PupilTerms} as a kernel. */
final class KernelOptics {
    private KernelOptics() {}

    private static float polynomial(float[] c, int at, int degree, float u, float v) {
        int row = at + ((degree + 1) * (degree + 2) >> 1) - 1;
        float sum = c[row];
        for (int outer = 1; outer <= degree; outer++) {
            row = row - outer - 1;
            float inner = c[row + outer];
            for (int j = 1; j <= outer; j++) {
                inner = fused(inner, v, c[row + outer - j]);
            }
            sum = fused(sum, u, inner);
        }
        return sum;
    }

    /** {@link PupilTerms#shifted}. */
    static float shifted(float start, float[] c, int f, int axis, float u, float v, float w) {
        float moved = start + polynomial(c, f + PupilTerms.SHIFT_8 + axis * PupilTerms.TERMS_8, 8, u, v);
        int at = f + PupilTerms.SHIFT_W + axis * PupilTerms.SHIFT_W_AXIS;
        float p3 = polynomial(c, at + PupilTerms.TERMS_5, 3, u, v);
        moved = fused(w, fused(w, p3, polynomial(c, at, 5, u, v)), moved);
        int r = at + PupilTerms.TERMS_5 + PupilTerms.TERMS_3;
        float s = fused(u, u, fused(v, v, -PupilTerms.RADIAL_ZERO));
        float s2 = times(s, s);
        float alongU = fused(s, fused(s, c[r + 2], c[r + 1]), c[r]);
        float alongV = fused(s, fused(s, c[r + 5], c[r + 4]), c[r + 3]);
        return fused(times(s2, s2), fused(u, alongU, times(v, alongV)), moved);
    }

    /** {@link PupilTerms#slope}. */
    static float slope(float[] c, int f, int axis, float u, float v, float w) {
        int at = f + PupilTerms.SLOPE + axis * PupilTerms.SLOPE_AXIS;
        float p1 = polynomial(c, at + PupilTerms.TERMS_3, 1, u, v);
        return fused(w, p1, polynomial(c, at, 3, u, v));
    }
}
