package ciel.sim.photon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

/** Fair splits against the binomial law of commons-math and its moments. */
class FairSplitTest {
    private static final long SEED = 5;
    private static final Philox.Domain USE = Philox.Domain.PHOTON_TIMES;

    private static long first(long n, int node) {
        return FairSplit.first(n, SEED, USE, SourceKey.of("star"), node);
    }

    /** Numbers of photons that are made of coins alone, of one table, and of both: the counts follow the exact law. */
    @Test
    void counts_followTheBinomialLaw() {
        for (int n : new int[] {1, 2, 7, 63, 64, 65, 255, 256, 300, 1000, 4096, 65_535, 65_536, 200_000}) {
            BinomialDistribution law = new BinomialDistribution(null, n, 0.5);
            int draws = 100_000;
            int cells = Math.min(n + 1, 40);
            double width = Math.max(1, Math.sqrt(n) / 8);
            double[] expected = new double[cells];
            long[] seen = new long[cells];
            int low = (int) Math.round(n / 2.0 - width * cells / 2);
            for (int c = 0; c < cells; c++) { // the end cells take the tails
                double upTo = c == cells - 1 ? 1 : law.cumulativeProbability(low + (int) (width * (c + 1)) - 1);
                double below = c == 0 ? 0 : law.cumulativeProbability(low + (int) (width * c) - 1);
                expected[c] = (upTo - below) * draws;
            }
            for (int i = 0; i < draws; i++) {
                long k = first(n, i);
                int c = 0;
                while (c < cells - 1 && k >= low + (int) (width * (c + 1))) {
                    c++;
                }
                seen[c]++;
            }
            double chi = 0;
            int degrees = -1;
            for (int c = 0; c < cells; c++) {
                if (expected[c] > 5) {
                    chi += (seen[c] - expected[c]) * (seen[c] - expected[c]) / expected[c];
                    degrees++;
                }
            }
            if (degrees > 0) {
                double limit = new ChiSquaredDistribution(null, degrees).inverseCumulativeProbability(1 - 1e-5);
                assertTrue(chi < limit, n + " photons: chi-square " + chi + " of " + degrees + ", limit " + limit);
            }
        }
    }

    @Test
    void brightSources_haveMeanVarianceAndSymmetry() {
        for (long n : new long[] {5_000_017, 3_000_000_001L}) {
            int draws = n > 1e9 ? 300 : 20_000;
            double sum = 0;
            double squares = 0;
            double cubes = 0;
            for (int i = 0; i < draws; i++) {
                double z = (first(n, i) - n / 2.0) / Math.sqrt(n / 4.0);
                sum += z;
                squares += z * z;
                cubes += z * z * z;
            }
            assertEquals(0, sum / draws, 4.5 / Math.sqrt(draws), "mean");
            assertEquals(1, squares / draws, 4.5 * Math.sqrt(2.0 / draws), "variance");
            assertEquals(0, cubes / draws, 4.5 * Math.sqrt(15.0 / draws), "skewness");
        }
    }

    @Test
    void slots_holdAllPhotons_eachAnEqualShare_independently() {
        int trees = 4000;
        int levels = 3;
        double photons = 1001;
        double[] mean = new double[1 << levels];
        double[][] products = new double[1 << levels][1 << levels];
        for (int tree = 0; tree < trees; tree++) {
            long[] slots = FairSplit.slots((long) photons, levels, SEED, USE, 77, tree);
            assertEquals((long) photons, Arrays.stream(slots).sum());
            for (int i = 0; i < slots.length; i++) {
                mean[i] += slots[i] / (double) trees;
                for (int j = 0; j < slots.length; j++) {
                    products[i][j] += (slots[i] - photons / 8) * (slots[j] - photons / 8) / trees;
                }
            }
        }
        double variance = photons / 8 * 7 / 8;
        for (int i = 0; i < mean.length; i++) {
            assertEquals(photons / 8, mean[i], 4.5 * Math.sqrt(variance / trees), "slot " + i);
            for (int j = 0; j < mean.length; j++) { // of a multinomial distribution
                double expected = i == j ? variance : -photons / 64;
                assertEquals(expected, products[i][j], 4.5 * variance * Math.sqrt(2.0 / trees), i + ", " + j);
            }
        }
    }

    @Test
    void sameNodeHasTheSameCount_andAnyOtherAnother() {
        long count = FairSplit.first(1_000_000_007L, 1, USE, 2, 3);
        assertEquals(count, FairSplit.first(1_000_000_007L, 1, USE, 2, 3));
        assertTrue(count != FairSplit.first(1_000_000_007L, 9, USE, 2, 3), "seed");
        assertTrue(count != FairSplit.first(1_000_000_007L, 1, Philox.Domain.PHOTON_RINGS, 2, 3), "use");
        assertTrue(count != FairSplit.first(1_000_000_007L, 1, USE, 2L << 32, 3), "key");
        assertTrue(count != FairSplit.first(1_000_000_007L, 1, USE, 2, 4), "node");
    }

    /** The bits are part of every image: they do not change unnoticed. */
    @Test
    void counts_areTheOnesThatTheyWere() {
        assertArrayEquals(new long[] {8L, 504L, 34904L, 2500016532L, 32685L}, new long[] {
            first(10, 1), first(1000, 2), first(70_000, 3), first(5_000_000_000L, 4), first(65_536, 5)
        });
    }

    @Test
    void noPhotons_splitIntoNone_andImpossibleSplitsAreRefused() {
        assertEquals(0, first(0, 1));
        assertArrayEquals(new long[] {12}, FairSplit.slots(12, 0, SEED, USE, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> first(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> FairSplit.slots(1, 17, SEED, USE, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> FairSplit.slots(1, 2, SEED, USE, 1, 65_536));
    }
}
