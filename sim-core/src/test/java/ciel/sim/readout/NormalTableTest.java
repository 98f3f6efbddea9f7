package ciel.sim.readout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class NormalTableTest {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    @Test
    void quantile_invertsTheCumulativeDistribution() {
        for (double tail : new double[] {0.5, 0.4999, 0.4, 0.2, 0.0751, 0.0749, 0.01, 1e-4, 1e-6, 1e-9, 1e-11, 1e-12}) {
            double back = NORMAL.cumulativeProbability(-NormalQuantile.ofUpperTail(tail));
            assertEquals(1, back / tail, 1e-12, "tail " + tail);
        }
    }

    /** The integral of the deviate over all words, as the polygon that it is. */
    @Test
    void moments_areThoseOfTheNormalLaw() {
        float[] nodes = NormalTable.nodes();
        double second = 0;
        double fourth = 0;
        for (int cell = 0; cell + 2 < NormalTable.LENGTH; cell++) {
            double width = NormalTable.position(cell + 1) - NormalTable.position(cell);
            double a = nodes[cell];
            double b = nodes[cell + 1];
            second += width * (a * a + a * b + b * b) / 3;
            fourth += width * (a * a * a * a + a * a * a * b + a * a * b * b + a * b * b * b + b * b * b * b) / 5;
        }
        assertEquals(1, second / 0x1p31, 1e-7);
        assertEquals(3, fourth / 0x1p31, 3e-6);
    }

    @Test
    void deviate_isTheQuantileOfItsWord() {
        double worst = 0;
        int word = 1;
        for (int i = 0; i < 1_000_000; i++) {
            word = word * 1664525 + 1013904223;
            double tail = ((word & 0x7fffffff) | 1) * 0x1p-32;
            double expected = NormalQuantile.ofUpperTail(tail);
            worst = Math.max(worst, Math.abs(Math.abs(NormalTable.deviate(word)) - expected));
        }
        assertTrue(worst < 5e-5, "largest difference " + worst);
    }

    @Test
    void ends_andSign() {
        assertEquals(6.2302, NormalTable.deviate(0), 1e-3);
        assertEquals(-6.2302, NormalTable.deviate(0x80000000), 1e-3);
        assertEquals(0, NormalTable.deviate(0x7fffffff), 1e-6);
        assertEquals(0, NormalTable.deviate(0xffffffff), 1e-6);
        for (int word : new int[] {1, 5, 77, 0x1234567, 0x7ffffffe}) {
            assertEquals(NormalTable.deviate(word), -NormalTable.deviate(word | 0x80000000), 0f);
        }
    }

    @Test
    void deviate_fallsWithTheTailProbability() {
        float before = NormalTable.deviate(0);
        for (long m = 1; m < 1L << 31; m += 1 + m / 97) {
            float z = NormalTable.deviate((int) m);
            assertTrue(z <= before, "word " + m);
            before = z;
        }
    }
}
