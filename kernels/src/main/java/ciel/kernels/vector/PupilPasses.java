package ciel.kernels.vector;

import ciel.sim.photon.Pupil;
import ciel.sim.photon.UnitVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Passes of what comes before the telescope: time, point on the pupil, dispersion. Rules: {@link VectorPasses}. */
final class PupilPasses {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = I.length();
    private static final FloatVector S1 = FloatVector.broadcast(F, UnitVector.S1);
    private static final FloatVector S2 = FloatVector.broadcast(F, UnitVector.S2);
    private static final FloatVector S3 = FloatVector.broadcast(F, UnitVector.S3);
    private static final FloatVector C1 = FloatVector.broadcast(F, UnitVector.C1);
    private static final FloatVector C2 = FloatVector.broadcast(F, UnitVector.C2);
    private static final FloatVector C3 = FloatVector.broadcast(F, UnitVector.C3);
    private static final FloatVector C4 = FloatVector.broadcast(F, UnitVector.C4);
    private static final FloatVector ONE = FloatVector.broadcast(F, 1f);
    private static final FloatVector THREE_HALVES = FloatVector.broadcast(F, 1.5f);

    private PupilPasses() {}

    /** Distance from the axis. */
    static void radius(int n, int[] word, float[] radius) {
        FloatVector inner = FloatVector.broadcast(F, Pupil.SQUARE_INNER);
        FloatVector span = FloatVector.broadcast(F, Pupil.SQUARE_SPAN);
        IntVector guess = IntVector.broadcast(I, Pupil.ROOT_GUESS);
        for (int i = 0; i < n; i += LANES) {
            FloatVector x = ((FloatVector) IntVector.fromArray(I, word, i)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .mul(0x1p-24f)
                    .fma(span, inner);
            FloatVector r = guess.sub(x.reinterpretAsInts().lanewise(VectorOperators.ASHR, 1))
                    .reinterpretAsFloats();
            FloatVector half = x.mul(-0.5f);
            r = r.mul(half.mul(r).fma(r, THREE_HALVES));
            r = r.mul(half.mul(r).fma(r, THREE_HALVES));
            r = r.mul(half.mul(r).fma(r, THREE_HALVES));
            x.mul(r).intoArray(radius, i);
        }
    }

    /** Point at a distance from the axis, its direction from its word. */
    static void point(int n, float[] radius, int[] direction, float[] u, float[] v) {
        for (int i = 0; i < n; i += LANES) {
            IntVector word = IntVector.fromArray(I, direction, i);
            FloatVector signed = FloatVector.fromArray(F, radius, i)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.XOR, word.and(2).lanewise(VectorOperators.LSHL, 30))
                    .reinterpretAsFloats();
            FloatVector angle = ((FloatVector)
                            word.lanewise(VectorOperators.ASHR, 2).convert(VectorOperators.I2F, 0))
                    .mul(UnitVector.ANGLE_UNIT);
            FloatVector square = angle.mul(angle);
            FloatVector sine = square.fma(S3, S2).fma(square, S1).fma(square.mul(angle), angle);
            FloatVector cosine =
                    square.fma(C4, C3).fma(square, C2).fma(square, C1).fma(square, ONE);
            VectorMask<Float> swap = word.and(1).compare(VectorOperators.NE, 0).cast(F);
            signed.mul(cosine.blend(sine, swap)).intoArray(u, i);
            signed.mul(sine.blend(cosine, swap)).intoArray(v, i);
        }
    }

    static void time(int n, int[] word, float begin, float span, float[] t) {
        FloatVector start = FloatVector.broadcast(F, begin);
        FloatVector length = FloatVector.broadcast(F, span);
        for (int i = 0; i < n; i += LANES) {
            ((FloatVector) IntVector.fromArray(I, word, i)
                            .lanewise(VectorOperators.LSHR, 16)
                            .convert(VectorOperators.I2F, 0))
                    .mul(0x1p-16f)
                    .fma(length, start)
                    .intoArray(t, i);
        }
    }

    /** Moves along the direction that the two floats at {@code at} say, by the shift of the wavelength bin. */
    static void dispersion(int n, float[] shift, int[] bin, float[] reals, int at, float[] x, float[] y) {
        FloatVector alongX = FloatVector.broadcast(F, reals[at]);
        FloatVector alongY = FloatVector.broadcast(F, reals[at + 1]);
        for (int i = 0; i < n; i += LANES) {
            FloatVector arcsec = FloatVector.fromArray(F, shift, 0, bin, i);
            alongX.fma(arcsec, FloatVector.fromArray(F, x, i)).intoArray(x, i);
            alongY.fma(arcsec, FloatVector.fromArray(F, y, i)).intoArray(y, i);
        }
    }
}
