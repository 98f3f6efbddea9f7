package ciel.sim.catalog;

/**
 * Weak lensing by the catalog's shear and convergence: reduced shear g = gamma / (1 - kappa), magnification mu = 1 /
 * ((1 - kappa)^2 - |gamma|^2) (Hoekstra
 * 2013, arXiv:1312.5981, eqs 12 and 13). Area and flux both scale by mu, so that surface brightness is kept.
 */
public final class Lensing {
    /** Largest magnification that is taken for weak lensing. */
    public static final double MAX_MAGNIFICATION = 10_000;

    private Lensing() {}

    /**
     * @return whether |g| &lt; 1 and 0 &lt; mu &le; {@link #MAX_MAGNIFICATION}: one source has one image of the same
     * parity
     */
    public static boolean isWeak(double gamma1, double gamma2, double kappa) {
        double jacobian = jacobian(gamma1, gamma2, kappa);
        return jacobian >= 1 / MAX_MAGNIFICATION && jacobian <= MAX_MAGNIFICATION;
    }

    private static double jacobian(double gamma1, double gamma2, double kappa) {
        return (1 - kappa) * (1 - kappa) - (gamma1 * gamma1 + gamma2 * gamma2);
    }

    /** @return magnification mu of area and flux */
    public static double magnification(double gamma1, double gamma2, double kappa) {
        return 1 / jacobian(gamma1, gamma2, kappa);
    }

    /**
     * Factor on the flux of an object. 1 for points and streaks: catalogs give stars' and satellites' apparent
     * brightness, and imSim lenses neither.
     */
    public static double magnification(SkyObject object) {
        return switch (object.shape()) {
            case Shape.Point p -> 1;
            case Shape.Streak s -> 1;
            case Shape.Sersic s -> magnification(object.gamma1(), object.gamma2(), object.kappa());
            case Shape.Knots k -> magnification(object.gamma1(), object.gamma2(), object.kappa());
            case Shape.DiskKnots d -> magnification(object.gamma1(), object.gamma2(), object.kappa());
            case Shape.Image i -> magnification(object.gamma1(), object.gamma2(), object.kappa());
        };
    }

    /** @return a component of the reduced shear */
    public static double reducedShear(double gamma, double kappa) {
        return gamma / (1 - kappa);
    }
}
