package ciel.sim.photon;

import java.util.Set;

/**
 * The vanes of the spider that holds M2 and the camera: they stop photons and deflect those that pass near an edge. Two
 * pairs of parallel vanes cross the pupil, at 45 deg to the mount's axes, {@value #OFFSET} m from the middle,
 * {@value #HALF_WIDTH} m to either side (imSim's numbers). A photon that passes the nearest edge at a distance d is
 * deflected across it by an angle that is normally distributed with the standard deviation lambda / (4 pi d): half the
 * uncertainty of its momentum (Coffey and Mahan 2021, and imSim). The rims of the pupil deflect in the same way, if
 * asked to: not where the point spread function has the diffraction of the pupil in it.
 *
 * <p>In the course of the exposure the field turns: the vanes turn against the sky by an angle proportional to time.
 *
 * @param kick    {@value SourceTable#BINS} numbers: lambda / (4 pi sqrt 2) (m) of each wavelength bin
 * @param normal  nodes of the normal deviates
 * @param turn    angle (rad) by which the vanes turn against the sky in the exposure, from u towards v
 * @param blocks  whether photons that meet a vane are lost
 * @param rims    whether the inner and outer rim of M1 deflect too
 * @param numbers fills the 2 x 2 matrix (row-major) that turns a change of direction (rad) along u and v into pixels
 */
public record Vanes(float[] kick, float[] normal, float turn, boolean blocks, boolean rims, SourceNumbers numbers)
        implements PhotonStep {
    /** Distance of the middle of a vane from the axis (m). */
    public static final float OFFSET = 0.4f;
    /** Half of its width (m). */
    public static final float HALF_WIDTH = 0.025f;
    /** Inner and outer rim of M1 in units of the pupil's radius. */
    public static final float INNER_RIM = (float) (2.558 / 4.18);

    public static final float OUTER_RIM = 1;
    /** Radius of the pupil (m). */
    public static final float RADIUS = 4.18f;
    /** Root of 2: a vane's normal has that less along each axis. */
    public static final float ROOT_2 = 1.41421356f;
    /** Radius of the pupil over the square root of 2 (m): turns u + v into the distance from a diagonal. */
    public static final float DIAGONAL = (float) (4.18 / 1.4142135623730951);
    /** Photons that pass nearer (m) are deflected as those at this distance, which leave the detector anyway. */
    public static final float NEAREST = 1e-6f;

    public static final int FLOATS = 4;

    /** Fraction of the annulus of the pupil from 2.55 to 4.18 m that the vanes cover. */
    public static final double COVERED = covered();

    /** Four pairs of strips, each from circle to circle; the middle of each stands for it (error 1e-7). */
    private static double covered() {
        double chords = 2 * (Math.sqrt(4.18 * 4.18 - OFFSET * OFFSET) - Math.sqrt(2.55 * 2.55 - OFFSET * OFFSET));
        return 4 * 2 * HALF_WIDTH * chords / (Math.PI * (4.18 * 4.18 - 2.55 * 2.55));
    }

    /** Electrons a pixel at which a spike ends, as it is drawn on other detectors: sky noise is 7 (u) to 50 (y). */
    public static final double FAINTEST = 0.5;
    /** Width of a spike (px) across which its light is spread, at least: a good seeing. */
    private static final double WIDTH_PX = 3;

    private static final double ARCSEC_PER_RADIAN = 206264.806247;
    private static final double ARMS = 4;
    /** Length of edges of vanes, and of rims, beside which light passes, over the area of the pupil (1/m). */
    private static final double EDGES = COVERED / HALF_WIDTH;

    private static final double RIMS = 2 * Math.PI * (4.18 + 2.558) / (Math.PI * (4.18 * 4.18 - 2.55 * 2.55));
    /** Mean of the absolute value of a normal deviate. */
    private static final double MEAN_DEVIATE = 0.7978845608;

    /**
     * How far a star's spikes are drawn on other detectors: to where their light falls below {@value #FAINTEST} e- a
     * pixel. Of the light, EDGES E|N| wavelength / (4 pi theta) is deflected by more than theta, along four arms; the
     * rims deflect as much for their length, in all directions.
     *
     * @param electrons  of the star
     * @param wavelength (m)
     * @param pixels     px a radian
     * @param rims       whether the rims deflect too
     * @return px
     */
    public static double spikeReach(double electrons, double wavelength, double pixels, boolean rims) {
        double beyond = electrons * MEAN_DEVIATE * wavelength / (4 * Math.PI) * pixels; // times 1/m and px
        double spike = Math.sqrt(beyond * EDGES / (ARMS * WIDTH_PX * FAINTEST));
        return rims ? Math.max(spike, StrictMath.cbrt(beyond * RIMS / (2 * Math.PI * FAINTEST))) : spike;
    }

    public Vanes {
        if (kick.length != SourceTable.BINS) {
            throw new IllegalArgumentException(kick.length + " wavelength bins");
        }
    }

    /**
     * 1 / d for d from 1e-6 to 100, to float's precision: three steps of Newton's from a first guess by the float's own
     * bits, so that every engine has the same bits.
     */
    public static float reciprocal(float d) {
        float r = Float.intBitsToFloat(FIRST_GUESS - Float.floatToRawIntBits(d));
        r = Math.fma(r, Math.fma(-d, r, 1f), r);
        r = Math.fma(r, Math.fma(-d, r, 1f), r);
        return Math.fma(r, Math.fma(-d, r, 1f), r);
    }

    /** Less the bits of d: the bits of about 1 / d. */
    public static final int FIRST_GUESS = 0x7EF311C7;

    @Override
    public Set<PhotonWord> words() {
        return Set.of(); // its half of TIME_AND_VANE comes with the pupil's
    }

    @Override
    public Set<Class<? extends PhotonStep>> needs() {
        return Set.of(Wavelength.class, Pupil.class);
    }

    @Override
    public boolean loses() {
        return blocks;
    }

    @Override
    public void tables(StepTables to) {
        to.floats("VANES_KICK", kick);
        to.floats("VANES_NORMAL", normal);
        to.number("VANES_TURN", Float.floatToRawIntBits(turn));
        to.number("VANES_BLOCKS", blocks ? 1 : 0);
        to.number("VANES_RIMS", rims ? 1 : 0);
    }

    @Override
    public int sourceFloats() {
        return FLOATS;
    }

    @Override
    public double reach(double photons, double scale, float[] floats, int f) {
        float longest = 0;
        for (float k : kick) {
            longest = Math.max(longest, k);
        }
        return spikeReach(photons, longest * 4 * Math.PI * ROOT_2, scale * ARCSEC_PER_RADIAN, rims);
    }

    @Override
    public void source(SourcePlace place, float[] floats, int f, int[] ints, int i) {
        numbers.fill(place, floats, f);
    }
}
