package ciel.kernels.vector;

import ciel.sim.photon.Boundaries;
import ciel.sim.sensor.PixelBoundaries;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link PixelBoundaries#update} in registers: the same sums in the same order, strip by strip of columns that stay in
 * the first-level cache.
 */
final class EdgePasses {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = I.length();
    private static final int REACH = 4;
    private static final int COLUMNS = 512;
    private static final int ROOM = COLUMNS + 2 * REACH + LANES;
    /** Entries of a part of the kernel. */
    private static final int PART = Boundaries.KERNEL / 4;

    private static final FloatVector ROUND = FloatVector.broadcast(F, 32768.5f);

    private final Boundaries boundaries;
    private final float[] motion;
    private final int most;
    private final int[] charge;
    private final int[] edges;
    /** rows y - 4 to y + 3 of charge */
    private final float[][] rows = new float[2 * REACH][ROOM];

    private final float[][] means = new float[REACH][ROOM];
    private final float[][] slopes = new float[REACH][ROOM];

    EdgePasses(Boundaries boundaries, float[] motion, int most, int[] charge, int[] edges) {
        this.boundaries = boundaries;
        this.motion = motion;
        this.most = most;
        this.charge = charge;
        this.edges = edges;
    }

    /** Moves the edges of the rows from (inclusive) to (exclusive). */
    void move(int rowFrom, int rowTo) {
        int width = boundaries.width();
        int strips = Math.ceilDiv(width, COLUMNS);
        if (width < LANES * strips) { // a strip has whole registers
            PixelBoundaries.update(
                    edges, boundaries.fixed(), charge, width, boundaries.height(), motion, most, rowFrom, rowTo);
            return;
        }
        for (int k = 0; k < strips; k++) {
            int from = width * k / strips;
            strip(from, width * (k + 1) / strips - from, rowFrom, rowTo);
        }
    }

    /** Moves the edges of the first columns of the rows alone. */
    void moveCorner(int columns, int rowFrom, int rowTo) {
        if (columns < boundaries.width()) {
            strip(0, columns, rowFrom, rowTo);
        }
    }

    private void strip(int x0, int columns, int rowFrom, int rowTo) {
        int width = boundaries.width();
        int height = boundaries.height();
        int horizontal = PixelBoundaries.horizontal(width, height);
        for (int y = rowFrom - REACH; y < rowFrom + REACH - 1; y++) {
            load(x0, columns, y, rows[y - rowFrom + REACH + 1]);
        }
        int last = rowTo == height ? height + 1 : rowTo;
        for (int y = rowFrom; y < last; y++) {
            float[] first = rows[0];
            System.arraycopy(rows, 1, rows, 0, rows.length - 1);
            rows[rows.length - 1] = first;
            load(x0, columns, y + REACH - 1, first);
            if (y < height) {
                for (int k = 0; k < REACH; k += 2) {
                    columns(columns + 2 * REACH, rows, motion, k, means[k], means[k + 1], slopes[k], slopes[k + 1]);
                }
                // the strip's right edge is the next strip's left one
                int n = x0 + columns == width ? columns + 1 : columns;
                int start = y * (width + 1) + x0;
                across(n, means, slopes, boundaries.fixed(), start, edges);
            }
            for (int j = 0; j < REACH; j += 2) {
                belowAndAbove(columns + 2 * REACH, rows, motion, j, means[j], means[j + 1], slopes[j], slopes[j + 1]);
            }
            int start = horizontal + y * width + x0;
            along(columns, means, slopes, boundaries.fixed(), start, edges);
        }
    }

    private void load(int x0, int columns, int y, float[] row) {
        int width = boundaries.width();
        int from = Math.max(0, x0 - REACH);
        int to = y < 0 || y >= boundaries.height() ? from : Math.min(width, x0 + columns + REACH);
        int shift = REACH - x0;
        Arrays.fill(row, 0, from + shift, 0);
        int start = y * width;
        for (int x = from; x < to; x++) {
            row[x + shift] = Math.min(charge[start + x], most);
        }
        Arrays.fill(row, to + shift, row.length, 0);
    }

    private static void columns(
            int n, float[][] rows, float[] c, int k, float[] meanA, float[] meanB, float[] slopeA, float[] slopeB) {
        float[] middle = rows[4];
        float[] below1 = rows[3];
        float[] above1 = rows[5];
        float[] below2 = rows[2];
        float[] above2 = rows[6];
        float[] below3 = rows[1];
        float[] above3 = rows[7];
        FloatVector a0 = FloatVector.broadcast(F, c[k]);
        FloatVector a1 = FloatVector.broadcast(F, c[4 + k]);
        FloatVector a2 = FloatVector.broadcast(F, c[8 + k]);
        FloatVector a3 = FloatVector.broadcast(F, c[12 + k]);
        FloatVector b0 = FloatVector.broadcast(F, c[k + 1]);
        FloatVector b1 = FloatVector.broadcast(F, c[5 + k]);
        FloatVector b2 = FloatVector.broadcast(F, c[9 + k]);
        FloatVector b3 = FloatVector.broadcast(F, c[13 + k]);
        FloatVector s1 = FloatVector.broadcast(F, c[PART + 4 + k]);
        FloatVector s2 = FloatVector.broadcast(F, c[PART + 8 + k]);
        FloatVector s3 = FloatVector.broadcast(F, c[PART + 12 + k]);
        FloatVector t1 = FloatVector.broadcast(F, c[PART + 5 + k]);
        FloatVector t2 = FloatVector.broadcast(F, c[PART + 9 + k]);
        FloatVector t3 = FloatVector.broadcast(F, c[PART + 13 + k]);
        for (int x = 0; x < n; x += LANES) {
            FloatVector q = FloatVector.fromArray(F, middle, x);
            FloatVector u1 = FloatVector.fromArray(F, above1, x);
            FloatVector u2 = FloatVector.fromArray(F, above2, x);
            FloatVector u3 = FloatVector.fromArray(F, above3, x);
            FloatVector v1 = FloatVector.fromArray(F, below1, x);
            FloatVector v2 = FloatVector.fromArray(F, below2, x);
            FloatVector v3 = FloatVector.fromArray(F, below3, x);
            FloatVector p1 = u1.add(v1);
            FloatVector p2 = u2.add(v2);
            FloatVector p3 = u3.add(v3);
            a3.fma(p3, a2.fma(p2, a1.fma(p1, a0.mul(q)))).intoArray(meanA, x);
            b3.fma(p3, b2.fma(p2, b1.fma(p1, b0.mul(q)))).intoArray(meanB, x);
            FloatVector d1 = u1.sub(v1);
            FloatVector d2 = u2.sub(v2);
            FloatVector d3 = u3.sub(v3);
            s3.fma(d3, s2.fma(d2, s1.mul(d1))).intoArray(slopeA, x);
            t3.fma(d3, t2.fma(d2, t1.mul(d1))).intoArray(slopeB, x);
        }
    }

    private static void belowAndAbove(
            int n, float[][] rows, float[] c, int j, float[] meanA, float[] meanB, float[] slopeA, float[] slopeB) {
        float[] above0 = rows[4];
        float[] below0 = rows[3];
        float[] above1 = rows[5];
        float[] below1 = rows[2];
        float[] above2 = rows[6];
        float[] below2 = rows[1];
        float[] above3 = rows[7];
        float[] below3 = rows[0];
        int at = 2 * PART + REACH * j;
        FloatVector a0 = FloatVector.broadcast(F, c[at]);
        FloatVector a1 = FloatVector.broadcast(F, c[at + 1]);
        FloatVector a2 = FloatVector.broadcast(F, c[at + 2]);
        FloatVector a3 = FloatVector.broadcast(F, c[at + 3]);
        FloatVector b0 = FloatVector.broadcast(F, c[at + 4]);
        FloatVector b1 = FloatVector.broadcast(F, c[at + 5]);
        FloatVector b2 = FloatVector.broadcast(F, c[at + 6]);
        FloatVector b3 = FloatVector.broadcast(F, c[at + 7]);
        int slope = at + PART;
        FloatVector s0 = FloatVector.broadcast(F, c[slope]);
        FloatVector s1 = FloatVector.broadcast(F, c[slope + 1]);
        FloatVector s2 = FloatVector.broadcast(F, c[slope + 2]);
        FloatVector s3 = FloatVector.broadcast(F, c[slope + 3]);
        FloatVector t0 = FloatVector.broadcast(F, c[slope + 4]);
        FloatVector t1 = FloatVector.broadcast(F, c[slope + 5]);
        FloatVector t2 = FloatVector.broadcast(F, c[slope + 6]);
        FloatVector t3 = FloatVector.broadcast(F, c[slope + 7]);
        for (int x = 0; x < n; x += LANES) {
            FloatVector d0 = FloatVector.fromArray(F, above0, x).sub(FloatVector.fromArray(F, below0, x));
            FloatVector d1 = FloatVector.fromArray(F, above1, x).sub(FloatVector.fromArray(F, below1, x));
            FloatVector d2 = FloatVector.fromArray(F, above2, x).sub(FloatVector.fromArray(F, below2, x));
            FloatVector d3 = FloatVector.fromArray(F, above3, x).sub(FloatVector.fromArray(F, below3, x));
            a3.fma(d3, a2.fma(d2, a1.fma(d1, a0.mul(d0)))).intoArray(meanA, x);
            b3.fma(d3, b2.fma(d2, b1.fma(d1, b0.mul(d0)))).intoArray(meanB, x);
            s3.fma(d3, s2.fma(d2, s1.fma(d1, s0.mul(d0)))).intoArray(slopeA, x);
            t3.fma(d3, t2.fma(d2, t1.fma(d1, t0.mul(d0)))).intoArray(slopeB, x);
        }
    }

    private static void across(int n, float[][] means, float[][] slopes, int[] fixed, int start, int[] words) {
        float[] m0 = means[0];
        float[] m1 = means[1];
        float[] m2 = means[2];
        float[] m3 = means[3];
        float[] s0 = slopes[0];
        float[] s1 = slopes[1];
        float[] s2 = slopes[2];
        float[] s3 = slopes[3];
        boolean hasFixed = fixed.length > 0;
        for (int i = 0; i < n; i += LANES) {
            int k = Math.min(i, n - LANES); // the last register overlaps the one before
            FloatVector mean = FloatVector.fromArray(F, m0, k + 4)
                    .sub(FloatVector.fromArray(F, m0, k + 3))
                    .add(FloatVector.fromArray(F, m1, k + 5).sub(FloatVector.fromArray(F, m1, k + 2)))
                    .add(FloatVector.fromArray(F, m2, k + 6).sub(FloatVector.fromArray(F, m2, k + 1)))
                    .add(FloatVector.fromArray(F, m3, k + 7).sub(FloatVector.fromArray(F, m3, k)));
            FloatVector slope = FloatVector.fromArray(F, s0, k + 4)
                    .sub(FloatVector.fromArray(F, s0, k + 3))
                    .add(FloatVector.fromArray(F, s1, k + 5).sub(FloatVector.fromArray(F, s1, k + 2)))
                    .add(FloatVector.fromArray(F, s2, k + 6).sub(FloatVector.fromArray(F, s2, k + 1)))
                    .add(FloatVector.fromArray(F, s3, k + 7).sub(FloatVector.fromArray(F, s3, k)));
            IntVector high = ((IntVector) mean.add(ROUND).convert(VectorOperators.F2I, 0)).sub(32768);
            IntVector low = ((IntVector) slope.add(ROUND).convert(VectorOperators.F2I, 0)).sub(32768);
            if (hasFixed) {
                IntVector still = IntVector.fromArray(I, fixed, start + k);
                high = high.add(still.lanewise(VectorOperators.ASHR, 16))
                        .max(-PixelBoundaries.LARGEST)
                        .min(PixelBoundaries.LARGEST);
                low = low.add(still.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                        .max(-PixelBoundaries.LARGEST)
                        .min(PixelBoundaries.LARGEST);
            }
            high.lanewise(VectorOperators.LSHL, 16).or(low.and(0xFFFF)).intoArray(words, start + k);
        }
    }

    private static void along(int n, float[][] means, float[][] slopes, int[] fixed, int start, int[] words) {
        float[] m0 = means[0];
        float[] m1 = means[1];
        float[] m2 = means[2];
        float[] m3 = means[3];
        float[] s1 = slopes[1];
        float[] s2 = slopes[2];
        float[] s3 = slopes[3];
        boolean hasFixed = fixed.length > 0;
        for (int i = 0; i < n; i += LANES) {
            int x = Math.min(i, n - LANES); // the last register overlaps the one before
            FloatVector mean = FloatVector.fromArray(F, m0, x + 4)
                    .add(FloatVector.fromArray(F, m1, x + 5).add(FloatVector.fromArray(F, m1, x + 3)))
                    .add(FloatVector.fromArray(F, m2, x + 6).add(FloatVector.fromArray(F, m2, x + 2)))
                    .add(FloatVector.fromArray(F, m3, x + 7).add(FloatVector.fromArray(F, m3, x + 1)));
            FloatVector slope = FloatVector.fromArray(F, s1, x + 5)
                    .sub(FloatVector.fromArray(F, s1, x + 3))
                    .add(FloatVector.fromArray(F, s2, x + 6).sub(FloatVector.fromArray(F, s2, x + 2)))
                    .add(FloatVector.fromArray(F, s3, x + 7).sub(FloatVector.fromArray(F, s3, x + 1)));
            IntVector high = ((IntVector) mean.add(ROUND).convert(VectorOperators.F2I, 0)).sub(32768);
            IntVector low = ((IntVector) slope.add(ROUND).convert(VectorOperators.F2I, 0)).sub(32768);
            if (hasFixed) {
                IntVector still = IntVector.fromArray(I, fixed, start + x);
                high = high.add(still.lanewise(VectorOperators.ASHR, 16))
                        .max(-PixelBoundaries.LARGEST)
                        .min(PixelBoundaries.LARGEST);
                low = low.add(still.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                        .max(-PixelBoundaries.LARGEST)
                        .min(PixelBoundaries.LARGEST);
            }
            high.lanewise(VectorOperators.LSHL, 16).or(low.and(0xFFFF)).intoArray(words, start + x);
        }
    }
}
