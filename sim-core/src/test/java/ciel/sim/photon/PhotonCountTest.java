package ciel.sim.photon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;

/** Photon counts against the Poisson law of commons-math and its moments. */
class PhotonCountTest {
    @Test
    void normalQuantile_isThatOfCommonsMath() {
        NormalDistribution normal = new NormalDistribution();
        for (double p = 1e-15; p < 0.5; p *= 1.7) {
            assertEquals(
                    normal.inverseCumulativeProbability(p),
                    PhotonCount.normalQuantile(p),
                    2e-9 * (1 + 1 / Math.sqrt(p)) * 1e-1,
                    "p = " + p);
            if (p > 1e-9) { // 1 - p is a rounded number: below, its own error shows
                assertEquals(
                        -PhotonCount.normalQuantile(p), PhotonCount.normalQuantile(1 - p), 1e-6, "symmetry at " + p);
            }
        }
    }

    /** The quantile at u is n where F(n - 1) <= u < F(n): the definition, on both sides of the switch of method. */
    @Test
    void quantile_invertsTheDistribution() {
        for (double mean : new double[] {0.01, 0.5, 3, 20, 63.9, 64.1, 100, 1000, 30_000}) {
            PoissonDistribution exact = new PoissonDistribution(null, mean, 1e-14, 100_000);
            int wrong = 0;
            int tried = 0;
            for (double u = 0.00137; u < 1; u += 0.00137) {
                long n = PhotonCount.quantile(mean, u);
                long least = exact.inverseCumulativeProbability(u);
                tried++;
                if (n != least) {
                    wrong++;
                    assertEquals(least, n, 1, "mean " + mean + ", u " + u);
                }
            }
            assertTrue(
                    wrong <= tried * 0.01, "mean " + mean + ": " + wrong + " of " + tried + " quantiles are one off");
        }
    }

    @Test
    void manyDraws_haveMeanAndVarianceOfTheMean() {
        for (double mean : new double[] {0.3, 12, 80, 5e3, 2e9, 1e13}) {
            int n = 200_000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < n; i++) {
                double d = PhotonCount.draw(mean, 12345, SourceKey.of("object " + i)) - mean;
                sum += d;
                squares += d * d;
            }
            assertEquals(0, sum / n, 4 * Math.sqrt(mean / n), "mean of " + mean);
            double spread = Math.sqrt((2 + 1 / mean) / n); // of the sample variance over the mean
            assertEquals(1, squares / n / mean, 4 * spread, "variance of " + mean);
        }
    }

    @Test
    void sameSeedAndKey_giveTheSameCount_andOthersAnother() {
        assertEquals(PhotonCount.draw(1e6, 1, 2), PhotonCount.draw(1e6, 1, 2));
        assertTrue(PhotonCount.draw(1e6, 1, 2) != PhotonCount.draw(1e6, 1, 3));
        assertTrue(PhotonCount.draw(1e6, 1, 2) != PhotonCount.draw(1e6, 2, 2));
    }

    @Test
    void impossibleMeans_areRefused() {
        for (double mean : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e18}) {
            assertThrows(IllegalArgumentException.class, () -> PhotonCount.draw(mean, 1, 1));
        }
    }
}
