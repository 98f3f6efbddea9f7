package ciel.sim.readout;

import ciel.sim.InputException;

/**
 * Nonlinear response of the 16 output amplifiers: out = a + a^2 (c2 + a c3), a in ADU above bias. imSim has none, and
 * none is the default.
 */
public final class Nonlinearity {
    private static final int OUTPUTS = 16;
    /** Linear outputs. */
    public static final Nonlinearity NONE = new Nonlinearity(new double[OUTPUTS], new double[OUTPUTS]);

    private final float[] quadratic = new float[OUTPUTS];
    private final float[] cubic = new float[OUTPUTS];

    /**
     * @param quadratic c2 (1/ADU), 16 in raw-file order
     * @param cubic     c3 (1/ADU2), 16 in raw-file order
     */
    public Nonlinearity(double[] quadratic, double[] cubic) {
        if (quadratic.length != OUTPUTS || cubic.length != OUTPUTS) {
            throw new InputException(
                    "nonlinearity", quadratic.length + " and " + cubic.length + " coefficients", "give 16 of each");
        }
        for (int i = 0; i < OUTPUTS; i++) {
            if (!Double.isFinite(quadratic[i]) || !Double.isFinite(cubic[i])) {
                throw new InputException(
                        "nonlinearity",
                        "coefficients of output " + i + " are " + quadratic[i] + ", " + cubic[i],
                        "give finite numbers");
            }
            this.quadratic[i] = (float) quadratic[i];
            this.cubic[i] = (float) cubic[i];
        }
    }

    /**
     * The same quadratic curve for all outputs.
     *
     * @param fraction  relative departure at full scale, such as -0.002 for 0.2 % too few
     * @param fullScale ADU above bias
     */
    public static Nonlinearity quadratic(double fraction, double fullScale) {
        double[] c2 = new double[OUTPUTS];
        java.util.Arrays.fill(c2, fraction / fullScale);
        return new Nonlinearity(c2, new double[OUTPUTS]);
    }

    /** @return c2 of an output (1/ADU) */
    public float quadratic(int output) {
        return quadratic[output];
    }

    /** @return c3 of an output (1/ADU2) */
    public float cubic(int output) {
        return cubic[output];
    }

    /** Changes the frame of one output (ADU above bias) in place. */
    void apply(int output, float[] frame) {
        float c2 = quadratic[output];
        float c3 = cubic[output];
        if (c2 == 0 && c3 == 0) {
            return;
        }
        for (int k = 0; k < frame.length; k++) {
            float a = frame[k];
            frame[k] = Math.fma(a * a, Math.fma(a, c3, c2), a);
        }
    }
}
