package ciel.kernels.vector;

import ciel.sim.photon.Screens;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Passes through the screens of the atmosphere. Rules: {@link VectorPasses}. */
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
        int start = layer << 2 * bits;
        for (int i = 0; i < n; i += LANES) {
            FloatVector time = FloatVector.fromArray(F, t, i);
            FloatVector x = FloatVector.fromArray(F, u, i).fma(radius, time.fma(windU, baseU));
            FloatVector y = FloatVector.fromArray(F, v, i).fma(radius, time.fma(windV, baseV));
            IntVector column = ((IntVector) x.convert(VectorOperators.F2I, 0)).and(mask);
            IntVector line = ((IntVector) y.convert(VectorOperators.F2I, 0)).and(mask);
            line.lanewise(VectorOperators.LSHL, bits).add(column).add(start).intoArray(node, i);
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
