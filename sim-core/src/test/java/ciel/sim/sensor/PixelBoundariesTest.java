package ciel.sim.sensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Vendor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Boundaries moved by charge: against GalSim 2.8.4's areas for the same table, and the rule of rows and threads. */
class PixelBoundariesTest {
    private static final int[] NOTHING_FIXED = {};
    private static final int SIZE = 21;
    private static final int MIDDLE = 10;
    private static final int CHARGE = 50_000;

    /** Areas about a pixel of 50,000 electrons: GalSim 2.8.4, Silicon sensor of the same table (bf_area_single50k); y1: of above and below. */
    @ParameterizedTest
    @CsvSource({
        "lsst_e2v_50_8, 0.891357, 1.004020, 1.018417, 1.005185, 1.001328, 1.001790",
        "lsst_itl_50_8, 0.947147, 1.003770, 1.009684, 1.002194, 1.000555, 1.000722"
    })
    void areasAreThoseOfGalsimForTheSameTable(
            String table, double centre, double x1, double y1, double diagonal, double x2, double y2) {
        BoundaryKernel kernel = SolverTable.read(SharedFile.of("sensor/" + table + ".dat"));
        double[][] areas = around(kernel);
        double effect = 1 - centre;
        // 5 % of each change, and of the whole effect for what is a hundredth of it: GalSim's polygons of 8 vertices a
        // side
        near(centre, areas[MIDDLE][MIDDLE], 0.02 * effect);
        near(x1, areas[MIDDLE][MIDDLE + 1], 0.01 * effect);
        near(y1, areas[MIDDLE + 1][MIDDLE], 0.05 * (y1 - 1));
        near(diagonal, areas[MIDDLE + 1][MIDDLE + 1], 0.05 * (diagonal - 1) + 0.0001);
        near(x2, areas[MIDDLE][MIDDLE + 2], 0.005 * effect);
        near(y2, areas[MIDDLE + 2][MIDDLE], 0.005 * effect);
    }

    /** The project's own model, against the same: centre and nearest neighbours. */
    @ParameterizedTest
    @CsvSource({"E2V, 0.89293, 1.00339, 1.01888, 1.00518", "ITL, 0.94742, 1.00380, 1.00987, 1.00206"})
    void ownModelHasThoseAreasToo(Vendor vendor, double centre, double x1, double y1, double diagonal) {
        double[][] areas = around(BoundaryKernel.of(vendor));
        double effect = 1 - centre;
        near(centre, areas[MIDDLE][MIDDLE], 0.005 * effect);
        near(x1, areas[MIDDLE][MIDDLE + 1], 0.02 * effect);
        near(y1, areas[MIDDLE + 1][MIDDLE], 0.02 * effect);
        near(diagonal, areas[MIDDLE + 1][MIDDLE + 1], 0.02 * effect);
    }

    private static void near(double expected, double actual, double tolerance) {
        assertEquals(expected, actual, tolerance, () -> "expected " + expected + ", was " + actual);
    }

    private static double[][] around(BoundaryKernel kernel) {
        int[] charge = new int[SIZE * SIZE];
        charge[MIDDLE * SIZE + MIDDLE] = CHARGE;
        int[] words = new int[PixelBoundaries.size(SIZE, SIZE)];
        PixelBoundaries.update(
                words,
                NOTHING_FIXED,
                charge,
                SIZE,
                SIZE,
                PixelBoundaries.coefficients(kernel, 1),
                PixelBoundaries.acting(kernel),
                0,
                SIZE);
        double[][] areas = new double[SIZE][SIZE];
        float[] row = new float[SIZE];
        for (int y = 0; y < SIZE; y++) {
            PixelBoundaries.areas(words, SIZE, SIZE, y, row);
            for (int x = 0; x < SIZE; x++) {
                areas[y][x] = row[x];
            }
        }
        return areas;
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void everyPixelsGainIsItsNeighboursLoss(Vendor vendor) {
        double sum = Stream.of(around(BoundaryKernel.of(vendor)))
                .flatMapToDouble(Arrays::stream)
                .sum();
        assertEquals(SIZE * SIZE, sum, 2e-3);
    }

    /** The fast rows against the sum written as it is defined, edge by edge. */
    @Test
    void wordsAreTheSumOfTheKernel() {
        int width = 37;
        int height = 29;
        Random random = new Random(5);
        int[] charge = random.ints(width * height, 0, 100_000).toArray();
        int[] fixed = new int[PixelBoundaries.size(width, height)];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = PixelBoundaries.word(random.nextGaussian() * 1e-3, random.nextGaussian() * 1e-4);
        }
        BoundaryKernel kernel = BoundaryKernel.of(Vendor.E2V);
        int[] words = new int[fixed.length];
        float[] coefficients = PixelBoundaries.coefficients(kernel, 1.5);
        PixelBoundaries.update(words, fixed, charge, width, height, coefficients, 80_000, 0, height);
        for (int y = 0; y < height; y++) {
            for (int k = 0; k <= width; k++) {
                int i = y * (width + 1) + k;
                double[] shift = summed(charge, width, height, kernel, k, y, false);
                check(shift, words[i], fixed[i]);
            }
        }
        for (int l = 0; l <= height; l++) {
            for (int x = 0; x < width; x++) {
                int i = PixelBoundaries.horizontal(width, height) + l * width + x;
                check(summed(charge, width, height, kernel, l, x, true), words[i], fixed[i]);
            }
        }
    }

    private static void check(double[] shift, int word, int fixed) {
        assertEquals(1.5 * shift[0] / PixelBoundaries.UNIT + (fixed >> 16), word >> 16, 0.53);
        assertEquals(1.5 * shift[1] / PixelBoundaries.UNIT + (short) fixed, (short) word, 0.53);
    }

    private static double[] summed(
            int[] charge, int width, int height, BoundaryKernel kernel, int edge, int at, boolean horizontal) {
        double mean = 0;
        double slope = 0;
        for (int across = -4; across < 4; across++) {
            for (int along = -3; along <= 3; along++) {
                int x = horizontal ? at + along : edge + across;
                int y = horizontal ? edge + across : at + along;
                if (x < 0 || x >= width || y < 0 || y >= height) {
                    continue;
                }
                double q = Math.min(80_000, charge[y * width + x]);
                int n = 4 * Math.abs(along) + (across < 0 ? -1 - across : across);
                int side = across < 0 ? -1 : 1;
                mean += side * q * (horizontal ? kernel.horizontalMean() : kernel.verticalMean())[n];
                slope += side
                        * Integer.signum(along)
                        * q
                        * (horizontal ? kernel.horizontalSlope() : kernel.verticalSlope())[n];
            }
        }
        return new double[] {mean, slope};
    }

    @Test
    void rowsMayBeSharedInAnyWay() {
        int width = 40;
        int height = 33;
        int[] charge = new Random(6).ints(width * height, 0, 1 << 30).toArray();
        float[] coefficients = PixelBoundaries.coefficients(BoundaryKernel.of(Vendor.ITL), 1);
        int[] whole = new int[PixelBoundaries.size(width, height)];
        PixelBoundaries.update(whole, NOTHING_FIXED, charge, width, height, coefficients, 1 << 18, 0, height);
        int[] shared = new int[whole.length];
        for (int from = 0; from < height; from += 5) {
            int to = Math.min(height, from + 5);
            PixelBoundaries.update(shared, NOTHING_FIXED, charge, width, height, coefficients, 1 << 18, from, to);
        }
        assertArrayEquals(whole, shared);
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void noChargeMovesAnEdgeByHalfAPixel(Vendor vendor) {
        BoundaryKernel kernel = BoundaryKernel.of(vendor).scaled(10);
        int most = PixelBoundaries.acting(kernel);
        assertTrue(most > 10_000 && most < PixelBoundaries.MAX_ACTING, "acts: " + most);
        int[] charge = new int[20 * 20];
        for (int y = 0; y < 20; y++) {
            Arrays.fill(charge, y * 20, y * 20 + 10, Integer.MAX_VALUE);
        }
        int[] words = new int[PixelBoundaries.size(20, 20)];
        PixelBoundaries.update(
                words, NOTHING_FIXED, charge, 20, 20, PixelBoundaries.coefficients(kernel, 1), most, 0, 20);
        int edge = words[10 * 21 + 10] >> 16;
        assertTrue(edge < -20_000 && edge >= -PixelBoundaries.LARGEST, "edge at " + edge);
    }
}
