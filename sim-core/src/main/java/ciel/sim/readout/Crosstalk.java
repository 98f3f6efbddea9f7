package ciel.sim.readout;

import ciel.sim.InputException;

/**
 * Crosstalk between the 16 outputs of a CCD, which are read at the same moment: out_i = a_i + sum over j of x_ij a_j,
 * in ADU, pixel by pixel of the readout order.
 * The camera's own coefficients: {@link ciel.sim.camera.Camera#crosstalk}.
 */
public final class Crosstalk {
    private static final int OUTPUTS = 16;
    /** No crosstalk. */
    public static final Crosstalk NONE = new Crosstalk(new double[OUTPUTS][OUTPUTS]);

    private final float[][] matrix = new float[OUTPUTS][OUTPUTS];

    /** @param matrix [victim][aggressor], 16 x 16 in raw-file order C10 ... C17, C07 ... C00; each |x_ij| &lt; 1 */
    public Crosstalk(double[][] matrix) {
        if (matrix.length != OUTPUTS) {
            throw new InputException("crosstalk", matrix.length + " rows", "give a 16 x 16 matrix");
        }
        for (int i = 0; i < OUTPUTS; i++) {
            if (matrix[i].length != OUTPUTS) {
                throw new InputException(
                        "crosstalk", "row " + i + " has " + matrix[i].length + " values", "give a 16 x 16 matrix");
            }
            for (int j = 0; j < OUTPUTS; j++) {
                if (!(Math.abs(matrix[i][j]) < 1)) {
                    throw new InputException(
                            "crosstalk",
                            "x[" + i + "][" + j + "] = " + matrix[i][j] + " is not between -1 and 1",
                            "coefficients are fractions, such as 1e-4");
                }
                this.matrix[i][j] = (float) matrix[i][j];
            }
        }
    }

    /** @return true if no output sees another */
    public boolean isNone() {
        for (float[] row : matrix) {
            for (float x : row) {
                if (x != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** @return what victim sees of aggressor */
    public float coefficient(int victim, int aggressor) {
        return matrix[victim][aggressor];
    }

    /**
     * @param frames the 16 outputs in raw-file order (ADU), not changed
     * @return the victim's frame with its ghosts, terms added in raw-file order
     */
    float[] apply(int victim, float[][] frames) {
        float[] out = frames[victim].clone();
        for (int j = 0; j < OUTPUTS; j++) {
            float x = matrix[victim][j];
            if (x != 0) {
                float[] from = frames[j];
                for (int k = 0; k < out.length; k++) {
                    out[k] = Math.fma(x, from[k], out[k]);
                }
            }
        }
        return out;
    }
}
