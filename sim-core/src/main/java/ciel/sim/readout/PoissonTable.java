package ciel.sim.readout;

import ciel.sim.InputException;

/**
 * Poisson deviates of one constant mean, one random word each. The deviate is the number of thresholds that are not
 * above the word, both taken
 * as unsigned: threshold k is 2^32 P(N &lt;= k), rounded. Exact to 2^-33 in each probability.
 */
public final class PoissonTable {
    /** Largest mean (electrons). Above it use {@link PoissonDraw}. */
    public static final double MAX_MEAN = 64;

    private static final int GUIDE_SHIFT = 24;

    private final double mean;
    /** Thresholds in 0 ... 2^32, ascending; the last is 2^32 and stops every search. */
    private final long[] thresholds;
    /**
     * For each value of the top 8 bits: the number of thresholds not above the smallest such word. Only speed: the
     * count is the same without.
     */
    private final int[] guide = new int[256];

    /** @param mean 0 to {@link #MAX_MEAN} (electrons) */
    public PoissonTable(double mean) {
        if (!(mean >= 0 && mean <= MAX_MEAN)) {
            throw new InputException(
                    "Poisson table",
                    "mean " + mean + " e- is outside 0 to " + MAX_MEAN + " e-",
                    "lower the rate or the time");
        }
        this.mean = mean;
        long[] found = new long[256];
        int count = 0;
        double probability = StrictMath.exp(-mean);
        double cumulative = probability;
        while (true) {
            long threshold = Math.min(1L << 32, StrictMath.round(cumulative * 0x1p32));
            found[count++] = threshold;
            if (threshold == 1L << 32) {
                break;
            }
            probability *= mean / count;
            cumulative += probability;
            // The sum may stop a rounding error short of 1: beyond the mean no further term can be seen at 2^-33.
            if (count > mean && probability < 0x1p-40) {
                cumulative = 1;
            }
        }
        thresholds = java.util.Arrays.copyOf(found, count);
        int k = 0;
        for (int cell = 0; cell < guide.length; cell++) {
            while (thresholds[k] <= (long) cell << GUIDE_SHIFT) {
                k++;
            }
            guide[cell] = k;
        }
    }

    /** @return mean of the distribution */
    public double mean() {
        return mean;
    }

    /** @return thresholds for a kernel, as unsigned 32-bit numbers; the last one, 2^32, is left out */
    public int[] thresholds() {
        int[] words = new int[thresholds.length - 1];
        for (int k = 0; k < words.length; k++) {
            words[k] = (int) thresholds[k];
        }
        return words;
    }

    /** @return a Poisson deviate (electrons) */
    public int deviate(int word) {
        long value = word & 0xFFFFFFFFL;
        int k = guide[word >>> GUIDE_SHIFT];
        while (thresholds[k] <= value) {
            k++;
        }
        return k;
    }
}
