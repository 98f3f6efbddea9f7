package ciel.sim.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SedTest {
    /**
     * Property: integrals over adjoining cells are those of the piecewise-linear F_lambda times lambda, summed by brute
     * force.
     */
    @Test
    void integralsAreExactForRandomSpectraAndCells() {
        Random random = new Random(3);
        for (int trial = 0; trial < 200; trial++) {
            int n = 3 + random.nextInt(40);
            double[] nm = new double[n];
            double[] flux = new double[n];
            double at = 50 + 100 * random.nextDouble();
            for (int i = 0; i < n; i++) {
                nm[i] = i == n - 1 ? 2000 : at;
                at += 1800.0 / n * 0.99 * random.nextDouble() * (random.nextInt(5) == 0 ? 0 : 1);
                flux[i] = 0.01 + random.nextDouble();
            }
            Sed sed = Sed.of("random", nm, flux);
            double z = random.nextDouble() * 2;
            double low = 300 + 400 * random.nextDouble();
            double[] edges = new double[1 + 1 + random.nextInt(20)];
            for (int i = 0; i < edges.length; i++) {
                edges[i] = low + 15 * i;
            }
            double[] photons = new double[edges.length - 1];
            sed.photons(edges, z, photons);
            for (int i = 0; i < photons.length; i++) {
                double sum = 0;
                int steps = 20_000;
                double h = 15.0 / steps;
                for (int s = 0; s < steps; s++) {
                    sum += sed.photons((edges[i] + (s + 0.5) * h) / (1 + z)) * h;
                }
                assertEquals(sum, photons[i], 5e-4 * sum + 1e-9, "trial " + trial + " cell " + i);
            }
        }
    }

    @Test
    void samplesFarInTheInfraredAreDroppedAndTheRangeIsRemembered() {
        Sed sed = Sed.of("long", new double[] {10, 500, 2000, 2400, 5000, 160_000}, new double[] {1, 1, 1, 1, 1, 1});
        assertEquals(160_000, sed.lastNm());
        assertTrue(sed.photons(2299) > 0);
    }

    @Test
    void abZeroAt500NmIsThePublishedPhotonDensity() {
        assertEquals(10_959.08, Sed.AB_PHOTONS_AT_500, 0.005);
    }
}
