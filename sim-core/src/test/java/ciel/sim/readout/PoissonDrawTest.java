package ciel.sim.readout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.util.function.IntUnaryOperator;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;

/**
 * The Poisson deviates against the Poisson law. The deviate rises with the (signed or unsigned) word, so the
 * probability of each count is found exactly by bisection
 * over all 2^32 words: no sampling error.
 */
class PoissonDrawTest {
    private record Exact(double totalVariation, double meanError, double varianceRatio, double chiSquarePerDraw) {}

    /** @param word the word of a given rank, so that the deviate rises with the rank */
    private static Exact exact(double mean, java.util.function.LongToIntFunction word, IntUnaryOperator deviate) {
        PoissonDistribution law = new PoissonDistribution(mean);
        int low = (int) Math.max(0, mean - 9 * Math.sqrt(mean) - 10);
        int high = (int) (mean + 9 * Math.sqrt(mean) + 20);
        long before = 0;
        double distance = 0;
        double first = 0;
        double second = 0;
        double chi = 0;
        for (int k = low; k <= high; k++) {
            long from = before;
            long to = 1L << 32;
            while (from < to) {
                long middle = (from + to) >>> 1;
                if (deviate.applyAsInt(word.applyAsInt(middle)) > k) {
                    to = middle;
                } else {
                    from = middle + 1;
                }
            }
            double p = (from - before) * 0x1p-32;
            double q = law.probability(k);
            before = from;
            distance += Math.abs(p - q) / 2;
            first += p * (k - mean);
            second += p * (k - mean) * (k - mean);
            if (q > 1e-9) {
                chi += (p - q) * (p - q) / q;
            }
        }
        assertEquals(1L << 32, before, "all words counted");
        return new Exact(distance, first, (second - first * first) / mean, chi);
    }

    private static int signedWord(long rank) {
        return rank < 1L << 31 ? (int) rank | 0x80000000 : (int) ((1L << 32) - 1 - rank);
    }

    @Test
    void smallMeans_areExactTo1e6() {
        for (float mean : new float[] {0.02f, 0.1f, 0.66f, 1.7f, 4.3f, 8.1f, 12.7f, 15.99f}) {
            Exact e = exact(mean, rank -> (int) rank, w -> PoissonDraw.deviate(w, mean));
            assertTrue(e.totalVariation < 1e-6, mean + ": total variation " + e.totalVariation);
            assertEquals(0, e.meanError / mean, 5e-6, "mean of " + mean);
            assertEquals(1, e.varianceRatio, 5e-5, "variance of " + mean);
        }
    }

    @Test
    void largeMeans_areCloserThanAnyImageCanTell() {
        float[] means = {16.01f, 20.3f, 50.2f, 100.4f, 317.3f, 1000.7f, 3162.1f, 1e4f, 1e5f};
        double[] distance = {7e-5, 7e-5, 7e-5, 7e-5, 1e-4, 1.7e-4, 2.5e-4, 6e-4, 1.3e-3};
        for (int i = 0; i < means.length; i++) {
            float mean = means[i];
            Exact e = exact(mean, PoissonDrawTest::signedWord, w -> PoissonDraw.deviate(w, mean));
            assertTrue(e.totalVariation < distance[i], mean + ": total variation " + e.totalVariation);
            assertEquals(0, e.meanError, 4e-5, "mean of " + mean);
            assertEquals(1, e.varianceRatio, 1.2e-4, "variance of " + mean);
            assertTrue(e.chiSquarePerDraw < 1e-5, mean + ": chi2 a draw " + e.chiSquarePerDraw);
        }
    }

    @Test
    void tables_areExact() {
        for (double mean : new double[] {0.02, 0.66, 3.3, 20.5, 64}) {
            PoissonTable table = new PoissonTable(mean);
            Exact e = exact(mean, rank -> (int) rank, table::deviate);
            assertTrue(e.totalVariation < 1e-8, mean + ": total variation " + e.totalVariation);
            assertEquals(0, e.meanError, 1e-7);
            assertEquals(1, e.varianceRatio, 1e-6);
        }
    }

    @Test
    void table_countsThresholds() {
        PoissonTable table = new PoissonTable(0.66);
        int[] thresholds = table.thresholds();
        int word = 12345;
        for (int i = 0; i < 100_000; i++) {
            word = word * 1664525 + 1013904223;
            int count = 0;
            for (int t : thresholds) {
                count += Integer.compareUnsigned(t, word) <= 0 ? 1 : 0;
            }
            assertEquals(count, table.deviate(word));
        }
        assertEquals(0, table.deviate(0));
        assertEquals(thresholds.length, table.deviate(-1));
    }

    /**
     * 1e7 draws through the generator: mean and variance within 4 sigma, chi-square over the counts with p above 1e-4.
     */
    @Test
    void draws_followThePoissonLaw() {
        int n = 10_000_000;
        int[] words = new int[1 << 16];
        for (float mean : new float[] {0.02f, 0.66f, 5.5f, 17.2f, 800.3f, 1e5f}) {
            int origin = (int) Math.max(0, mean - 8 * Math.sqrt(mean) - 10);
            long[] counts = new long[(int) (mean + 9 * Math.sqrt(mean) + 30) - origin];
            for (int start = 0; start < n; start += words.length) {
                int length = Math.min(words.length, n - start);
                PixelWords.fill(11, (int) (mean * 100), 0, 0, 3, start, length, words);
                for (int i = 0; i < length; i++) {
                    counts[PoissonDraw.deviate(words[i], mean) - origin]++;
                }
            }
            check(mean, origin, counts, n);
        }
    }

    private static void check(float mean, int origin, long[] counts, int n) {
        PoissonDistribution law = new PoissonDistribution(mean);
        double sum = 0;
        double squares = 0;
        double chi = 0;
        int bins = 0;
        double restExpected = n;
        long restCounted = n;
        for (int i = 0; i < counts.length; i++) {
            double d = origin + i - mean;
            sum += counts[i] * d;
            squares += counts[i] * d * d;
            double expected = n * law.probability(origin + i);
            if (expected >= 20) {
                chi += (counts[i] - expected) * (counts[i] - expected) / expected;
                bins++;
                restExpected -= expected;
                restCounted -= counts[i];
            }
        }
        chi += (restCounted - restExpected) * (restCounted - restExpected) / Math.max(1, restExpected);
        assertEquals(0, sum / n / Math.sqrt((double) mean / n), 4, "mean of " + mean + " in sigma");
        double variance = squares / n - sum / n * sum / n;
        double sigma = Math.sqrt((mean + 2.0 * mean * mean) / n);
        assertEquals(0, (variance - mean) / sigma, 4, "variance of " + mean + " in sigma");
        double p = 1 - new ChiSquaredDistribution(bins).cumulativeProbability(chi);
        assertTrue(p > 1e-4, "mean " + mean + ": chi2 " + chi + " over " + bins + " bins");
    }

    @Test
    void edges() {
        for (int word : new int[] {0, 1, -1, 0x7fffffff, 0x80000000}) {
            assertEquals(0, PoissonDraw.deviate(word, 0f));
            assertEquals(0, PoissonDraw.deviate(word, -3f));
            assertEquals(0, new PoissonTable(0).deviate(word));
        }
        assertEquals(0, PoissonDraw.deviate(0x80000000, PoissonDraw.SWITCH), "never below 0");
        assertEquals(1e9, PoissonDraw.deviate(0x7fffffff, PoissonDraw.MAX_MEAN), 2);
        assertThrows(InputException.class, () -> new PoissonTable(65));
        assertThrows(InputException.class, () -> new PoissonTable(-1));
        assertThrows(InputException.class, () -> new PoissonTable(Double.NaN));
    }

    /** The form an engine with lanes uses: every lane runs all steps, a mask counts. */
    @Test
    void smallMeans_mayBeCountedWithAMask() {
        float[] exp = PoissonDraw.expTable();
        float[] reciprocal = PoissonDraw.reciprocalTable();
        int word = 99;
        for (int i = 0; i < 200_000; i++) {
            word = word * 1664525 + 1013904223;
            float mean = (i % 1600) * 0.01f;
            int j = (int) (mean * 4f);
            float t = Math.fma(j, -0.25f, mean);
            float p = Math.fma(t, -1f / 120f, 1f / 24f);
            p = Math.fma(t, p, -1f / 6f);
            p = Math.fma(t, p, 0.5f);
            p = Math.fma(t, p, -1f);
            p = Math.fma(t, p, 1f);
            float term = exp[j] * p;
            float sum = term;
            float u = (word >>> 8) * 0x1p-24f;
            boolean alive = true;
            int count = 0;
            for (int k = 1; k <= PoissonDraw.MAX_SMALL; k++) {
                alive &= u >= sum && (term >= PoissonDraw.SMALLEST_TERM || k - 1 < mean);
                count += alive ? 1 : 0;
                term *= mean * reciprocal[k];
                sum += term;
            }
            assertEquals(count, PoissonDraw.deviate(word, mean), "mean " + mean);
        }
    }

    @Test
    void reciprocalSquareRoot_isGoodToFloat32() {
        for (float x = 1e-3f; x < 1e9f; x *= 1.37f) {
            assertEquals(1, PoissonDraw.reciprocalSquareRoot(x) * Math.sqrt(x), 2e-7);
        }
    }

    @Test
    void words_doNotDependOnWhereARunStarts() {
        int[] whole = new int[103];
        PixelWords.fill(1, 2, 3, 0, 94, 0, whole.length, whole);
        for (int first : new int[] {0, 1, 2, 3, 4, 5, 50, 99, 102}) {
            for (int count : new int[] {0, 1, 2, 3, 4, 5, 7, 8}) {
                int length = Math.min(count, whole.length - first);
                int[] part = new int[length];
                PixelWords.fill(1, 2, 3, 0, 94, first, length, part);
                assertArrayEquals(java.util.Arrays.copyOfRange(whole, first, first + length), part);
            }
        }
    }
}
