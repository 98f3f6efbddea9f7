package ciel.kernels.vector;

import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.photon.Screens;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Passes through the screens of the atmosphere, and those that make them. Rules: {@link VectorPasses}. */
final class ScreenPasses {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = I.length();

    private ScreenPasses() {}

    static void clear(int n, int[] alongU, int[] alongV) {
        Arrays.fill(alongU, 0, VectorPasses.roundUp(n), 0);
        Arrays.fill(alongV, 0, VectorPasses.roundUp(n), 0);
    }

    /** The nearest node of a layer, from the source's floats at {@code at}. */
    static void nodes(
            int n, float[] u, float[] v, float[] t, Screens step, int layer, float[] reals, int at, int[] node) {
        FloatVector windU = FloatVector.broadcast(F, step.wind()[2 * layer]);
        FloatVector windV = FloatVector.broadcast(F, step.wind()[2 * layer + 1]);
        FloatVector baseU = FloatVector.broadcast(F, reals[at + 4 + 2 * layer]);
        FloatVector baseV = FloatVector.broadcast(F, reals[at + 5 + 2 * layer]);
        FloatVector radius = FloatVector.broadcast(F, step.radius());
        int bits = step.bits();
        int mask = (1 << bits) - 1;
        int within = (1 << Screens.STRIP) - 1;
        int start = layer << 2 * bits;
        for (int i = 0; i < n; i += LANES) {
            FloatVector time = FloatVector.fromArray(F, t, i);
            FloatVector x = FloatVector.fromArray(F, u, i).fma(radius, time.fma(windU, baseU));
            FloatVector y = FloatVector.fromArray(F, v, i).fma(radius, time.fma(windV, baseV));
            IntVector column = ((IntVector) x.convert(VectorOperators.F2I, 0)).and(mask);
            IntVector line = (IntVector) y.convert(VectorOperators.F2I, 0);
            line.and(mask & ~within)
                    .lanewise(VectorOperators.LSHL, bits)
                    .add(column.lanewise(VectorOperators.LSHL, Screens.STRIP))
                    .add(line.and(within))
                    .add(start)
                    .intoArray(node, i);
        }
    }

    /** See {@link ScreenLoops#stage}. */
    static void stage(float[] xr, float[] xi, float[] yr, float[] yi, float[] cosine, float[] sine, int length) {
        int n = cosine.length;
        int step = n / length;
        int run = ScreenLoops.COLUMNS * step;
        int apart = ScreenLoops.COLUMNS * n / 4;
        for (int p = 0; p < length / 4; p++) {
            FloatVector c1 = FloatVector.broadcast(F, cosine[step * p]);
            FloatVector s1 = FloatVector.broadcast(F, sine[step * p]);
            FloatVector c2 = FloatVector.broadcast(F, cosine[2 * step * p]);
            FloatVector s2 = FloatVector.broadcast(F, sine[2 * step * p]);
            FloatVector c3 = FloatVector.broadcast(F, cosine[3 * step * p]);
            FloatVector s3 = FloatVector.broadcast(F, sine[3 * step * p]);
            for (int q = 0; q < run; q += LANES) {
                int from = run * p + q;
                int to = 4 * run * p + q;
                FloatVector ar = FloatVector.fromArray(F, xr, from);
                FloatVector ai = FloatVector.fromArray(F, xi, from);
                FloatVector br = FloatVector.fromArray(F, xr, from + apart);
                FloatVector bi = FloatVector.fromArray(F, xi, from + apart);
                FloatVector cr = FloatVector.fromArray(F, xr, from + 2 * apart);
                FloatVector ci = FloatVector.fromArray(F, xi, from + 2 * apart);
                FloatVector dr = FloatVector.fromArray(F, xr, from + 3 * apart);
                FloatVector di = FloatVector.fromArray(F, xi, from + 3 * apart);
                FloatVector sumR = ar.add(cr);
                FloatVector sumI = ai.add(ci);
                FloatVector differenceR = ar.sub(cr);
                FloatVector differenceI = ai.sub(ci);
                FloatVector otherSumR = br.add(dr);
                FloatVector otherSumI = bi.add(di);
                FloatVector turnedR = di.sub(bi);
                FloatVector turnedI = br.sub(dr);
                sumR.add(otherSumR).intoArray(yr, to);
                sumI.add(otherSumI).intoArray(yi, to);
                FloatVector r1 = differenceR.add(turnedR);
                FloatVector i1 = differenceI.add(turnedI);
                c1.mul(r1).sub(s1.mul(i1)).intoArray(yr, to + run);
                c1.mul(i1).add(s1.mul(r1)).intoArray(yi, to + run);
                FloatVector r2 = sumR.sub(otherSumR);
                FloatVector i2 = sumI.sub(otherSumI);
                c2.mul(r2).sub(s2.mul(i2)).intoArray(yr, to + 2 * run);
                c2.mul(i2).add(s2.mul(r2)).intoArray(yi, to + 2 * run);
                FloatVector r3 = differenceR.sub(turnedR);
                FloatVector i3 = differenceI.sub(turnedI);
                c3.mul(r3).sub(s3.mul(i3)).intoArray(yr, to + 3 * run);
                c3.mul(i3).add(s3.mul(r3)).intoArray(yi, to + 3 * run);
            }
        }
    }

    /** See {@link ScreenLoops#pack}. */
    static void pack(int n, float weight, float[] u, float[] v, int[] packed, int to) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector wu =
                    FloatVector.fromArray(F, u, i).mul(weight).max(-32767).min(32767);
            FloatVector wv =
                    FloatVector.fromArray(F, v, i).mul(weight).max(-32767).min(32767);
            IntVector iu = (IntVector) wu.convert(VectorOperators.F2I, 0);
            IntVector iv = (IntVector) wv.convert(VectorOperators.F2I, 0);
            // both parts are exact: what truncation left is less than 1 and has fewer digits
            FloatVector restU = wu.sub((FloatVector) iu.convert(VectorOperators.I2F, 0));
            FloatVector restV = wv.sub((FloatVector) iv.convert(VectorOperators.I2F, 0));
            // to the nearest, and upwards from the middle, as Math.round
            iu = iu.add(1, restU.compare(VectorOperators.GE, 0.5f).cast(I))
                    .sub(1, restU.compare(VectorOperators.LT, -0.5f).cast(I));
            iv = iv.add(1, restV.compare(VectorOperators.GE, 0.5f).cast(I))
                    .sub(1, restV.compare(VectorOperators.LT, -0.5f).cast(I));
            iu.and(0xFFFF).or(iv.lanewise(VectorOperators.LSHL, 16)).intoArray(packed, to + i);
        }
    }

    /** Adds gradients, two 16-bit integers each. */
    static void gradients(int n, int[] gradients, int[] alongU, int[] alongV) {
        for (int i = 0; i < n; i += LANES) {
            IntVector both = IntVector.fromArray(I, gradients, i);
            both.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 16)
                    .add(IntVector.fromArray(I, alongU, i))
                    .intoArray(alongU, i);
            both.lanewise(VectorOperators.ASHR, 16)
                    .add(IntVector.fromArray(I, alongV, i))
                    .intoArray(alongV, i);
        }
    }

    /** Moves by the matrix at {@code m} times the sums. */
    static void move(int n, int[] alongU, int[] alongV, float[] matrix, int m, float[] x, float[] y) {
        FloatVector m11 = FloatVector.broadcast(F, matrix[m]);
        FloatVector m12 = FloatVector.broadcast(F, matrix[m + 1]);
        FloatVector m21 = FloatVector.broadcast(F, matrix[m + 2]);
        FloatVector m22 = FloatVector.broadcast(F, matrix[m + 3]);
        for (int i = 0; i < n; i += LANES) {
            FloatVector dx = (FloatVector) IntVector.fromArray(I, alongU, i).convert(VectorOperators.I2F, 0);
            FloatVector dy = (FloatVector) IntVector.fromArray(I, alongV, i).convert(VectorOperators.I2F, 0);
            dx.fma(m11, dy.fma(m12, FloatVector.fromArray(F, x, i))).intoArray(x, i);
            dx.fma(m21, dy.fma(m22, FloatVector.fromArray(F, y, i))).intoArray(y, i);
        }
    }
}
