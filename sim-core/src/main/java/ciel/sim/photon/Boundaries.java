package ciel.sim.photon;

import java.util.Set;

/**
 * An electron is found in a pixel whose boundaries are moved, by tree rings and by the charge that is there already.
 *
 * <p>Of each axis the edge nearest to the electron decides: its displacement is the mean of the edge plus the slope
 * along it, times a factor of the height at which the electron was made ({@link #factor}). The words of the edges are
 * the engine's, one set for each exposure; see {@code ciel.sim.sensor.PixelBoundaries} for what is in them and how they
 * follow from the charge. They stand still within an epoch of the exposure and are made anew between two epochs.
 *
 * @param width  pixels along x
 * @param height pixels along y
 * @param fixed  words of the edges without charge, or empty where nothing is fixed
 * @param motion {@value #KERNEL} numbers for each epoch: what charge does, extrapolated to the middle of the epoch;
 *     zeros for epoch 0
 * @param acting electrons of a pixel that act, at most, for each epoch; its length is the number of epochs, a power of
 *     two
 * @param deep   whether electrons have heights; if not, the factor is 1
 */
public record Boundaries(int width, int height, int[] fixed, float[] motion, int[] acting, boolean deep)
        implements PhotonStep {
    /** Numbers of an epoch. */
    public static final int KERNEL = 64;

    /**
     * tanh(height / 12 um) for heights from 0 to {@link #FULL} um, as a polynomial in height / FULL without a constant,
     * of degree 6: C1 first. Error below 8.4e-4. The distance of 12 um over which boundaries take shape is that of
     * GalSim's silicon sensor.
     */
    public static final float FULL = 40f;

    public static final float PER_FULL = 1 / 40f;
    public static final float C1 = 3.3569089f;
    public static final float C2 = -0.0016952653f;
    public static final float C3 = -16.610507f;
    public static final float C4 = 31.878683f;
    public static final float C5 = -24.808215f;
    public static final float C6 = 7.1831204f;

    public Boundaries {
        if (Integer.bitCount(acting.length) != 1 || motion.length != KERNEL * acting.length) {
            throw new IllegalArgumentException(acting.length + " epochs with " + motion.length
                    + " numbers; must be a power of two, with " + KERNEL + " numbers each");
        }
    }

    /** @return epochs of the exposure */
    public int epochs() {
        return acting.length;
    }

    /** @return part of the displacement that an electron made at a height (um) feels */
    public static float factor(float height) {
        float h = Math.min(height, FULL) * PER_FULL;
        float p = Math.fma(h, C6, C5);
        p = Math.fma(h, p, C4);
        p = Math.fma(h, p, C3);
        p = Math.fma(h, p, C2);
        p = Math.fma(h, p, C1);
        return h * p;
    }

    @Override
    public Set<PhotonWord> words() {
        return Set.of();
    }

    @Override
    public Set<Class<? extends PhotonStep>> needs() {
        return deep ? Set.of(Silicon.class) : Set.of();
    }

    @Override
    public boolean findsPixel() {
        return true;
    }

    @Override
    public void tables(StepTables to) {
        to.number("BOUNDARIES_WIDTH", width);
        to.number("BOUNDARIES_HEIGHT", height);
        to.number("BOUNDARIES_DEEP", deep ? 1 : 0);
        to.ints("BOUNDARIES_FIXED", fixed);
        to.space("BOUNDARIES_EDGES", edges());
        to.floats("BOUNDARIES_MOTION", motion);
    }

    /** @return words of the edges: between columns first, then between rows */
    public int edges() {
        return Math.addExact(Math.multiplyExact(height, width + 1), Math.multiplyExact(height + 1, width));
    }
}
