package ciel.sim.catalog.demo;

/**
 * Galaxies by the numbers of published surveys.
 *
 * <ul>
 * <li>Counts: N(&lt;i) = 46 10^(0.31 (i - 25)) per square arcmin for i &gt; 20 (LSST Science Book 2009,
 * arXiv:0912.0201, eq. 3.7); brighter than 20 the differential counts go on with the Euclidean
 * slope 0.6, as Yasuda et al. (2001, AJ 122, 1104) find them in the SDSS. From i = 16 to 27.2.
 * <li>Redshifts: p(z) = z^2 exp(-z / z0) / (2 z0^3), z0 = 0.0417 i - 0.744 (Science Book eq. 3.8), z0 at least 0.04,
 * z at most 3.
 * <li>One in ten is dominated by a bulge (n = 4), the others by a disc (n = 1): Miller et al. (2013, MNRAS 429,
 * 2858), appendix B, from where also the ellipticities e = (a - b) / (a + b) are: disc
 * p(e) ~ e (1 - exp((e - 0.804) / 0.2539)) / ((1 + e) (e^2 + 0.0256^2)^(1/2)), bulge p(e) ~ e exp(-2.368 e - 6.691
 * e^2).
 * <li>Scale lengths: ln(r_d / arcsec) = -1.320 - 0.278 (r - 23) at the median (Kuijken et al. 2015, MNRAS 454, 3500),
 * spread as p(r) ~ r exp(-(r / A)^(4/3)) (Miller et al.). Half-light radius 1.678 r_d of a
 * disc, r_d of a bulge.
 * </ul>
 * Ours, for the picture: discs brighter than i = 23 have a bulge of up to a fifth of their light, and where z &lt;
 * 0.6 up to a third of the disc's light is in knots.
 */
final class GalaxyCounts {
    static final double BRIGHTEST = 16;
    static final double FAINTEST = 27.2;

    private static final double SLOPE = 0.31;
    private static final double BREAK = 20;
    private static final double EUCLIDEAN = 0.6;
    private static final int STEPS = 2000;
    private static final double MEDIAN_GAMMA_1_5 = 1.1829869;
    private static final double MAX_REDSHIFT = 3;
    /**
     * What the Euclidean counts would add up to at the break, where the two slopes meet with equal differential counts.
     */
    private static final double AT_BREAK = 46 * SLOPE / EUCLIDEAN * StrictMath.pow(10, SLOPE * (BREAK - 25));

    private static final double BRIGHT_END = StrictMath.pow(10, EUCLIDEAN * (BRIGHTEST - BREAK));
    private static final double TO_BREAK = AT_BREAK * (1 - BRIGHT_END);
    private static final double TO_FAINTEST = perSquareArcmin(FAINTEST);

    private final double[] disc = cumulative(
            0.804,
            e -> e * (1 - StrictMath.exp((e - 0.804) / 0.2539)) / ((1 + e) * StrictMath.sqrt(e * e + 0.0256 * 0.0256)));
    private final double[] bulge = cumulative(0.9, e -> e * StrictMath.exp(-2.368 * e - 6.691 * e * e));

    private static double[] cumulative(double limit, java.util.function.DoubleUnaryOperator density) {
        double[] sums = new double[STEPS];
        double sum = 0;
        for (int k = 0; k < STEPS; k++) {
            sum += density.applyAsDouble(limit * (k + 0.5) / STEPS);
            sums[k] = sum;
        }
        return sums;
    }

    /** @return galaxies from the brightest to i per square arcmin */
    static double perSquareArcmin(double i) {
        if (i <= BREAK) {
            return AT_BREAK * (StrictMath.pow(10, EUCLIDEAN * (i - BREAK)) - BRIGHT_END);
        }
        return TO_BREAK + 46 * (StrictMath.pow(10, SLOPE * (i - 25)) - StrictMath.pow(10, SLOPE * (BREAK - 25)));
    }

    /** @return an i magnitude (AB), from the inverse of {@link #perSquareArcmin} */
    static double magnitude(Draws draws) {
        double wanted = draws.uniform() * TO_FAINTEST;
        if (wanted < TO_BREAK) {
            return BREAK + StrictMath.log10(wanted / AT_BREAK + BRIGHT_END) / EUCLIDEAN;
        }
        return 25 + StrictMath.log10((wanted - TO_BREAK) / 46 + StrictMath.pow(10, SLOPE * (BREAK - 25))) / SLOPE;
    }

    static double redshift(Draws draws, double i) {
        double z0 = Math.max(0.04, 0.0417 * i - 0.744);
        double z;
        do {
            z = z0 * (draws.exponential() + draws.exponential() + draws.exponential());
        } while (z > MAX_REDSHIFT);
        return z;
    }

    static boolean isBulgeDominated(Draws draws) {
        return draws.uniform() < 0.1;
    }

    /** @return axis ratio b / a */
    double axisRatio(Draws draws, boolean bulgeDominated) {
        double e =
                (draws.from(bulgeDominated ? bulge : disc) + draws.uniform()) / STEPS * (bulgeDominated ? 0.9 : 0.804);
        return Math.max(0.05, (1 - e) / (1 + e));
    }

    /** @return scale length (arcsec) of a galaxy of this r magnitude, 0.02 to 10 */
    static double scaleLength(Draws draws, double r) {
        double median = StrictMath.exp(-1.320 - 0.278 * (r - 23));
        double normal = draws.normal();
        // (r / A)^(4/3) is Gamma distributed with shape 3/2
        double gamma = normal * normal / 2 + draws.exponential();
        return Math.clamp(median * StrictMath.pow(gamma / MEDIAN_GAMMA_1_5, 0.75), 0.02, 10);
    }
}
