package ciel.sim.atmosphere;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.sim.photon.Screens;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.apache.commons.math3.special.BesselJ;
import org.junit.jupiter.api.Test;

/** Validation: the statistics of the screens against the spectrum of von Karman, integrated independently. */
class PhaseScreensTest {
    private static final double R0 = 0.15;
    private static final double OUTER_SCALE = 25;
    private static final double LIMIT = 0.2 / R0;
    private static final int BITS = 10;

    /** Row 30 of the acceptance table: 0.3, 1, 3, 10 m. The grid of 0.2 m has 0.28 (its diagonal) and 0.4 m. */
    @Test
    void structureFunctionIsVonKarmansBelowTheBoundary() {
        int n = 1 << BITS;
        int[] lags = {1, 2, 5, 15, 50};
        int[] asides = {1, 0, 0, 0, 0};
        double[] found = new double[lags.length];
        int seeds = 20;
        for (int seed = 0; seed < seeds; seed++) {
            float[] wavefront = PhaseScreens.wavefront(seed, R0, OUTER_SCALE, LIMIT, BITS);
            for (int k = 0; k < lags.length; k++) {
                double sum = 0;
                for (int y = 0; y < n; y += 4) {
                    for (int x = 0; x < n; x++) {
                        int along = (x + lags[k]) % n;
                        int aside = (y + asides[k]) % n;
                        double dx = wavefront[y * n + x] - wavefront[aside * n + along];
                        double dy = wavefront[x * n + y] - wavefront[along * n + aside];
                        sum += dx * dx + dy * dy;
                    }
                }
                found[k] += sum / (n * n / 2.0) / seeds;
            }
        }
        for (int k = 0; k < lags.length; k++) {
            double rho = Math.hypot(lags[k], asides[k]) * PhaseScreens.CELL;
            double expected = structure(rho);
            assertEquals(1, found[k] / expected, 0.05, rho + " m: " + found[k] + " nm^2, expected " + expected);
        }
    }

    /** nm^2: twice the integral of the spectrum times 1 - J0. */
    private static double structure(double rho) {
        int steps = 20_000;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            double f = LIMIT * (i + 0.5) / steps;
            double power = 500
                    * 500
                    * 0.00058
                    * Math.pow(R0, -5.0 / 3)
                    * Math.pow(f * f + 1 / (OUTER_SCALE * OUTER_SCALE), -11.0 / 6);
            sum += 2 * power * (1 - BesselJ.value(0, 2 * Math.PI * f * rho)) * 2 * Math.PI * f * LIMIT / steps;
        }
        return sum;
    }

    private static Turbulence oneLayer() {
        return new Turbulence(
                R0, OUTER_SCALE, java.util.Collections.nCopies(6, new Turbulence.Layer(1000, 1.0 / 6, 5, 5)));
    }

    @Test
    void gradientsHaveTheVarianceOfTheSpectrum_alongBothAxes() {
        int[] all = PhaseScreens.make(PlainScreenLoops.INSTANCE, 3, oneLayer(), 500, BITS, 2);
        double expected = 0;
        int steps = 20_000;
        for (int i = 0; i < steps; i++) {
            double f = LIMIT * (i + 0.5) / steps;
            double power = 500
                    * 500
                    * 0.00058
                    * Math.pow(R0, -5.0 / 3)
                    * Math.pow(f * f + 1 / (OUTER_SCALE * OUTER_SCALE), -11.0 / 6);
            expected += 0.5 * power * Math.pow(2 * Math.PI * f, 2) * 2 * Math.PI * f * LIMIT / steps;
        }
        double u = 0;
        double v = 0;
        double cross = 0;
        for (int word : all) {
            u += (short) word * (double) (short) word;
            v += (word >> 16) * (double) (word >> 16);
            cross += (short) word * (double) (word >> 16);
        }
        double layer = all.length / 6.0; // a sixth of the turbulence in each of six layers
        assertEquals(1, u / layer / expected, 0.02, "along u");
        assertEquals(1, v / layer / expected, 0.02, "along v");
        assertEquals(0, cross / layer / expected, 0.02);
    }

    /** A gradient has no curl: around any rectangle of nodes the steps cancel, but for the curvature between nodes. */
    @Test
    void gradientsAreThoseOfOneWavefront() {
        int n = 1 << BITS;
        int[] all = PhaseScreens.make(PlainScreenLoops.INSTANCE, 3, oneLayer(), 500, BITS, 1);
        double curl = 0;
        double divergence = 0;
        for (int y = 1; y < n - 1; y += 3) {
            for (int x = 1; x < n - 1; x++) {
                double vx = (all[Screens.node(0, y, x + 1, BITS)] >> 16) - (all[Screens.node(0, y, x - 1, BITS)] >> 16);
                double uy = (short) all[Screens.node(0, y + 1, x, BITS)] - (short) all[Screens.node(0, y - 1, x, BITS)];
                double ux = (short) all[Screens.node(0, y, x + 1, BITS)] - (short) all[Screens.node(0, y, x - 1, BITS)];
                double vy = (all[Screens.node(0, y + 1, x, BITS)] >> 16) - (all[Screens.node(0, y - 1, x, BITS)] >> 16);
                curl += (vx - uy) * (vx - uy);
                divergence += (ux + vy) * (ux + vy);
            }
        }
        assertEquals(0, curl / divergence, 0.02);
    }

    @Test
    void sameSeedHasTheSameScreens_onAnyNumberOfThreads() {
        Turbulence t = Turbulence.draw(5, 0.7, 622.2, OptionalDouble.empty());
        int[] one = PhaseScreens.make(PlainScreenLoops.INSTANCE, 5, t, 622.2, 8, 1);
        assertArrayEquals(one, PhaseScreens.make(PlainScreenLoops.INSTANCE, 5, t, 622.2, 8, 3));
        assertEquals(false, Arrays.equals(one, PhaseScreens.make(PlainScreenLoops.INSTANCE, 6, t, 622.2, 8, 1)));
    }

    @Test
    void transformIsTheSumThatItSays() {
        int n = 64;
        ColumnTransform transform = new ColumnTransform(n, PlainScreenLoops.INSTANCE);
        Random random = new Random(1);
        double[] re = random.doubles(n, -1, 1).toArray();
        double[] im = random.doubles(n, -1, 1).toArray();
        for (int j = 0; j < n; j++) {
            transform.real[j * ColumnTransform.COLUMNS + 3] = (float) re[j];
            transform.imaginary[j * ColumnTransform.COLUMNS + 3] = (float) im[j];
        }
        transform.run();
        for (int k = 0; k < n; k++) {
            double sumR = 0;
            double sumI = 0;
            for (int j = 0; j < n; j++) {
                double c = Math.cos(2 * Math.PI * j * k / n);
                double s = Math.sin(2 * Math.PI * j * k / n);
                sumR += re[j] * c - im[j] * s;
                sumI += re[j] * s + im[j] * c;
            }
            assertEquals(sumR, transform.real[k * ColumnTransform.COLUMNS + 3], 1e-5);
            assertEquals(sumI, transform.imaginary[k * ColumnTransform.COLUMNS + 3], 1e-5);
            assertEquals(0, transform.real[k * ColumnTransform.COLUMNS + 4]);
        }
    }
}
