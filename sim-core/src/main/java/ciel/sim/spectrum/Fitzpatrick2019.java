package ciel.sim.spectrum;

import org.apache.commons.math3.analysis.interpolation.SplineInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;

/**
 * Extinction by the dust of the Milky Way: Fitzpatrick, Massa, Gordon, Bohlin and Clayton 2019 (ApJ 886, 108), Table 3.
 *
 * <p>With x = 1/lambda (1/um): k(lambda - 55; R) = k(lambda - 55; 3.02) + 0.990 (R(V) - 3.10) s(x), and
 * A(lambda)/A(V) = 1 + k/R(V).
 * The table is interpolated by a cubic spline in x. Here for 250 nm to 3.3 um, which holds every band of the camera.
 */
final class Fitzpatrick2019 {
    /** Range of R(V) of the law. */
    static final double LEAST_RV = 2.0;

    static final double MOST_RV = 6.0;

    /** 1/um. */
    private static final double[] X = {
        0, 0.455, 0.606, 0.8, 1.0, 1.1, 1.2, 1.25, 1.3, 1.35, 1.4, 1.45, 1.5, 1.55, 1.6, 1.65, 1.7, 1.75, 1.8, 1.818,
        1.85, 1.9, 1.95, 2.0, 2.05, 2.1, 2.15, 2.2, 2.25, 2.273, 2.3, 2.35, 2.4, 2.45, 2.5, 2.55, 2.6, 2.65, 2.7, 2.75,
        2.8, 2.85, 2.9, 2.95, 3.0, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7, 3.8, 3.9, 4.0
    };
    /** k(lambda - 55) at R(55) = 3.02. */
    private static final double[] K = {
        -3.020, -2.747, -2.528, -2.222, -1.757, -1.567, -1.300, -1.216, -1.070, -0.973, -0.868, -0.750, -0.629, -0.509,
        -0.407, -0.320, -0.221, -0.133, -0.048, 0, 0.071, 0.188, 0.319, 0.438, 0.575, 0.665, 0.744, 0.838, 0.951, 1,
        1.044, 1.113, 1.181, 1.269, 1.346, 1.405, 1.476, 1.558, 1.632, 1.723, 1.791, 1.869, 1.948, 2.009, 2.090, 2.253,
        2.408, 2.565, 2.746, 2.933, 3.124, 3.328, 3.550, 3.815, 4.139
    };
    /** s(x), change of k with R. */
    private static final double[] S = {
        -1.000, -0.842, -0.728, -0.531, -0.360, -0.284, -0.223, -0.198, -0.173, -0.150, -0.130, -0.110, -0.096, -0.081,
        -0.063, -0.048, -0.032, -0.017, -0.005, 0, 0.007, 0.013, 0.012, 0.010, 0.004, 0.003, 0, 0.002, 0.001, 0, 0,
        0.001, 0.001, -0.002, 0, -0.002, -0.002, -0.006, -0.009, -0.011, -0.017, -0.025, -0.029, -0.037, -0.043, -0.064,
        -0.092, -0.122, -0.161, -0.201, -0.249, -0.303, -0.366, -0.437, -0.517
    };

    private static final PolynomialSplineFunction MEAN = new SplineInterpolator().interpolate(X, K);
    private static final PolynomialSplineFunction CHANGE = new SplineInterpolator().interpolate(X, S);

    private Fitzpatrick2019() {}

    /**
     * @param nm wavelength, 250 to 3300 nm
     * @param rv R(V), 2 to 6
     * @return A(lambda) / A(V)
     */
    static double ratio(double nm, double rv) {
        double x = 1000 / nm;
        return ratio(mean(x), change(x), rv);
    }

    /** @return k(lambda - 55; R = 3.02) at x (1/um) */
    static double mean(double x) {
        return MEAN.value(x);
    }

    /** @return s at x (1/um) */
    static double change(double x) {
        return CHANGE.value(x);
    }

    static double ratio(double mean, double change, double rv) {
        return 1 + (mean + 0.990 * (rv - 3.10) * change) / rv;
    }
}
