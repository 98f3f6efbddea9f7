package ciel.sim.photon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AliasTableTest {
    /**
     * The probability of each outcome follows from thresholds and aliases without drawing: it must be the weight's, to
     * the 32 bits that a threshold has.
     */
    @Test
    void everyOutcome_hasTheProbabilityOfItsWeight() {
        Random random = new Random(4);
        for (int n : new int[] {1, 2, 3, 7, 128, 1000}) {
            double[] weight = new double[n];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                weight[i] = random.nextInt(4) == 0 ? 0 : Math.exp(3 * random.nextGaussian());
                sum += weight[i];
            }
            if (sum == 0) {
                weight[0] = sum = 1;
            }
            AliasTable table = new AliasTable(weight);
            double[] probability = new double[n];
            for (int i = 0; i < n; i++) {
                double own = table.threshold(i) == -1 ? 1 : (table.threshold(i) & 0xFFFFFFFFL) * 0x1p-32;
                probability[i] += own / n;
                probability[table.alias(i)] += (1 - own) / n;
            }
            for (int i = 0; i < n; i++) {
                assertEquals(weight[i] / sum, probability[i], 1e-9, n + " weights, outcome " + i);
            }
        }
    }

    @Test
    void draws_followTheTable() {
        AliasTable table = new AliasTable(new double[] {1, 0, 3});
        Random random = new Random(8);
        int[] count = new int[3];
        int n = 400_000;
        for (int i = 0; i < n; i++) {
            count[table.draw(random.nextInt())]++;
        }
        assertEquals(0.25, count[0] / (double) n, 0.003);
        assertEquals(0, count[1]);
        assertEquals(0.75, count[2] / (double) n, 0.003);
    }

    @Test
    void weightsThatAreNone_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new AliasTable(new double[] {0, 0}));
        assertThrows(IllegalArgumentException.class, () -> new AliasTable(new double[] {1, -1}));
        assertThrows(IllegalArgumentException.class, () -> new AliasTable(new double[] {1, Double.NaN}));
    }
}
