package ciel.sim.catalog.demo;

/**
 * How many stars of which kind lie in a direction of the Milky Way: local luminosity function times space density
 * along the line of sight.
 *
 * <ul>
 * <li>Luminosity function of the solar neighbourhood in V: Bahcall and Soneira (1980, ApJS 44, 73), eq. 1, after
 * Tremaine, Ostriker and Spitzer (1975):
 * phi(M) = n 10^(beta (M - M1)) / (1 + 10^(-(alpha - beta) delta (M - M1)))^(1/delta) stars / pc^3 / mag, n =
 * 4.03e-3, M1 = 1.28, alpha = 0.74, beta = 0.04, 1/delta = 3.40,
 * -6 &lt; M_V; constant from 15 to 16.5 and nothing fainter.
 * <li>Density: the disc and spheroid of Bahcall and Soneira (1980; 1984, ApJS 55, 67): scale length 3500 pc; scale
 * height 90 pc of young stars (M_V &lt; 2.3), 325 pc of old ones
 * (M_V &gt; 5.1), linear between; a spheroid of axis ratio 0.8 with 1/500 of the disc's local density, here falling
 * as r^-3 (their de Vaucouleurs law does so near the Sun), and with three tenths as many
 * stars above the turn-off; the Sun 8 kpc from the centre and 25 pc above the plane. Counts at V = 14 to 20 agree
 * with their analytic approximation, eq. B1, to 20 %.
 * <li>Temperature of M_V: main sequence of Pecaut and Mamajek (2013, ApJS 208, 9), rounded. Further than 1 kpc from
 * the plane nothing is younger than the turn-off at M_V = 3.5: what is brighter
 * is a giant of 4800 K.
 * <li>Colour of temperature: g - r of the same sequence, rounded; V = g - 0.59 (g - r) - 0.01 (Jester et al. 2005, AJ
 * 130, 873).
 * </ul>
 * Without binaries, white dwarfs and clusters.
 */
final class StarCounts {
    /** Faintest r of the catalog's field stars. */
    static final double FAINTEST = 27;
    /** Brightest r: a few stars brighter would hold most of the light, so the one that there is is set by hand. */
    static final double BRIGHTEST = 15;

    private static final double STEP_M = 0.25;
    private static final double STEP_MODULUS = 0.05;
    private static final double FIRST_M = -2;
    private static final int MAGNITUDES = 74;
    private static final int MODULI = 400;
    private static final double TURN_OFF = 3.5;
    private static final double GIANT_KELVIN = 4800;
    /** M_V, effective temperature (K), g - r */
    private static final double[][] SEQUENCE = {
        {-2, 20_000, -0.5},
        {0.2, 12_000, -0.35},
        {1.1, 9700, -0.25},
        {1.9, 8100, 0.0},
        {2.5, 7200, 0.15},
        {3.4, 6550, 0.28},
        {4.45, 5930, 0.43},
        {4.8, 5770, 0.47},
        {5.8, 5270, 0.62},
        {7.3, 4440, 1.05},
        {8.8, 3850, 1.40},
        {10.2, 3560, 1.45},
        {12.8, 3210, 1.50},
        {14.15, 3060, 1.52},
        {16.5, 2800, 1.60}
    };

    /** @param r magnitude (AB) @param kelvin effective temperature */
    record Star(double r, double kelvin) {}

    private final double[] cumulative = new double[MAGNITUDES * MODULI];
    private final double sinB;
    private final double cosB;
    private final double cosL;

    /** @param l galactic longitude (deg) @param b galactic latitude (deg) */
    StarCounts(double l, double b) {
        sinB = StrictMath.sin(Math.toRadians(b));
        cosB = StrictMath.cos(Math.toRadians(b));
        cosL = StrictMath.cos(Math.toRadians(l));
        double sum = 0;
        for (int i = 0; i < MAGNITUDES; i++) {
            double magnitude = FIRST_M + (i + 0.5) * STEP_M;
            for (int k = 0; k < MODULI; k++) {
                double modulus = (k + 0.5) * STEP_MODULUS;
                double r = apparent(magnitude, modulus);
                if (r >= BRIGHTEST && r <= FAINTEST) {
                    sum += luminosityFunction(magnitude) * STEP_M * density(magnitude, modulus) * shell(modulus);
                }
                cumulative[i * MODULI + k] = sum;
            }
        }
    }

    static double luminosityFunction(double magnitude) {
        double m = Math.min(15, magnitude) - 1.28;
        return magnitude > 16.5
                ? 0
                : 4.03e-3
                        * StrictMath.pow(10, 0.04 * m)
                        / StrictMath.pow(1 + StrictMath.pow(10, -0.70 / 3.40 * m), 3.40);
    }

    private static double parsecs(double modulus) {
        return StrictMath.pow(10, modulus / 5 + 1);
    }

    /** Volume of the shell of one step of the modulus (pc^3 / sr). */
    private static double shell(double modulus) {
        double r = parsecs(modulus);
        return r * r * r * StrictMath.log(10) / 5 * STEP_MODULUS;
    }

    private double height(double modulus) {
        return parsecs(modulus) * sinB + 25;
    }

    private double density(double magnitude, double modulus) {
        double d = parsecs(modulus) * cosB;
        double r = StrictMath.sqrt(8000 * 8000 + d * d - 2 * 8000 * d * cosL);
        double z = Math.abs(height(modulus));
        double scaleHeight = 90 + 235 * Math.clamp((magnitude - 2.3) / 2.8, 0, 1);
        double disc = StrictMath.exp((8000 - r) / 3500 - z / scaleHeight);
        double spheroid = 0.002 * StrictMath.pow(8000 / StrictMath.sqrt(r * r + z * z / 0.64), 3);
        return disc + (magnitude < TURN_OFF ? 0.3 : 1) * spheroid;
    }

    private boolean isGiant(double magnitude, double modulus) {
        return magnitude < TURN_OFF && Math.abs(height(modulus)) > 1000;
    }

    private static double interpolate(double magnitude, int column) {
        int i = 1;
        while (i < SEQUENCE.length - 1 && SEQUENCE[i][0] < magnitude) {
            i++;
        }
        double t = Math.clamp((magnitude - SEQUENCE[i - 1][0]) / (SEQUENCE[i][0] - SEQUENCE[i - 1][0]), 0, 1);
        return SEQUENCE[i - 1][column] + t * (SEQUENCE[i][column] - SEQUENCE[i - 1][column]);
    }

    private double apparent(double magnitude, double modulus) {
        double colour = isGiant(magnitude, modulus) ? 0.8 : interpolate(magnitude, 2);
        return magnitude + modulus - 0.41 * colour + 0.01;
    }

    /** @return field stars of the catalog's range of r per square degree */
    double perSquareDegree() {
        return cumulative[cumulative.length - 1] * Math.toRadians(1) * Math.toRadians(1);
    }

    /** @return stars of V from {@code bright} to {@code faint} per square degree, whatever their r */
    double perSquareDegree(double bright, double faint) {
        double sum = 0;
        for (int i = 0; i < MAGNITUDES; i++) {
            double magnitude = FIRST_M + (i + 0.5) * STEP_M;
            for (int k = 0; k < MODULI; k++) {
                double modulus = (k + 0.5) * STEP_MODULUS;
                if (magnitude + modulus >= bright && magnitude + modulus < faint) {
                    sum += luminosityFunction(magnitude) * STEP_M * density(magnitude, modulus) * shell(modulus);
                }
            }
        }
        return sum * Math.toRadians(1) * Math.toRadians(1);
    }

    Star draw(Draws draws) {
        int cell = draws.from(cumulative);
        double magnitude = FIRST_M + (cell / MODULI + draws.uniform()) * STEP_M;
        double modulus = (cell % MODULI + draws.uniform()) * STEP_MODULUS;
        double kelvin = isGiant(magnitude, modulus) ? GIANT_KELVIN : interpolate(magnitude, 1);
        return new Star(Math.clamp(apparent(magnitude, modulus), BRIGHTEST, FAINTEST), kelvin);
    }
}
