package ciel.sim.fits;

import java.util.Arrays;
import java.util.List;

/**
 * From pixel values to grey: asinh((v - black) / softening), so that the noise of the sky is just to be seen, faint
 * galaxies stand out of it and
 * bright stars keep their shape (Lupton et al. 2004, eq. 1 to 3, one colour).
 */
final class Stretch {
    private static final int SAMPLE = 50_000;
    private static final int WHITE = 255;

    /** The least value of each grey from 1 on: a search among them costs a third of a logarithm. */
    private final double[] least = new double[WHITE];

    /**
     * @param black     value that is black
     * @param softening values up to this much above black are shown linearly; &gt; 0
     * @param white     value that is white; &gt; black
     */
    Stretch(double black, double softening, double white) {
        double scale = WHITE / asinh((white - black) / softening);
        for (int grey = 1; grey <= WHITE; grey++) {
            least[grey - 1] = black + softening * StrictMath.sinh((grey - 0.5) / scale);
        }
    }

    /**
     * From the values themselves: black a little below the sky (its darkest 2 % where it is uneven), softening from
     * its noise, white where one
     * value of 2000 is brighter, and at least 60 times the noise above the sky.
     */
    static Stretch of(List<Thumbnail> images) {
        long total = images.stream().mapToLong(image -> image.values().length).sum();
        int step = (int) Math.max(1, total / SAMPLE);
        float[] sample = new float[(int) (total / step) + 1];
        int n = 0;
        long at = 0;
        for (Thumbnail image : images) {
            for (float value : image.values()) {
                if (at++ % step == 0 && Float.isFinite(value)) {
                    sample[n++] = value;
                }
            }
        }
        if (n == 0) {
            return new Stretch(0, 1, 1);
        }
        Arrays.sort(sample, 0, n);
        double median = quantile(sample, n, 0.5);
        // Half of the width that holds the middle 68 %, below the median: what lies above it may be stars.
        double noise = median - quantile(sample, n, 0.16);
        double top = Math.max(quantile(sample, n, 0.9995), median + 60 * noise);
        if (!(noise > 0)) {
            // No sky: black is the empty pixel itself.
            double range = top > median ? top - median : 1;
            return new Stretch(median, range / 300, median + range);
        }
        double black = Math.min(median - 1.5 * noise, quantile(sample, n, 0.02));
        return new Stretch(black, 3 * noise, top);
    }

    private static double quantile(float[] sorted, int n, double q) {
        return sorted[(int) Math.min(n - 1, Math.round(q * (n - 1)))];
    }

    /** @return grey 0 to 255 */
    int grey(double value) {
        int low = 0;
        for (int step = (WHITE + 1) / 2; step > 0; step /= 2) {
            low += low + step <= WHITE && least[low + step - 1] <= value ? step : 0;
        }
        return low;
    }

    private static double asinh(double x) {
        return Math.copySign(StrictMath.log(Math.abs(x) + Math.sqrt(x * x + 1)), x);
    }
}
