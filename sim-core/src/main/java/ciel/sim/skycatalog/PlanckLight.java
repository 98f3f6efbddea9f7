package ciel.sim.skycatalog;

import ciel.sim.catalog.Light;

/**
 * A black body: B_lambda(T), tabulated each 5 nm from 250 to 1245 nm and linear between, as skyCatalogs has it.
 *
 * @param temperature (K)
 * @param scale       factor on B_lambda / B_lambda(500 nm), in photons nm^-2 s^-1 cm^-2
 */
record PlanckLight(double temperature, double scale) implements Light.Density {
    private static final double FIRST = 250;
    private static final double STEP = 5;
    private static final int SAMPLES = 200;
    private static final double NORM = 500;
    /** h c / k (nm K). */
    private static final double HC_K = 1.438776877e7;

    @Override
    public String name() {
        return "black body of " + Math.round(temperature) + " K";
    }

    /** @return B_lambda at a wavelength over that at 500 nm */
    static double relative(double temperature, double nm) {
        double one = StrictMath.expm1(HC_K / (NORM * temperature));
        return StrictMath.pow(NORM / nm, 5) * one / StrictMath.expm1(HC_K / (nm * temperature));
    }

    @Override
    public Light.Samples samples() {
        double[] nm = new double[SAMPLES];
        double[] value = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            nm[i] = FIRST + STEP * i;
            value[i] = scale * relative(temperature, nm[i]);
        }
        return new Light.Samples(nm, value);
    }
}
