package ciel.sim.photon;

import java.util.Set;

/**
 * A photon gets its time and its point on the entrance pupil: one of each, which atmosphere and telescope share.
 *
 * <p>Time t is in exposures, 0 to 1, uniform within the span of the photon's piece. The point (u, v) is uniform on the
 * annulus from {@value #INNER_M} to {@value #OUTER_M} m, in units of the outer radius, in the axes of the mount: u
 * towards smaller azimuth, v towards the zenith: along the way of light whose field angles are positive, and so against
 * the stars that it comes from.
 */
public record Pupil() implements PhotonStep {
    /** Radii of the annulus (m): those of imSim, which begin slightly inside the clear aperture of M1. */
    public static final double INNER_M = 2.55;

    public static final double OUTER_M = 4.18;
    /** Square of the inner radius in units of the outer one, and what is left to 1. */
    public static final float SQUARE_INNER = (float) (INNER_M * INNER_M / (OUTER_M * OUTER_M));

    public static final float SQUARE_SPAN = 1 - SQUARE_INNER;
    /** The bits of about 1 / sqrt(x), when half of the bits of x are taken off it (Lomont 2003). */
    public static final int ROOT_GUESS = 0x5F375A86;

    /** @return distance from the axis, from its word */
    public static float radius(int word) {
        return root(Math.fma((word >>> 8) * 0x1p-24f, SQUARE_SPAN, SQUARE_INNER));
    }

    /** Square root of 0.1 to 1 to 1e-7 by three steps of Newton's, which every engine repeats. */
    public static float root(float x) {
        float r = Float.intBitsToFloat(ROOT_GUESS - (Float.floatToRawIntBits(x) >> 1));
        float half = -0.5f * x;
        r = r * Math.fma(half * r, r, 1.5f);
        r = r * Math.fma(half * r, r, 1.5f);
        r = r * Math.fma(half * r, r, 1.5f);
        return x * r;
    }

    /**
     * @param begin when the photon's span of time begins, in exposures
     * @param span  how long it is, in exposures
     * @return time, from its word
     */
    public static float time(float begin, float span, int word) {
        return Math.fma(span, (word >>> 16) * 0x1p-16f, begin);
    }

    @Override
    public Set<PhotonWord> words() {
        return Set.of(PhotonWord.PUPIL_RADIUS, PhotonWord.PUPIL_ANGLE, PhotonWord.TIME_AND_VANE);
    }
}
