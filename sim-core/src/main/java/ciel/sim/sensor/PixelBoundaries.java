package ciel.sim.sensor;

import ciel.sim.photon.Boundaries;
import java.util.Arrays;

/**
 * Where the boundaries of the pixels of one detector lie: one word for each edge between columns and for each edge
 * between rows.
 *
 * <p>Edge k of row y lies between the columns k - 1 and k; its word is {@code words[y (width + 1) + k]}, k from 0 to
 * width. Edge l of column x lies between the rows l - 1 and l; its word is {@code words[height (width + 1) + l width +
 * x]}, l from 0 to height. The upper 16 bits of a word are the mean displacement of the edge, to the right or up, the
 * lower 16 bits the slope of the displacement along the edge, upwards or to the right, both signed, in units of {@value
 * #UNIT} px; more than {@value #LARGEST} units are not held.
 *
 * <p>A word is what is fixed (tree rings, the rim of the sensor) plus what the collected charge does ({@link
 * BoundaryKernel}): a sum over 8 x 7 pixels in a fixed order of float32 operations, rounded to a unit. So every engine
 * has the same words.
 */
public final class PixelBoundaries {
    /** Size of a unit (px). */
    public static final float UNIT = 0x1p-16f;
    /** Largest displacement and slope (units): half a pixel. */
    public static final int LARGEST = 32767;
    /**
     * A pixel acts with no more electrons than this: its full well is below, and what is above runs along the column
     * at the end of the exposure.
     */
    public static final int MAX_ACTING = 1 << 18;
    /** Floats of {@link #coefficients}. */
    public static final int COEFFICIENTS = 4 * BoundaryKernel.SIZE;

    private static final int REACH = BoundaryKernel.REACH;
    private static final float ROUND = 32768.5f;
    private static final int ROUNDED = 32768;

    private PixelBoundaries() {}

    /** @return words of a detector */
    public static int size(int width, int height) {
        return Math.addExact(Math.multiplyExact(height, width + 1), Math.multiplyExact(height + 1, width));
    }

    /** @return the words of a detector without charge, to be written */
    public static int[] fixed(Boundaries boundaries) {
        return boundaries.fixed().length == 0
                ? new int[boundaries.edges()]
                : boundaries.fixed().clone();
    }

    /** @return index of the first edge between rows */
    public static int horizontal(int width, int height) {
        return height * (width + 1);
    }

    /** @return a word of a mean and a slope (px), each to the nearest unit */
    public static int word(double mean, double slope) {
        return units(mean) << 16 | units(slope) & 0xFFFF;
    }

    private static int units(double shift) {
        return (int) Math.clamp(Math.round(shift / UNIT), -LARGEST, LARGEST);
    }

    /**
     * The kernel in units, times a factor, for {@link #update}: vertical mean, vertical slope, horizontal mean,
     * horizontal slope.
     */
    public static float[] coefficients(BoundaryKernel kernel, double factor) {
        float[] coefficients = new float[COEFFICIENTS];
        double[][] parts = {
            kernel.verticalMean(), kernel.verticalSlope(), kernel.horizontalMean(), kernel.horizontalSlope()
        };
        for (int part = 0; part < parts.length; part++) {
            for (int i = 0; i < BoundaryKernel.SIZE; i++) {
                coefficients[part * BoundaryKernel.SIZE + i] = (float) (parts[part][i] * factor / UNIT);
            }
        }
        return coefficients;
    }

    /**
     * Electrons of a pixel that act: at most {@link #MAX_ACTING}, and no more than would move an edge by half a pixel
     * were all pixels on one side of it to hold them.
     */
    public static int acting(BoundaryKernel kernel) {
        double[][] parts = {
            kernel.verticalMean(), kernel.verticalSlope(), kernel.horizontalMean(), kernel.horizontalSlope()
        };
        double largest = 0;
        for (double[] part : parts) {
            double sum = 0;
            for (int i = 0; i < part.length; i++) {
                sum += Math.abs(part[i]) * (i < REACH ? 1 : 2);
            }
            largest = Math.max(largest, sum);
        }
        return (int) Math.min(MAX_ACTING, (LARGEST - 1) * UNIT / largest);
    }

    /**
     * By how much more charge there is in the middle of an epoch than at its start, at a steady rate: (e + 1/2) / e.
     *
     * @param epoch from 1: at the start of epoch 0 there is no charge
     */
    public static double extrapolation(int epoch) {
        return (epoch + 0.5) / epoch;
    }

    /**
     * Writes the words of the rows rowFrom to rowTo - 1 and of the edges below them; of the topmost edges too where
     * rowTo is the height. Threads may share the rows in any way.
     *
     * @param words        written
     * @param fixed        words of what is fixed, or empty where nothing is
     * @param charge       electrons, row-major
     * @param coefficients of {@link #coefficients}
     * @param most         electrons of a pixel that act: {@link #acting} divided by the extrapolation
     */
    public static void update(
            int[] words,
            int[] fixed,
            int[] charge,
            int width,
            int height,
            float[] coefficients,
            int most,
            int rowFrom,
            int rowTo) {
        Strip strip = new Strip(words, fixed, charge, width, height, coefficients, most);
        for (int x = 0; x < width; x += Strip.COLUMNS) {
            strip.run(x, rowFrom, rowTo);
        }
    }

    /** Rows of charge of a strip of columns, with room for the reach of the kernel at both ends: it stays in the first-level cache. */
    private static final class Strip {
        static final int COLUMNS = 512;
        private static final int PAD = REACH;
        private final int[] words;
        private final int[] fixed;
        private final int[] charge;
        private final int width;
        private final int height;
        private final float[] coefficients;
        private final int most;
        /** rows y - 4 to y + 3 of charge */
        private final float[][] rows = new float[2 * REACH][COLUMNS + 2 * PAD];

        private final float[][] means = new float[REACH][COLUMNS + 2 * PAD];
        private final float[][] slopes = new float[REACH][COLUMNS + 2 * PAD];
        private int x0;
        private int columns;

        Strip(int[] words, int[] fixed, int[] charge, int width, int height, float[] coefficients, int most) {
            this.words = words;
            this.fixed = fixed;
            this.charge = charge;
            this.width = width;
            this.height = height;
            this.coefficients = coefficients;
            this.most = most;
        }

        void run(int from, int rowFrom, int rowTo) {
            x0 = from;
            columns = Math.min(COLUMNS, width - x0);
            for (int y = rowFrom - REACH; y < rowFrom + REACH - 1; y++) {
                load(y, rows[y - rowFrom + REACH + 1]);
            }
            int last = rowTo == height ? height + 1 : rowTo;
            for (int y = rowFrom; y < last; y++) {
                float[] first = rows[0];
                System.arraycopy(rows, 1, rows, 0, rows.length - 1);
                rows[rows.length - 1] = first;
                load(y + REACH - 1, first);
                if (y < height) {
                    vertical(y);
                }
                horizontal(y);
            }
        }

        private void load(int y, float[] row) {
            int from = Math.max(0, x0 - PAD);
            int to = y < 0 || y >= height ? from : Math.min(width, x0 + columns + PAD);
            int shift = PAD - x0;
            Arrays.fill(row, 0, from + shift, 0);
            convert(charge, y * width, from, to, shift, most, row);
            Arrays.fill(row, to + shift, row.length, 0);
        }

        private static void convert(int[] charge, int start, int from, int to, int shift, int most, float[] row) {
            for (int x = from; x < to; x++) {
                row[x + shift] = Math.min(charge[start + x], most);
            }
        }

        private void vertical(int y) {
            columns(
                    columns + 2 * PAD,
                    rows[REACH],
                    rows[REACH - 1],
                    rows[REACH + 1],
                    rows[REACH - 2],
                    rows[REACH + 2],
                    rows[REACH - 3],
                    rows[REACH + 3],
                    coefficients,
                    means,
                    slopes);
            // the strip's right edge is the next strip's left one
            int edges = x0 + columns == width ? columns + 1 : columns;
            int start = y * (width + 1) + x0;
            across(edges, means, slopes, start, words);
            addFixed(edges, words, start, fixed);
        }

        /** What the columns of charge about a row do to the edges to their right and left. */
        private static void columns(
                int n,
                float[] middle,
                float[] below1,
                float[] above1,
                float[] below2,
                float[] above2,
                float[] below3,
                float[] above3,
                float[] c,
                float[][] means,
                float[][] slopes) {
            for (int k = 0; k < REACH; k++) {
                float m0 = c[k];
                float m1 = c[REACH + k];
                float m2 = c[2 * REACH + k];
                float m3 = c[3 * REACH + k];
                float s1 = c[BoundaryKernel.SIZE + REACH + k];
                float s2 = c[BoundaryKernel.SIZE + 2 * REACH + k];
                float s3 = c[BoundaryKernel.SIZE + 3 * REACH + k];
                float[] mean = means[k];
                float[] slope = slopes[k];
                for (int x = 0; x < n; x++) {
                    mean[x] = Math.fma(
                            m3,
                            above3[x] + below3[x],
                            Math.fma(m2, above2[x] + below2[x], Math.fma(m1, above1[x] + below1[x], m0 * middle[x])));
                    slope[x] = Math.fma(
                            s3,
                            above3[x] - below3[x],
                            Math.fma(s2, above2[x] - below2[x], s1 * (above1[x] - below1[x])));
                }
            }
        }

        /** Edges between columns: charge on the right pulls to the right, charge on the left to the left. */
        private static void across(int n, float[][] means, float[][] slopes, int start, int[] words) {
            float[] m0 = means[0];
            float[] m1 = means[1];
            float[] m2 = means[2];
            float[] m3 = means[3];
            float[] s0 = slopes[0];
            float[] s1 = slopes[1];
            float[] s2 = slopes[2];
            float[] s3 = slopes[3];
            for (int k = 0; k < n; k++) {
                float mean = m0[k + PAD]
                        - m0[k + PAD - 1]
                        + (m1[k + PAD + 1] - m1[k + PAD - 2])
                        + (m2[k + PAD + 2] - m2[k + PAD - 3])
                        + (m3[k + PAD + 3] - m3[k + PAD - 4]);
                float slope = s0[k + PAD]
                        - s0[k + PAD - 1]
                        + (s1[k + PAD + 1] - s1[k + PAD - 2])
                        + (s2[k + PAD + 2] - s2[k + PAD - 3])
                        + (s3[k + PAD + 3] - s3[k + PAD - 4]);
                words[start + k] = (int) (mean + ROUND) - ROUNDED << 16 | (int) (slope + ROUND) - ROUNDED & 0xFFFF;
            }
        }

        private void horizontal(int y) {
            belowAndAbove(
                    columns + 2 * PAD,
                    rows[REACH],
                    rows[REACH - 1],
                    rows[REACH + 1],
                    rows[REACH - 2],
                    rows[REACH + 2],
                    rows[REACH - 3],
                    rows[REACH + 3],
                    rows[0],
                    coefficients,
                    means,
                    slopes);
            int start = PixelBoundaries.horizontal(width, height) + y * width + x0;
            along(columns, means, slopes, start, words);
            addFixed(columns, words, start, fixed);
        }

        /** What the charge above and below an edge does to it j px to the left or right. */
        private static void belowAndAbove(
                int n,
                float[] above0,
                float[] below0,
                float[] above1,
                float[] below1,
                float[] above2,
                float[] below2,
                float[] above3,
                float[] below3,
                float[] c,
                float[][] means,
                float[][] slopes) {
            for (int j = 0; j < REACH; j++) {
                int at = 2 * BoundaryKernel.SIZE + REACH * j;
                float m0 = c[at];
                float m1 = c[at + 1];
                float m2 = c[at + 2];
                float m3 = c[at + 3];
                float s0 = c[BoundaryKernel.SIZE + at];
                float s1 = c[BoundaryKernel.SIZE + at + 1];
                float s2 = c[BoundaryKernel.SIZE + at + 2];
                float s3 = c[BoundaryKernel.SIZE + at + 3];
                float[] mean = means[j];
                float[] slope = slopes[j];
                for (int x = 0; x < n; x++) {
                    float a0 = above0[x] - below0[x];
                    float a1 = above1[x] - below1[x];
                    float a2 = above2[x] - below2[x];
                    float a3 = above3[x] - below3[x];
                    mean[x] = Math.fma(m3, a3, Math.fma(m2, a2, Math.fma(m1, a1, m0 * a0)));
                    slope[x] = Math.fma(s3, a3, Math.fma(s2, a2, Math.fma(s1, a1, s0 * a0)));
                }
            }
        }

        private static void along(int n, float[][] means, float[][] slopes, int start, int[] words) {
            float[] m0 = means[0];
            float[] m1 = means[1];
            float[] m2 = means[2];
            float[] m3 = means[3];
            float[] s1 = slopes[1];
            float[] s2 = slopes[2];
            float[] s3 = slopes[3];
            for (int x = 0; x < n; x++) {
                float mean = m0[x + PAD]
                        + (m1[x + PAD + 1] + m1[x + PAD - 1])
                        + (m2[x + PAD + 2] + m2[x + PAD - 2])
                        + (m3[x + PAD + 3] + m3[x + PAD - 3]);
                float slope = s1[x + PAD + 1]
                        - s1[x + PAD - 1]
                        + (s2[x + PAD + 2] - s2[x + PAD - 2])
                        + (s3[x + PAD + 3] - s3[x + PAD - 3]);
                words[start + x] = (int) (mean + ROUND) - ROUNDED << 16 | (int) (slope + ROUND) - ROUNDED & 0xFFFF;
            }
        }

        private static void addFixed(int n, int[] words, int start, int[] fixed) {
            if (fixed.length == 0) {
                return;
            }
            for (int i = start; i < start + n; i++) {
                int mean = Math.min(Math.max((words[i] >> 16) + (fixed[i] >> 16), -LARGEST), LARGEST);
                int slope = Math.min(Math.max((words[i] << 16 >> 16) + (fixed[i] << 16 >> 16), -LARGEST), LARGEST);
                words[i] = mean << 16 | slope & 0xFFFF;
            }
        }
    }

    /**
     * Areas of a row of pixels as their boundaries stand: (1 + right - left) (1 + top - bottom) of the mean
     * displacements.
     *
     * @param area written: relative to a pixel that nothing moves
     */
    public static void areas(int[] words, int width, int height, int y, float[] area) {
        int left = y * (width + 1);
        int bottom = horizontal(width, height) + y * width;
        for (int x = 0; x < width; x++) {
            int wide = (words[left + x + 1] >> 16) - (words[left + x] >> 16);
            int high = (words[bottom + width + x] >> 16) - (words[bottom + x] >> 16);
            area[x] = Math.fma(wide, UNIT, 1f) * Math.fma(high, UNIT, 1f);
        }
    }
}
