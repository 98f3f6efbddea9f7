package ciel.sim.catalog;

/** What an object looks like on the sky before lensing and the atmosphere. Angles in degrees, lengths in arcsec. */
public sealed interface Shape {
    /** Semi-major axes that hold all but a percent of the steepest Sersic profile. */
    double SERSIC_REACH = 30;

    /** Semi-major axes that hold all knots: four standard deviations. */
    double KNOTS_REACH = 5;

    /** A star: a delta function. */
    record Point() implements Shape {}

    /**
     * A Sersic profile with elliptical isophotes.
     *
     * @param a  half-light semi-major axis (arcsec), &gt; 0
     * @param b  half-light semi-minor axis (arcsec), &gt; 0; more than a only while skip_invalid is off
     * @param pa position angle as in the catalog (deg)
     * @param n  Sersic index, 0.3 to 6.2, already rounded to the grid of 0.05
     */
    record Sersic(double a, double b, double pa, double n) implements Shape {
        /** Least Sersic index (as in GalSim, below which the profile's tables lose accuracy). */
        public static final double MIN_N = 0.3;
        /** Largest Sersic index. */
        public static final double MAX_N = 6.2;
    }

    /**
     * Equal-flux point knots, Gaussian distributed with the given half-light axes.
     *
     * @param a half-light semi-major axis (arcsec)
     * @param b half-light semi-minor axis (arcsec)
     * @param pa position angle as in the catalog (deg)
     * @param count number of knots, 1 to {@value #MAX_COUNT}; 0, and then without light, only while skip_invalid is off
     */
    record Knots(double a, double b, double pa, int count) implements Shape {
        /** Most knots an object may have. */
        public static final int MAX_COUNT = 1_000_000;
    }

    /**
     * Equal-flux knots, distributed as the light of an elliptical Sersic profile, each a round Gaussian.
     *
     * @param a     half-light semi-major axis of the profile (arcsec)
     * @param b     half-light semi-minor axis (arcsec)
     * @param pa    position angle as in the catalog (deg)
     * @param n     Sersic index, as of {@link Sersic}
     * @param count number of knots, 1 to {@value Knots#MAX_COUNT}
     * @param sigma of each knot (arcsec), &ge; 0
     */
    record DiskKnots(double a, double b, double pa, double n, int count, double sigma) implements Shape {}

    /**
     * A satellite trail: a uniform box.
     *
     * @param length length (arcsec), &ge; 0
     * @param width  width (arcsec), &ge; 0
     * @param pa     position angle as in the catalog (deg)
     */
    record Streak(double length, double width, double pa) implements Shape {}

    /**
     * A picture from a FITS file.
     *
     * @param file       absolute path of the file
     * @param pixelScale arcsec per pixel, &gt; 0
     * @param rotation   rotation as in the catalog (deg); the picture is turned by its negative
     */
    record Image(java.nio.file.Path file, double pixelScale, double rotation) implements Shape {}
}
