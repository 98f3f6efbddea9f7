package ciel.sim.optics;

import ciel.sim.photon.PupilTerms;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The points of the entrance pupil at which the optics is traced for a fit, and least squares of the polynomials of
 * {@link PupilTerms} on them. The points fill the annulus evenly and go a little beyond it.
 */
final class PupilBasis {
    static final int POINTS = 500;
    private static final double INNER = 0.60;
    private static final double OUTER = 1.003;

    static final PupilBasis INSTANCE = new PupilBasis();

    /** in units of {@link Telescope#PUPIL_OUTER} */
    final double[] u = new double[POINTS];

    final double[] v = new double[POINTS];
    private final DecompositionSolver degree8;
    private final DecompositionSolver degree5;
    private final DecompositionSolver degree3;
    private final DecompositionSolver degree1;

    private PupilBasis() {
        double golden = Math.PI * (3 - Math.sqrt(5));
        for (int k = 0; k < POINTS; k++) {
            double radius = Math.sqrt(INNER * INNER + (OUTER * OUTER - INNER * INNER) * (k + 0.5) / POINTS);
            u[k] = radius * StrictMath.cos(k * golden);
            v[k] = radius * StrictMath.sin(k * golden);
        }
        degree8 = solver(8, true);
        degree5 = solver(5, false);
        degree3 = solver(3, false);
        degree1 = solver(1, false);
    }

    private DecompositionSolver solver(int degree, boolean radial) {
        double[][] rows = new double[POINTS][];
        for (int k = 0; k < POINTS; k++) {
            rows[k] = terms(u[k], v[k], degree, radial);
        }
        return new QRDecomposition(new Array2DRowRealMatrix(rows, false)).getSolver();
    }

    /** The terms of a polynomial, and of the radial ones, at a point, in the order of {@link PupilTerms}. */
    static double[] terms(double u, double v, int degree, boolean radial) {
        double[] out = new double[(degree + 1) * (degree + 2) / 2 + (radial ? PupilTerms.RADIAL : 0)];
        int at = 0;
        double ui = 1;
        for (int i = 0; i <= degree; i++) {
            double term = ui;
            for (int j = 0; j <= degree - i; j++) {
                out[at++] = term;
                term *= v;
            }
            ui *= u;
        }
        if (radial) {
            double s = u * u + v * v - (double) PupilTerms.RADIAL_ZERO;
            double s4 = s * s * s * s;
            for (int k = 0; k < 3; k++) {
                out[at + k] = u * s4;
                out[at + 3 + k] = v * s4;
                s4 *= s;
            }
        }
        return out;
    }

    /**
     * @param values one row a point, one column a quantity
     * @return one row a term, one column a quantity
     */
    double[][] fit(double[][] values, int degree) {
        RealMatrix right = new Array2DRowRealMatrix(values, false);
        DecompositionSolver solver =
                switch (degree) {
                    case 8 -> degree8;
                    case 5 -> degree5;
                    case 3 -> degree3;
                    case 1 -> degree1;
                    default -> throw new IllegalArgumentException("degree " + degree);
                };
        return solver.solve(right).getData();
    }
}
