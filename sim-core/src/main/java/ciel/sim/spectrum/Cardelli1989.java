package ciel.sim.spectrum;

/**
 * Extinction by dust in the host galaxy: Cardelli, Clayton and Mathis 1989 (ApJ 345, 245), A(lambda)/A(V) = a(x) +
 * b(x)/R(V), x = 1/lambda (1/um),
 * equations 2 to 5. Catalogs name their host law "CCM", so the optical coefficients are those of 1989 and not
 * O'Donnell's of 1994 (ApJ 422, 158),
 * which at R(V) = 3.1 differ by up to 3 % of A(V) around 380 nm.
 *
 * <p>The law is published for 0.3 to 10 per um (100 nm to 3.3 um). Shortward of 100 nm its value there is held;
 * longward the power law of the
 * infrared goes on.
 */
final class Cardelli1989 {
    private static final double BLUEST_X = 10;

    private Cardelli1989() {}

    /**
     * @param nm rest wavelength, &gt; 0
     * @param rv R(V), 2 to 6
     * @return A(lambda) / A(V)
     */
    static double ratio(double nm, double rv) {
        double x = Math.min(BLUEST_X, 1000 / nm);
        double a;
        double b;
        if (x < 1.1) {
            double power = StrictMath.pow(x, 1.61);
            a = 0.574 * power;
            b = -0.527 * power;
        } else if (x < 3.3) {
            double y = x - 1.82;
            a = 1
                    + y
                            * (0.17699
                                    + y
                                            * (-0.50447
                                                    + y
                                                            * (-0.02427
                                                                    + y
                                                                            * (0.72085
                                                                                    + y
                                                                                            * (0.01979
                                                                                                    + y
                                                                                                            * (-0.77530
                                                                                                                    + y
                                                                                                                            * 0.32999))))));
            b = y
                    * (1.41338
                            + y
                                    * (2.28305
                                            + y
                                                    * (1.07233
                                                            + y
                                                                    * (-5.38434
                                                                            + y
                                                                                    * (-0.62251
                                                                                            + y
                                                                                                    * (5.30260
                                                                                                            + y
                                                                                                                    * -2.09002))))));
        } else if (x < 8) {
            double f = Math.max(0, x - 5.9);
            a = 1.752 - 0.316 * x - 0.104 / ((x - 4.67) * (x - 4.67) + 0.341) - f * f * (0.04473 + 0.009779 * f);
            b = -3.090 + 1.825 * x + 1.206 / ((x - 4.62) * (x - 4.62) + 0.263) + f * f * (0.2130 + 0.1207 * f);
        } else {
            double y = x - 8;
            a = -1.073 + y * (-0.628 + y * (0.137 - 0.070 * y));
            b = 13.670 + y * (4.257 + y * (-0.420 + 0.374 * y));
        }
        return a + b / rv;
    }
}
