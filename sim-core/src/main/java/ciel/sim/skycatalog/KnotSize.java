package ciel.sim.skycatalog;

/** How large a knot of star formation looks: 250 pc across (full width at half maximum), as in skyCatalogs. */
final class KnotSize {
    private static final double PARSEC = 250;
    private static final double FAR = 0.6;
    private static final double ARCSEC = 206264.8;

    private KnotSize() {}

    /**
     * @param q deceleration parameter, -0.55 (diffsky: -0.5)
     * @return sigma (arcsec) of the Gaussian; 0 from redshift 0.6 on
     */
    static double sigma(double z, double q) {
        if (!(z < FAR) || !(z > 0)) {
            return 0;
        }
        double distance = 3e9
                / (q * q)
                * (z * q + (q - 1) * (Math.sqrt(2 * q * z + 1) - 1))
                / ((1 + z) * (1 + z))
                * (1.4 - 0.53 * z);
        return ARCSEC * PARSEC / distance / 2.355;
    }
}
