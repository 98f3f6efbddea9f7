package ciel.kernels.tornado;

import static ciel.kernels.tornado.KernelMath.fused;
import static ciel.kernels.tornado.KernelMath.times;

import ciel.sim.sensor.PixelBoundaries;

/**
 * Moves the boundaries of the pixels, one word a call: what {@link PixelBoundaries#update} specifies. Two kernels and not
 * one with two branches: where both branches of a condition end with a loop, TornadoVM takes the numbers of the second.
 */
final class EdgeKernel {
    /** Places in the call's numbers. */
    static final int WIDTH = 0;

    static final int HEIGHT = 1;
    /** Electrons of a pixel that act. */
    static final int MOST = 2;
    /** 1 where something is fixed. */
    static final int HAS_FIXED = 3;
    /** Pixels on either side of an edge that act on it: a number of the call, so that the loop stays a loop. */
    static final int REACH = 4;

    static final int LENGTH = 8;

    /** Where the parts of the motion begin, each of 4 x 4 numbers. */
    private static final int VERTICAL_SLOPE = 16;

    private static final int HORIZONTAL_MEAN = 32;
    private static final int HORIZONTAL_SLOPE = 48;
    private static final float ROUND = 32768.5f;
    private static final int ROUNDED = 32768;

    private EdgeKernel() {}

    /** Writes word i, of an edge between columns. */
    static void moveVertical(int i, int[] call, float[] motion, int[] fixed, int[] charge, int[] edges) {
        int width = call[WIDTH];
        int height = call[HEIGHT];
        int most = call[MOST];
        int y = i / (width + 1);
        int edge = i - y * (width + 1);
        float mean = 0f;
        float slope = 0f;
        for (int k = 0; k < call[REACH]; k++) {
            int right = edge + k;
            int left = edge - 1 - k;
            mean = mean
                    + (columnMean(motion, k, charge, width, height, right, y, most)
                            - columnMean(motion, k, charge, width, height, left, y, most));
            slope = slope
                    + (columnSlope(motion, k, charge, width, height, right, y, most)
                            - columnSlope(motion, k, charge, width, height, left, y, most));
        }
        edges[i] = word(i, mean, slope, call, fixed);
    }

    /** Writes the word of edge i of those between rows, which stand behind the others. */
    static void moveHorizontal(int i, int[] call, float[] motion, int[] fixed, int[] charge, int[] edges) {
        int width = call[WIDTH];
        int height = call[HEIGHT];
        int most = call[MOST];
        int edge = i / width;
        int x = i - edge * width;
        float mean = row(motion, HORIZONTAL_MEAN, charge, width, height, x, edge, most);
        float slope = 0f;
        for (int j = 1; j < call[REACH]; j++) {
            int ofMean = HORIZONTAL_MEAN + 4 * j;
            int ofSlope = HORIZONTAL_SLOPE + 4 * j;
            mean = mean
                    + (row(motion, ofMean, charge, width, height, x + j, edge, most)
                            + row(motion, ofMean, charge, width, height, x - j, edge, most));
            slope = slope
                    + (row(motion, ofSlope, charge, width, height, x + j, edge, most)
                            - row(motion, ofSlope, charge, width, height, x - j, edge, most));
        }
        int at = height * (width + 1) + i;
        edges[at] = word(at, mean, slope, call, fixed);
    }

    private static int word(int at, float mean, float slope, int[] call, int[] fixed) {
        int meanUnits = (int) (mean + ROUND) - ROUNDED;
        int slopeUnits = (int) (slope + ROUND) - ROUNDED;
        if (call[HAS_FIXED] != 0) {
            int word = fixed[at];
            meanUnits = within(meanUnits + (word >> 16));
            slopeUnits = within(slopeUnits + (word << 16 >> 16));
        }
        return meanUnits << 16 | slopeUnits & 0xFFFF;
    }

    private static int within(int units) {
        return Math.min(Math.max(units, -PixelBoundaries.LARGEST), PixelBoundaries.LARGEST);
    }

    /** @return electrons that act at a place; none off the detector */
    private static float acting(int[] charge, int width, int height, int x, int y, int most) {
        int across = x >= 0 ? (x < width ? 1 : 0) : 0;
        int inside = y >= 0 ? (y < height ? across : 0) : 0;
        float electrons = 0f;
        if (inside != 0) {
            electrons = (float) Math.min(charge[y * width + x], most);
        }
        return electrons;
    }

    /** What the column of charge at x about the row y does to the mean of an edge k + 1/2 px from it. */
    private static float columnMean(float[] c, int k, int[] charge, int width, int height, int x, int y, int most) {
        float sum1 = acting(charge, width, height, x, y + 1, most) + acting(charge, width, height, x, y - 1, most);
        float sum2 = acting(charge, width, height, x, y + 2, most) + acting(charge, width, height, x, y - 2, most);
        float sum3 = acting(charge, width, height, x, y + 3, most) + acting(charge, width, height, x, y - 3, most);
        float middle = acting(charge, width, height, x, y, most);
        return fused(c[12 + k], sum3, fused(c[8 + k], sum2, fused(c[4 + k], sum1, times(c[k], middle))));
    }

    /** The same to its slope. */
    private static float columnSlope(float[] c, int k, int[] charge, int width, int height, int x, int y, int most) {
        float by1 = acting(charge, width, height, x, y + 1, most) - acting(charge, width, height, x, y - 1, most);
        float by2 = acting(charge, width, height, x, y + 2, most) - acting(charge, width, height, x, y - 2, most);
        float by3 = acting(charge, width, height, x, y + 3, most) - acting(charge, width, height, x, y - 3, most);
        int at = VERTICAL_SLOPE + k;
        return fused(c[12 + at], by3, fused(c[8 + at], by2, times(c[4 + at], by1)));
    }

    /** What the charge above and below an edge at the column x does by the four numbers from {@code at} on. */
    private static float row(float[] c, int at, int[] charge, int width, int height, int x, int edge, int most) {
        float a0 = acting(charge, width, height, x, edge, most) - acting(charge, width, height, x, edge - 1, most);
        float a1 = acting(charge, width, height, x, edge + 1, most) - acting(charge, width, height, x, edge - 2, most);
        float a2 = acting(charge, width, height, x, edge + 2, most) - acting(charge, width, height, x, edge - 3, most);
        float a3 = acting(charge, width, height, x, edge + 3, most) - acting(charge, width, height, x, edge - 4, most);
        return fused(c[at + 3], a3, fused(c[at + 2], a2, fused(c[at + 1], a1, times(c[at], a0))));
    }
}
