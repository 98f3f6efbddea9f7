package ciel.sim.atmosphere;

/**
 * The Bessel function J1 for x &ge; 0: rational approximations of Abramowitz and Stegun (1964), 9.4.5 and 9.4.6,
 * absolute error below 4e-8 sqrt(x) near 0 and
 * 1e-7 / sqrt(x) beyond 3.
 */
final class BesselJ1 {
    private BesselJ1() {}

    static double value(double x) {
        if (x <= 3) {
            double t = x * x / 9;
            return x
                    * (0.5
                            + t
                                    * (-0.56249985
                                            + t
                                                    * (0.21093573
                                                            + t
                                                                    * (-0.03954289
                                                                            + t
                                                                                    * (0.00443319
                                                                                            + t
                                                                                                    * (-0.00031761
                                                                                                            + t
                                                                                                                    * 0.00001109))))));
        }
        double t = 3 / x;
        double amplitude = 0.79788456
                + t
                        * (0.00000156
                                + t
                                        * (0.01659667
                                                + t
                                                        * (0.00017105
                                                                + t
                                                                        * (-0.00249511
                                                                                + t * (0.00113653 - t * 0.00020033)))));
        double phase = x
                - 2.35619449
                + t
                        * (0.12499612
                                + t
                                        * (0.00005650
                                                + t
                                                        * (-0.00637879
                                                                + t
                                                                        * (0.00074348
                                                                                + t * (0.00079824 - t * 0.00029166)))));
        return amplitude * StrictMath.cos(phase) / StrictMath.sqrt(x);
    }
}
