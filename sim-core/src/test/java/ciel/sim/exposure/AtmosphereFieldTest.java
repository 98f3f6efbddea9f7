package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.atmosphere.PlainScreenLoops;
import ciel.sim.atmosphere.Turbulence;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Visit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Validation, acceptance rows 31 and 32: ellipticities over the field, as the screens make them, from the gradients that
 * photons of many times and points of the pupil meet.
 */
class AtmosphereFieldTest {
    /** Points and times of a star. */
    private static final int SAMPLES = 30_000;
    /** So many that what they leave of noise is a small part of what neighbours differ by. */
    private static final int MANY_SAMPLES = 60_000;

    private static final double OUTER_SCALE = 25;
    /** px: 0.16 deg */
    private static final double STEP = 2900;

    private static final int SIDE = 8;
    /** Atmospheres; with 100 the errors are 0.03 to 0.09. */
    private static final int SEEDS = Integer.getInteger("ciel.seeds", 16);

    @TempDir
    private Path dir;

    private Visit visit;
    private double nm;

    @BeforeEach
    void visit() throws IOException {
        Path catalog = Rendering.catalog(dir, "c.txt", "object 1 60.49 -38.16 20 x 0 0 0 0 0 0 point none none\n");
        visit = InstanceCatalog.open(catalog, InstanceCatalog.Options.DEFAULT).visit();
        nm = visit.band().effectiveWavelength();
    }

    @Test
    void starsThatAreNeighboursOverAGapBetweenTwoDetectorsHaveTheSameShape() {
        double product = 0;
        double left = 0;
        double right = 0;
        for (long seed = 1; seed <= 2; seed++) {
            Turbulence turbulence = Turbulence.draw(seed, visit.fwhmAtmosphere(), nm, OptionalDouble.empty());
            int[] gradients = PhaseScreens.make(PlainScreenLoops.INSTANCE, seed, turbulence, nm, PhaseScreens.BITS, 2);
            EllipticityField one = new EllipticityField(visit, "R22_S11", 30, turbulence, gradients);
            EllipticityField other = new EllipticityField(visit, "R22_S12", 30, turbulence, gradients);
            for (int k = 0; k < 12; k++) {
                // 100 px, 20 arcsec: the right edge of one is 26 px from the left edge of the other, and a gap of 129
                // px
                double y = 150 + 340 * k;
                double[] a = one.ellipticity(4090, y, SAMPLES);
                double[] b = other.ellipticity(-35, y, SAMPLES);
                for (int e = 0; e < 2; e++) {
                    product += a[e] * b[e];
                    left += a[e] * a[e];
                    right += b[e] * b[e];
                }
            }
        }
        double correlation = product / Math.sqrt(left * right);
        System.out.printf("ellipticities 20 arcsec apart on two detectors: correlation %.3f%n", correlation);
        assertTrue(correlation > 0.5, "correlation " + correlation);
    }

    /**
     * Row 32 as it is written, over several atmospheres: the mean of an ellipticity over atmospheres is 0, that over one
     * field is not, because the layer at the ground is the same for all of it. And beside what Gaussian layers of the
     * same winds come to by integration: rms, correlation, and how much neighbours differ.
     */
    @Test
    void ellipticitiesAreAFewPercentAndTheirCorrelationFallsToAHalfWithinADegree() {
        int bits = PhaseScreens.BITS - 2; // 205 m, after which layers repeat themselves; the integral knows it
        double[][] product = new double[SIDE][SEEDS];
        double[][] difference = new double[SIDE][SEEDS];
        double[] expected = new double[SIDE];
        double[][] expectedDifference = new double[SIDE][SEEDS];
        double unit = 1e-36 / Math.pow(EllipticityField.size(visit), 2);
        EllipticityTheory theory = null;
        for (int seed = 0; seed < SEEDS; seed++) {
            Turbulence air = Turbulence.draw(seed, visit.fwhmAtmosphere(), nm, OptionalDouble.of(OUTER_SCALE));
            int[] gradients = PhaseScreens.make(PlainScreenLoops.INSTANCE, seed, air, nm, bits, 2);
            EllipticityField field = new EllipticityField(visit, "R22_S11", 15, air, gradients);
            measure(field, product, difference, seed);
            if (theory == null) {
                theory = new EllipticityTheory(
                        air.r0(), OUTER_SCALE, PhaseScreens.KICK / air.r0At(nm), PhaseScreens.CELL * (1 << bits));
            }
            double[] both = expectation(field, theory, air);
            for (int lag = 0; lag < SIDE; lag++) {
                expected[lag] += both[lag] * unit / SEEDS;
                expectedDifference[lag][seed] = 2 * unit * (both[0] - both[lag] + theory.noise(MANY_SAMPLES));
            }
        }
        double noise = theory.noise(MANY_SAMPLES) * unit;
        double variance = mean(product[0]) - noise;
        int half = 0;
        double[] ratio = new double[SIDE];
        double[] error = new double[SIDE];
        for (int lag = 0; lag < SIDE; lag++) {
            double correlation = lag == 0 ? 1 : mean(product[lag]) / variance;
            half = half == 0 && correlation < 0.5 ? lag : half;
            ratio[lag] = mean(difference[lag]) / mean(expectedDifference[lag]);
            double[] off = new double[SEEDS];
            for (int seed = 0; seed < SEEDS; seed++) {
                off[seed] = difference[lag][seed] - expectedDifference[lag][seed];
            }
            error[lag] = new StandardDeviation().evaluate(off) / Math.sqrt(SEEDS) / mean(expectedDifference[lag]);
            System.out.printf(
                    "%.2f deg: correlation of ellipticities in 15 s %.2f, by integration %.2f; squared difference over "
                            + "expected %.3f +- %.3f%n",
                    lag * STEP * 0.2 / 3600, correlation, expected[lag] / expected[0], ratio[lag], error[lag]);
        }
        System.out.printf(
                "rms of a component %.4f, by integration %.4f%n", Math.sqrt(variance), Math.sqrt(expected[0]));
        assertTrue(variance > 0.01 * 0.01 && variance < 0.05 * 0.05, "rms " + Math.sqrt(variance));
        // on a grid of 0.16 deg: at 0.2 deg at the earliest, at 1 deg at the latest
        assertTrue(half >= 2 && half <= 6, "half at " + half * 0.16 + " deg");
        assertEquals(1, Math.sqrt(variance / expected[0]), 0.15);
        for (int lag = 1; lag < SIDE; lag++) {
            assertTrue(error[lag] < 0.12, "error " + error[lag]);
            assertEquals(1, ratio[lag], 3 * error[lag], "squared difference of stars " + lag * 0.16 + " deg apart");
        }
    }

    /** Means over the field of products and squared differences of the ellipticities of two stars, by their distance. */
    private static void measure(EllipticityField field, double[][] product, double[][] difference, int seed) {
        double[][][] e = new double[SIDE][SIDE][];
        for (int n = 0; n < SIDE * SIDE; n++) {
            double x = 2048 + STEP * (n % SIDE - (SIDE - 1) / 2.0);
            double y = 2002 + STEP * (n / SIDE - (SIDE - 1) / 2.0);
            e[n / SIDE][n % SIDE] = field.ellipticity(x, y, MANY_SAMPLES);
        }
        for (int lag = 0; lag < SIDE; lag++) {
            double pairs = 4.0 * SIDE * (SIDE - lag);
            for (int i = 0; i < SIDE; i++) {
                for (int j = 0; lag + j < SIDE; j++) {
                    for (int k = 0; k < 2; k++) {
                        double alongRow = e[i][j][k] - e[i][j + lag][k];
                        double alongColumn = e[j][i][k] - e[j + lag][i][k];
                        product[lag][seed] += (e[i][j][k] * e[i][j + lag][k] + e[j][i][k] * e[j + lag][i][k]) / pairs;
                        difference[lag][seed] += (alongRow * alongRow + alongColumn * alongColumn) / pairs;
                    }
                }
            }
        }
    }

    /** Mean over both components and both directions of what the integral says, by distance (nm/m)^4. */
    private static double[] expectation(EllipticityField field, EllipticityTheory theory, Turbulence air) {
        double[] expected = new double[SIDE];
        double[] origin = field.field(2048, 2002);
        for (int lag = 0; lag < SIDE; lag++) {
            for (int axis = 0; axis < 2; axis++) {
                double[] at = field.field(2048 + (1 - axis) * lag * STEP, 2002 + axis * lag * STEP);
                double[] both =
                        theory.covariance(air.layers(), 15, new double[] {origin[0] - at[0], origin[1] - at[1]});
                expected[lag] += (both[0] + both[1]) / 4;
            }
        }
        return expected;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
