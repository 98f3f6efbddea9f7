package ciel.sim.photon;

/**
 * The Sersic (1963) profile I(r) ~ exp(-b r^(1/n)), r in half-light radii: the flux within r is P(2n, b r^(1/n)), P
 * the regularised incomplete
 * gamma function, and b is where P(2n, b) = 1/2.
 *
 * <p>Valid for 0.3 &le; n &le; 6.2, the range of GalSim: below, the profile is a disc with a sharp edge; above, half
 * a percent of the light lies beyond 100
 * half-light radii, where no galaxy is seen.
 */
public final class SersicProfile implements RadialProfile {
    public static final double N_MIN = 0.3;
    public static final double N_MAX = 6.2;
    private static final int STEPS = 480;

    private final double n;
    private final double b;
    private final TabulatedProfile gamma;

    /** @param n Sersic index, {@value #N_MIN} to {@value #N_MAX} */
    public SersicProfile(double n) {
        if (!(n >= N_MIN && n <= N_MAX)) {
            throw new IllegalArgumentException("Sersic index " + n + " is outside " + N_MIN + " to " + N_MAX);
        }
        this.n = n;
        this.gamma = gammaDistribution(2 * n);
        this.b = gamma.radiusEnclosing(0.5);
    }

    /** @return b(n): the argument at which half of the flux is enclosed */
    public double b() {
        return b;
    }

    @Override
    public double radiusEnclosing(double fraction) {
        return StrictMath.pow(gamma.radiusEnclosing(fraction) / b, n);
    }

    @Override
    public double radiusOutside(double fraction) {
        return StrictMath.pow(gamma.radiusOutside(fraction) / b, n);
    }

    /**
     * Cumulative gamma distribution of shape a, from Simpson's rule on t = ln x, where the density x^a e^-x is
     * smooth. From both ends, so that both tails keep
     * their relative precision; below the first sample P = x^a / (a Gamma(a)).
     */
    private static TabulatedProfile gammaDistribution(double a) {
        // P(x) = 2^-33 at the lower end for the smallest a of interest; e^-x = 2^-40 at the upper end
        double low = StrictMath.log(1e-10) / a - 1;
        double high = StrictMath.log(a + 34 + 9 * StrictMath.sqrt(a));
        double h = (high - low) / STEPS;
        double[] x = new double[STEPS + 1];
        double[] piece = new double[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            x[i] = StrictMath.exp(low + i * h);
        }
        for (int i = 1; i <= STEPS; i++) {
            double middle = StrictMath.exp(low + (i - 0.5) * h);
            piece[i] = h / 6 * (density(a, x[i - 1]) + 4 * density(a, middle) + density(a, x[i]));
        }
        double[] inside = new double[STEPS + 1];
        double[] outside = new double[STEPS + 1];
        inside[0] = density(a, x[0]) / a;
        for (int i = 1; i <= STEPS; i++) {
            inside[i] = inside[i - 1] + piece[i];
        }
        // what lies beyond the end: the continued fraction's first terms, Gamma(a, x) = x^a e^-x / (x + 1 - a - ...)
        outside[STEPS] = density(a, x[STEPS]) / (x[STEPS] + 1 - a);
        for (int i = STEPS; i > 0; i--) {
            outside[i - 1] = outside[i] + piece[i];
        }
        double total = inside[STEPS] + outside[STEPS];
        for (int i = 0; i <= STEPS; i++) {
            inside[i] /= total;
            outside[i] /= total;
        }
        return new TabulatedProfile(x, inside, outside);
    }

    private static double density(double a, double x) {
        return StrictMath.exp(a * StrictMath.log(x) - x);
    }
}
