package ciel.sim.optics;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;

/** Quadratic polynomials over the area of one chip, in coordinates that go from -1 to 1 along its sides. */
final class FieldTerms {
    static final int TERMS = 6;

    private FieldTerms() {}

    static void at(double x, double y, double[] out) {
        out[0] = 1;
        out[1] = x;
        out[2] = y;
        out[3] = x * x;
        out[4] = x * y;
        out[5] = y * y;
    }

    /** @return {@value #TERMS} rows of one column a point: what turns values at the points into coefficients */
    static double[][] leastSquares(double[] x, double[] y) {
        double[][] rows = new double[x.length][TERMS];
        for (int i = 0; i < x.length; i++) {
            at(x[i], y[i], rows[i]);
        }
        return new QRDecomposition(new Array2DRowRealMatrix(rows, false))
                .getSolver()
                .getInverse()
                .getData();
    }
}
