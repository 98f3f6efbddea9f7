package ciel.sim.readout;

import java.util.ArrayList;
import java.util.List;

/**
 * Charge-transfer inefficiency. At each transfer a fraction c of a pixel's charge stays behind and joins the pixel
 * that follows. After n transfers the charge
 * of pixel j has spread over the d-th following pixels with the negative binomial weights C(n + d - 1, d) (1 - c)^n
 * c^d (the "binomial" matrix of
 * GalSim's and imSim's CTI), n = j + 1.
 *
 * <p>Following pixels are kept as long as one of them anywhere gets 2^-30 of a charge (1e-4 ADU from a saturated
 * pixel): 3 of them at c = 1e-6. imSim
 * keeps 20 always. Weights are computed in double and stored as float32; a sum runs from the pixel itself to the
 * farthest that precedes it.
 */
final class ChargeTransfer {
    private static final double SMALLEST_WEIGHT = 0x1p-30;

    /** [d][j]: share of pixel j that ends in pixel j + d. */
    private final float[][] weights;

    /**
     * @param inefficiency lost fraction of each transfer, 0 to 0.1
     * @param transfers    transfers of the last pixel
     */
    ChargeTransfer(double inefficiency, int transfers) {
        double[] weight = new double[transfers];
        for (int j = 0; j < transfers; j++) {
            weight[j] = StrictMath.exp((j + 1) * StrictMath.log1p(-inefficiency));
        }
        List<float[]> kept = new ArrayList<>();
        double largest = 1;
        for (int d = 0; d < transfers && (largest >= SMALLEST_WEIGHT || d < inefficiency * transfers); d++) {
            float[] shares = new float[transfers];
            largest = 0;
            for (int j = 0; j < transfers; j++) {
                shares[j] = (float) weight[j];
                weight[j] *= inefficiency * (j + 1 + d) / (d + 1);
                largest = Math.max(largest, weight[j]);
            }
            kept.add(shares);
        }
        weights = kept.toArray(float[][]::new);
    }

    /** @return the weights, [d][j], for a kernel */
    float[][] weights() {
        return weights;
    }

    /** Rows move down to the serial register: row y makes y + 1 transfers. */
    void parallel(float[] frame, int width, int height) {
        for (int y = height - 1; y >= 0; y--) {
            int row = y * width;
            float own = weights[0][y];
            for (int x = 0; x < width; x++) {
                frame[row + x] *= own;
            }
            for (int d = 1; d < weights.length && d <= y; d++) {
                float share = weights[d][y - d];
                int before = row - d * width;
                for (int x = 0; x < width; x++) {
                    frame[row + x] = Math.fma(share, frame[before + x], frame[row + x]);
                }
            }
        }
    }

    /** Columns move left to the output: column x makes x + 1 transfers. */
    void serial(float[] frame, int width, int height) {
        float[] in = new float[width];
        float[] out = new float[width];
        for (int y = 0; y < height; y++) {
            int row = y * width;
            System.arraycopy(frame, row, in, 0, width);
            float[] own = weights[0];
            for (int x = 0; x < width; x++) {
                out[x] = in[x] * own[x];
            }
            for (int d = 1; d < weights.length; d++) {
                float[] share = weights[d];
                for (int x = d; x < width; x++) {
                    out[x] = Math.fma(share[x - d], in[x - d], out[x]);
                }
            }
            System.arraycopy(out, 0, frame, row, width);
        }
    }
}
