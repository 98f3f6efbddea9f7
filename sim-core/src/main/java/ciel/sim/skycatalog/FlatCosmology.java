package ciel.sim.skycatalog;

/**
 * Distances in a flat universe of matter and a cosmological constant (Hogg 1999, astro-ph/9905116). Radiation is left
 * out, as in skyCatalogs.
 */
final class FlatCosmology {
    /** m. */
    static final double MPC = 3.085677581491367e22;
    /** km/s. */
    private static final double LIGHT_SPEED = 299792.458;

    private static final double STEP = 1.0 / 512;
    private static final double LARGEST = 110;

    private final double hubble;
    private final double matter;
    /** Integral of 1/E from 0 to each multiple of the step in ln(1 + z), times 1 + z: of (1 + z) / E. */
    private final double[] table;
    /** (1 + z) / E at each of them. */
    private final double[] node;

    /** @param hubble H0 (km/s/Mpc) @param matter Omega_m */
    FlatCosmology(double hubble, double matter) {
        this.hubble = hubble;
        this.matter = matter;
        int steps = (int) Math.ceil(StrictMath.log(1 + LARGEST) / STEP) + 1;
        this.table = new double[steps + 1];
        this.node = new double[steps + 1];
        for (int i = 0; i < steps; i++) {
            node[i] = integrand(i * STEP);
            table[i + 1] = table[i] + simpson(node[i], i * STEP, (i + 1) * STEP);
        }
        node[steps] = integrand(steps * STEP);
    }

    double hubble() {
        return hubble;
    }

    private double integrand(double x) {
        double one = StrictMath.exp(x);
        return one / Math.sqrt(matter * one * one * one + 1 - matter);
    }

    /** @param atA integrand at a */
    private double simpson(double atA, double a, double b) {
        return (b - a) / 6 * (atA + 4 * integrand((a + b) / 2) + integrand(b));
    }

    /** @param z 0 to 100 @return luminosity distance (m); at most that of z = 0.0001 for smaller z */
    double luminosityDistance(double z) {
        double x = StrictMath.log1p(Math.max(1e-6, Math.min(LARGEST, z)));
        int i = (int) (x / STEP);
        double comoving = table[i] + simpson(node[i], i * STEP, x);
        return LIGHT_SPEED / hubble * comoving * (1 + z) * MPC;
    }
}
