package ciel.kernels.vector;

import ciel.sim.photon.Pupil;
import ciel.sim.photon.PupilTerms;
import ciel.sim.photon.Vanes;
import ciel.sim.readout.NormalTable;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The telescope's passes: stops, vanes, and the polynomials of {@link PupilTerms} written out, at most 50 products a
 * loop. Longer loops, and loops that call a method for a polynomial, are compiled to boxed vectors in some runs.
 */
final class VectorOptics {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = I.length();

    private VectorOptics() {}

    /** Marks photons that the circle at {@code k} stops. */
    static void stop(int n, float[] u, float[] v, float[] index, float[] c, int k, int[] lost) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector pu = FloatVector.fromArray(F, u, i);
            FloatVector pv = FloatVector.fromArray(F, v, i);
            FloatVector square = pu.fma(pu, pv.mul(pv));
            FloatVector inner = FloatVector.fromArray(F, index, i)
                    .fma(FloatVector.broadcast(F, c[k + 4]), FloatVector.broadcast(F, c[k + 3]));
            inner = pv.fma(FloatVector.broadcast(F, c[k + 2]), inner);
            inner = pu.fma(FloatVector.broadcast(F, c[k + 1]), inner);
            FloatVector outside = square.fma(FloatVector.broadcast(F, c[k]), inner);
            // all bits where it is above 0
            IntVector stopped =
                    FloatVector.zero(F).sub(outside).reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
            IntVector.fromArray(I, lost, i).or(stopped).intoArray(lost, i);
        }
    }

    /**
     * Distance of each photon from the nearest edge of a vane.
     *
     * @param distance receives it (m), at least {@link Vanes#NEAREST}
     * @param acrossU  receives the direction across that edge, in units of the root of 1/2
     * @param all      all bits where photons on a vane are lost, else 0
     */
    static void vanes(
            int n,
            float[] u,
            float[] v,
            float[] t,
            float turn,
            int all,
            float[] distance,
            float[] acrossU,
            float[] acrossV,
            int[] lost) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector pu = FloatVector.fromArray(F, u, i);
            FloatVector pv = FloatVector.fromArray(F, v, i);
            FloatVector angle = FloatVector.fromArray(F, t, i).sub(0.5f).mul(turn);
            FloatVector su = angle.fma(pv, pu);
            FloatVector sv = angle.neg().fma(pu, pv);
            FloatVector p =
                    su.add(sv).mul(Vanes.DIAGONAL).abs().sub(Vanes.OFFSET).abs().sub(Vanes.HALF_WIDTH);
            FloatVector q =
                    su.sub(sv).mul(Vanes.DIAGONAL).abs().sub(Vanes.OFFSET).abs().sub(Vanes.HALF_WIDTH);
            FloatVector near = p.min(q);
            near.abs().max(Vanes.NEAREST).intoArray(distance, i);
            FloatVector one = FloatVector.broadcast(F, 1f);
            one.intoArray(acrossU, i);
            p.sub(q)
                    .reinterpretAsInts()
                    .not()
                    .and(0x80000000)
                    .lanewise(VectorOperators.XOR, one.reinterpretAsInts())
                    .reinterpretAsFloats()
                    .intoArray(acrossV, i);
            IntVector on =
                    near.reinterpretAsInts().lanewise(VectorOperators.ASHR, 31).and(all);
            IntVector.fromArray(I, lost, i).or(on).intoArray(lost, i);
        }
    }

    /** The rims of M1 where they are nearer than the vanes. */
    static void rims(
            int n, float[] u, float[] v, float[] t, float turn, float[] distance, float[] acrossU, float[] acrossV) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector pu = FloatVector.fromArray(F, u, i);
            FloatVector pv = FloatVector.fromArray(F, v, i);
            FloatVector angle = FloatVector.fromArray(F, t, i).sub(0.5f).mul(turn);
            FloatVector su = angle.fma(pv, pu);
            FloatVector sv = angle.neg().fma(pu, pv);
            FloatVector square = su.fma(su, sv.mul(sv));
            FloatVector root = IntVector.broadcast(I, Pupil.ROOT_GUESS)
                    .sub(square.reinterpretAsInts().lanewise(VectorOperators.LSHR, 1))
                    .reinterpretAsFloats();
            FloatVector half = square.mul(-0.5f);
            FloatVector c = FloatVector.broadcast(F, 1.5f);
            root = root.mul(half.mul(root).fma(root, c));
            root = root.mul(half.mul(root).fma(root, c));
            root = root.mul(half.mul(root).fma(root, c));
            FloatVector radius = square.mul(root);
            FloatVector rim = radius.sub(Vanes.INNER_RIM)
                    .abs()
                    .min(radius.sub(Vanes.OUTER_RIM).abs())
                    .mul(Vanes.RADIUS)
                    .max(Vanes.NEAREST);
            FloatVector one = FloatVector.broadcast(F, 1f);
            FloatVector minus = radius.neg();
            FloatVector r = IntVector.broadcast(I, Vanes.FIRST_GUESS)
                    .sub(radius.reinterpretAsInts())
                    .reinterpretAsFloats();
            r = r.fma(minus.fma(r, one), r);
            r = r.fma(minus.fma(r, one), r);
            r = r.fma(minus.fma(r, one), r);
            FloatVector unit = r.mul(Vanes.ROOT_2);
            FloatVector old = FloatVector.fromArray(F, distance, i);
            VectorMask<Float> nearer = rim.compare(VectorOperators.LT, old);
            old.blend(rim, nearer).intoArray(distance, i);
            FloatVector.fromArray(F, acrossU, i).blend(su.mul(unit), nearer).intoArray(acrossU, i);
            FloatVector.fromArray(F, acrossV, i).blend(sv.mul(unit), nearer).intoArray(acrossV, i);
        }
    }

    /**
     * Normal deviates from the lower halves of words.
     *
     * @param node    scratch
     * @param deviate receives them
     */
    static void lowerNormals(int n, int[] word, float[] table, int[] node, float[] deviate) {
        for (int i = 0; i < n; i += LANES) {
            IntVector w = IntVector.fromArray(I, word, i).lanewise(VectorOperators.LSHL, 16);
            IntVector bits =
                    ((FloatVector) w.and(0x7FFFFFFF).or(1).convert(VectorOperators.I2F, 0)).reinterpretAsInts();
            bits.lanewise(VectorOperators.LSHR, 18).sub(NormalTable.FIRST_CELL).intoArray(node, i);
            FloatVector low = FloatVector.fromArray(F, table, 0, node, i);
            FloatVector step = FloatVector.fromArray(F, table, 1, node, i).sub(low);
            ((FloatVector) bits.and(0x3FFFF).convert(VectorOperators.I2F, 0))
                    .mul(NormalTable.CELL_FRACTION)
                    .fma(step, low)
                    .reinterpretAsInts()
                    .or(w.and(0x80000000))
                    .reinterpretAsFloats()
                    .intoArray(deviate, i);
        }
    }

    /** Deflects photons across the nearest edge. */
    static void deflect(
            int n,
            float[] deviate,
            float[] distance,
            float[] acrossU,
            float[] acrossV,
            float[] kick,
            int[] bin,
            float[] t,
            float turn,
            float[] matrix,
            int m,
            float[] x,
            float[] y) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector d = FloatVector.fromArray(F, distance, i).neg();
            FloatVector one = FloatVector.broadcast(F, 1f);
            FloatVector r = IntVector.broadcast(I, Vanes.FIRST_GUESS)
                    .sub(d.neg().reinterpretAsInts())
                    .reinterpretAsFloats();
            r = r.fma(d.fma(r, one), r);
            r = r.fma(d.fma(r, one), r);
            r = r.fma(d.fma(r, one), r);
            FloatVector size = FloatVector.fromArray(F, deviate, i)
                    .mul(FloatVector.fromArray(F, kick, 0, bin, i))
                    .mul(r);
            FloatVector a = size.mul(FloatVector.fromArray(F, acrossU, i));
            FloatVector b = size.mul(FloatVector.fromArray(F, acrossV, i));
            FloatVector angle = FloatVector.fromArray(F, t, i).sub(0.5f).mul(turn);
            FloatVector dx = angle.neg().fma(b, a);
            FloatVector dy = angle.fma(a, b);
            dx.fma(
                            FloatVector.broadcast(F, matrix[m]),
                            dy.fma(FloatVector.broadcast(F, matrix[m + 1]), FloatVector.fromArray(F, x, i)))
                    .intoArray(x, i);
            dx.fma(
                            FloatVector.broadcast(F, matrix[m + 2]),
                            dy.fma(FloatVector.broadcast(F, matrix[m + 3]), FloatVector.fromArray(F, y, i)))
                    .intoArray(y, i);
        }
    }

    /** Adds a polynomial of degree 8, whose coefficients begin at {@code at}, to a coordinate. */
    static void eight(int n, float[] pu, float[] pv, float[] c, int at, float[] x) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = FloatVector.fromArray(F, pu, i);
            FloatVector v = FloatVector.fromArray(F, pv, i);
            FloatVector sum = FloatVector.broadcast(F, c[at + 44]);
            sum = sum.fma(u, FloatVector.broadcast(F, c[at + 43]).fma(v, FloatVector.broadcast(F, c[at + 42])));
            sum = sum.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 41])
                            .fma(v, FloatVector.broadcast(F, c[at + 40]))
                            .fma(v, FloatVector.broadcast(F, c[at + 39])));
            sum = sum.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 38])
                            .fma(v, FloatVector.broadcast(F, c[at + 37]))
                            .fma(v, FloatVector.broadcast(F, c[at + 36]))
                            .fma(v, FloatVector.broadcast(F, c[at + 35])));
            sum = sum.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 34])
                            .fma(v, FloatVector.broadcast(F, c[at + 33]))
                            .fma(v, FloatVector.broadcast(F, c[at + 32]))
                            .fma(v, FloatVector.broadcast(F, c[at + 31]))
                            .fma(v, FloatVector.broadcast(F, c[at + 30])));
            sum = sum.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 29])
                            .fma(v, FloatVector.broadcast(F, c[at + 28]))
                            .fma(v, FloatVector.broadcast(F, c[at + 27]))
                            .fma(v, FloatVector.broadcast(F, c[at + 26]))
                            .fma(v, FloatVector.broadcast(F, c[at + 25]))
                            .fma(v, FloatVector.broadcast(F, c[at + 24])));
            sum = sum.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 23])
                            .fma(v, FloatVector.broadcast(F, c[at + 22]))
                            .fma(v, FloatVector.broadcast(F, c[at + 21]))
                            .fma(v, FloatVector.broadcast(F, c[at + 20]))
                            .fma(v, FloatVector.broadcast(F, c[at + 19]))
                            .fma(v, FloatVector.broadcast(F, c[at + 18]))
                            .fma(v, FloatVector.broadcast(F, c[at + 17])));
            sum = sum.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 16])
                            .fma(v, FloatVector.broadcast(F, c[at + 15]))
                            .fma(v, FloatVector.broadcast(F, c[at + 14]))
                            .fma(v, FloatVector.broadcast(F, c[at + 13]))
                            .fma(v, FloatVector.broadcast(F, c[at + 12]))
                            .fma(v, FloatVector.broadcast(F, c[at + 11]))
                            .fma(v, FloatVector.broadcast(F, c[at + 10]))
                            .fma(v, FloatVector.broadcast(F, c[at + 9])));
            sum = sum.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 8])
                            .fma(v, FloatVector.broadcast(F, c[at + 7]))
                            .fma(v, FloatVector.broadcast(F, c[at + 6]))
                            .fma(v, FloatVector.broadcast(F, c[at + 5]))
                            .fma(v, FloatVector.broadcast(F, c[at + 4]))
                            .fma(v, FloatVector.broadcast(F, c[at + 3]))
                            .fma(v, FloatVector.broadcast(F, c[at + 2]))
                            .fma(v, FloatVector.broadcast(F, c[at + 1]))
                            .fma(v, FloatVector.broadcast(F, c[at + 0])));
            FloatVector.fromArray(F, x, i).add(sum).intoArray(x, i);
        }
    }

    /** The scaled refractive index of each photon. */
    static void index(int n, float[] index, int[] bin, float[] w) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector.fromArray(F, index, 0, bin, i).intoArray(w, i);
        }
    }

    /** Adds the chromatic polynomials and the radial terms to a coordinate. */
    static void chromatic(int n, float[] pu, float[] pv, float[] pw, float[] c, int at, float[] x) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = FloatVector.fromArray(F, pu, i);
            FloatVector v = FloatVector.fromArray(F, pv, i);
            FloatVector w = FloatVector.fromArray(F, pw, i);
            FloatVector cubic = FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 9]);
            cubic = cubic.fma(
                    u,
                    FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 8])
                            .fma(v, FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 7])));
            cubic = cubic.fma(
                    u,
                    FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 6])
                            .fma(v, FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 5]))
                            .fma(v, FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 4])));
            cubic = cubic.fma(
                    u,
                    FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 3])
                            .fma(v, FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 2]))
                            .fma(v, FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 1]))
                            .fma(v, FloatVector.broadcast(F, c[at + PupilTerms.TERMS_5 + 0])));
            FloatVector quintic = FloatVector.broadcast(F, c[at + 20]);
            quintic = quintic.fma(u, FloatVector.broadcast(F, c[at + 19]).fma(v, FloatVector.broadcast(F, c[at + 18])));
            quintic = quintic.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 17])
                            .fma(v, FloatVector.broadcast(F, c[at + 16]))
                            .fma(v, FloatVector.broadcast(F, c[at + 15])));
            quintic = quintic.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 14])
                            .fma(v, FloatVector.broadcast(F, c[at + 13]))
                            .fma(v, FloatVector.broadcast(F, c[at + 12]))
                            .fma(v, FloatVector.broadcast(F, c[at + 11])));
            quintic = quintic.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 10])
                            .fma(v, FloatVector.broadcast(F, c[at + 9]))
                            .fma(v, FloatVector.broadcast(F, c[at + 8]))
                            .fma(v, FloatVector.broadcast(F, c[at + 7]))
                            .fma(v, FloatVector.broadcast(F, c[at + 6])));
            quintic = quintic.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 5])
                            .fma(v, FloatVector.broadcast(F, c[at + 4]))
                            .fma(v, FloatVector.broadcast(F, c[at + 3]))
                            .fma(v, FloatVector.broadcast(F, c[at + 2]))
                            .fma(v, FloatVector.broadcast(F, c[at + 1]))
                            .fma(v, FloatVector.broadcast(F, c[at + 0])));
            FloatVector moved = w.fma(w.fma(cubic, quintic), FloatVector.fromArray(F, x, i));
            int r = at + PupilTerms.TERMS_5 + PupilTerms.TERMS_3;
            FloatVector s = u.fma(u, v.fma(v, FloatVector.broadcast(F, -PupilTerms.RADIAL_ZERO)));
            FloatVector s2 = s.mul(s);
            FloatVector alongU = s.fma(
                    s.fma(FloatVector.broadcast(F, c[r + 2]), FloatVector.broadcast(F, c[r + 1])),
                    FloatVector.broadcast(F, c[r]));
            FloatVector alongV = s.fma(
                    s.fma(FloatVector.broadcast(F, c[r + 5]), FloatVector.broadcast(F, c[r + 4])),
                    FloatVector.broadcast(F, c[r + 3]));
            s2.mul(s2).fma(u.fma(alongU, v.mul(alongV)), moved).intoArray(x, i);
        }
    }

    /** Slopes along both axes. */
    static void slopes(int n, float[] pu, float[] pv, float[] pw, float[] c, int at, float[] sx, float[] sy) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = FloatVector.fromArray(F, pu, i);
            FloatVector v = FloatVector.fromArray(F, pv, i);
            FloatVector w = FloatVector.fromArray(F, pw, i);
            FloatVector x1 = FloatVector.broadcast(F, c[at + PupilTerms.TERMS_3 + 2]);
            x1 = x1.fma(
                    u,
                    FloatVector.broadcast(F, c[at + PupilTerms.TERMS_3 + 1])
                            .fma(v, FloatVector.broadcast(F, c[at + PupilTerms.TERMS_3 + 0])));
            FloatVector x3 = FloatVector.broadcast(F, c[at + 9]);
            x3 = x3.fma(u, FloatVector.broadcast(F, c[at + 8]).fma(v, FloatVector.broadcast(F, c[at + 7])));
            x3 = x3.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 6])
                            .fma(v, FloatVector.broadcast(F, c[at + 5]))
                            .fma(v, FloatVector.broadcast(F, c[at + 4])));
            x3 = x3.fma(
                    u,
                    FloatVector.broadcast(F, c[at + 3])
                            .fma(v, FloatVector.broadcast(F, c[at + 2]))
                            .fma(v, FloatVector.broadcast(F, c[at + 1]))
                            .fma(v, FloatVector.broadcast(F, c[at + 0])));
            w.fma(x1, x3).intoArray(sx, i);
            int b = at + PupilTerms.SLOPE_AXIS;
            FloatVector y1 = FloatVector.broadcast(F, c[b + PupilTerms.TERMS_3 + 2]);
            y1 = y1.fma(
                    u,
                    FloatVector.broadcast(F, c[b + PupilTerms.TERMS_3 + 1])
                            .fma(v, FloatVector.broadcast(F, c[b + PupilTerms.TERMS_3 + 0])));
            FloatVector y3 = FloatVector.broadcast(F, c[b + 9]);
            y3 = y3.fma(u, FloatVector.broadcast(F, c[b + 8]).fma(v, FloatVector.broadcast(F, c[b + 7])));
            y3 = y3.fma(
                    u,
                    FloatVector.broadcast(F, c[b + 6])
                            .fma(v, FloatVector.broadcast(F, c[b + 5]))
                            .fma(v, FloatVector.broadcast(F, c[b + 4])));
            y3 = y3.fma(
                    u,
                    FloatVector.broadcast(F, c[b + 3])
                            .fma(v, FloatVector.broadcast(F, c[b + 2]))
                            .fma(v, FloatVector.broadcast(F, c[b + 1]))
                            .fma(v, FloatVector.broadcast(F, c[b + 0])));
            w.fma(y1, y3).intoArray(sy, i);
        }
    }
}
