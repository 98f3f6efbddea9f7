package ciel.kernels.vector;

import ciel.sim.engine.ChargeTiles;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.EdgeRolloff;
import ciel.sim.photon.Silicon;
import ciel.sim.photon.UnitVector;
import ciel.sim.sensor.PixelBoundaries;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The steps in the silicon and at the pixels' boundaries, as those of {@link VectorPasses}. */
final class SiliconPasses {
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
    private static final FloatVector ONE_AND_A_HALF = FloatVector.broadcast(F, 1.5f);
    /** First guess of 1 / sqrt. */
    private static final int ROOT_GUESS = 0x5f375a86;

    private SiliconPasses() {}

    /** Moves photons into the silicon: {@code ways} in absorption lengths. */
    static void depth(
            int n,
            float[] ways,
            int[] bin,
            float[] lengths,
            float[] slopeX,
            float[] slopeY,
            float[] x,
            float[] y,
            float[] height) {
        FloatVector thickness = FloatVector.broadcast(F, lengths[Silicon.THICKNESS]);
        FloatVector minus = FloatVector.broadcast(F, -lengths[Silicon.THICKNESS]);
        float perThickness = lengths[Silicon.PER_THICKNESS];
        float perMicron = lengths[Silicon.PER_MICRON];
        for (int i = 0; i < n; i += LANES) {
            FloatVector way = FloatVector.fromArray(F, lengths, 0, bin, i).mul(FloatVector.fromArray(F, ways, i));
            IntVector times = (IntVector) way.mul(perThickness).convert(VectorOperators.F2I, 0);
            way = minus.fma((FloatVector) times.convert(VectorOperators.I2F, 0), way);
            FloatVector sx = FloatVector.fromArray(F, slopeX, i);
            FloatVector sy = FloatVector.fromArray(F, slopeY, i);
            FloatVector slopes = sx.fma(sx, sy.mul(sy));
            FloatVector depth = way.mul(slopes.fma(FloatVector.broadcast(F, -0.5f), ONE));
            thickness.sub(depth).max(0f).intoArray(height, i);
            FloatVector moved = depth.mul(perMicron);
            sx.fma(moved, FloatVector.fromArray(F, x, i)).intoArray(x, i);
            sy.fma(moved, FloatVector.fromArray(F, y, i)).intoArray(y, i);
        }
    }

    /** Turns radii of standard normal pairs into those of the diffusion from each height. */
    static void widths(int n, float[] height, float diffusion, float[] radius) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector h = FloatVector.fromArray(F, height, i);
            FloatVector half = h.mul(-0.5f);
            FloatVector r = IntVector.broadcast(I, ROOT_GUESS)
                    .sub(h.reinterpretAsInts().lanewise(VectorOperators.ASHR, 1))
                    .reinterpretAsFloats();
            r = r.mul(half.mul(r).fma(r, ONE_AND_A_HALF));
            r = r.mul(half.mul(r).fma(r, ONE_AND_A_HALF));
            r = r.mul(half.mul(r).fma(r, ONE_AND_A_HALF));
            h.mul(r).mul(diffusion).mul(FloatVector.fromArray(F, radius, i)).intoArray(radius, i);
        }
    }

    /** Adds (r cos, r sin) to the positions (px), the direction from its word. */
    static void turn(int n, float[] radius, int[] direction, float[] x, float[] y) {
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
            FloatVector.fromArray(F, x, i)
                    .add(signed.mul(cosine.blend(sine, swap)))
                    .intoArray(x, i);
            FloatVector.fromArray(F, y, i)
                    .add(signed.mul(sine.blend(cosine, swap)))
                    .intoArray(y, i);
        }
    }

    /**
     * Moves positions along one axis towards the nearer edge by the roll-off's table; photons that are far from both
     * take no part.
     */
    static void outward(int n, float[] position, int base, float length, float[] table, int[] node) {
        FloatVector whole = FloatVector.broadcast(F, length);
        float perPixel = table[EdgeRolloff.PER_PIXEL];
        for (int i = 0; i < n; i += LANES) {
            FloatVector p = FloatVector.fromArray(F, position, i);
            FloatVector low = p.add((float) base);
            FloatVector high = whole.sub(low);
            FloatVector at = low.min(high).mul(perPixel);
            if (at.compare(VectorOperators.GE, EdgeRolloff.NODES).allTrue()) {
                continue;
            }
            at = at.max(0f).min(EdgeRolloff.NODES);
            IntVector k = (IntVector) at.convert(VectorOperators.F2I, 0);
            k.intoArray(node, i);
            FloatVector here = FloatVector.fromArray(F, table, 0, node, i);
            FloatVector next = FloatVector.fromArray(F, table, 1, node, i);
            FloatVector shift =
                    at.sub((FloatVector) k.convert(VectorOperators.I2F, 0)).fma(next.sub(here), here);
            p.add(shift)
                    .blend(p.sub(shift), low.compare(VectorOperators.LT, high))
                    .intoArray(position, i);
        }
    }

    /** {@link Boundaries#factor} of each height. */
    static void factors(int n, float[] height, float[] factor) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector h =
                    FloatVector.fromArray(F, height, i).min(Boundaries.FULL).mul(Boundaries.PER_FULL);
            FloatVector p = h.fma(FloatVector.broadcast(F, Boundaries.C6), FloatVector.broadcast(F, Boundaries.C5));
            p = h.fma(p, FloatVector.broadcast(F, Boundaries.C4));
            p = h.fma(p, FloatVector.broadcast(F, Boundaries.C3));
            p = h.fma(p, FloatVector.broadcast(F, Boundaries.C2));
            p = h.fma(p, FloatVector.broadcast(F, Boundaries.C1));
            h.mul(p).intoArray(factor, i);
        }
    }

    /** Where the words of the edges lie that are nearest to each position along one axis. */
    static void edges(
            int n,
            float[] across,
            float[] along,
            int baseAcross,
            int baseAlong,
            int lastAcross,
            int lastAlong,
            int strideAcross,
            int strideAlong,
            int start,
            int[] index) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector edge = FloatVector.fromArray(F, across, i).add(0.5f);
            IntVector k = (IntVector) edge.convert(VectorOperators.F2I, 0);
            k = k.add(
                            -1,
                            ((FloatVector) k.convert(VectorOperators.I2F, 0))
                                    .compare(VectorOperators.GT, edge)
                                    .cast(I))
                    .add(baseAcross)
                    .max(0)
                    .min(lastAcross);
            FloatVector place = FloatVector.fromArray(F, along, i);
            IntVector r = (IntVector) place.convert(VectorOperators.F2I, 0);
            r = r.add(
                            -1,
                            ((FloatVector) r.convert(VectorOperators.I2F, 0))
                                    .compare(VectorOperators.GT, place)
                                    .cast(I))
                    .add(baseAlong)
                    .max(0)
                    .min(lastAlong);
            k.mul(strideAcross).add(r.mul(strideAlong)).add(start).intoArray(index, i);
        }
    }

    /** Column or line of each position along one axis, given the words of its edges and the factors of their shifts. */
    static void places(int n, float[] across, float[] along, int base, int[] edge, float[] factor, int[] place) {
        for (int i = 0; i < n; i += LANES) {
            IntVector word = IntVector.fromArray(I, edge, i);
            FloatVector mean = ((FloatVector)
                            word.lanewise(VectorOperators.ASHR, 16).convert(VectorOperators.I2F, 0))
                    .mul(PixelBoundaries.UNIT);
            FloatVector slope = ((FloatVector) word.lanewise(VectorOperators.LSHL, 16)
                            .lanewise(VectorOperators.ASHR, 16)
                            .convert(VectorOperators.I2F, 0))
                    .mul(PixelBoundaries.UNIT);
            FloatVector t = FloatVector.fromArray(F, along, i);
            IntVector r = (IntVector) t.convert(VectorOperators.F2I, 0);
            r = r.add(
                    -1,
                    ((FloatVector) r.convert(VectorOperators.I2F, 0))
                            .compare(VectorOperators.GT, t)
                            .cast(I));
            t = t.sub((FloatVector) r.convert(VectorOperators.I2F, 0)).sub(0.5f);
            FloatVector shift = FloatVector.fromArray(F, factor, i).mul(slope.fma(t, mean));
            FloatVector position = FloatVector.fromArray(F, across, i);
            FloatVector nearest = position.add(0.5f);
            IntVector k = (IntVector) nearest.convert(VectorOperators.F2I, 0);
            k = k.add(
                    -1,
                    ((FloatVector) k.convert(VectorOperators.I2F, 0))
                            .compare(VectorOperators.GT, nearest)
                            .cast(I));
            VectorMask<Integer> before = position.sub((FloatVector) k.convert(VectorOperators.I2F, 0))
                    .compare(VectorOperators.LT, shift)
                    .cast(I);
            k.add(base).add(-1, before).intoArray(place, i);
        }
    }

    /** Pixel numbers from columns and lines, -1 off the detector; the columns stand in {@code pixel}. */
    static void pixels(int n, int[] line, ChargeTiles tiles, int[] pixel) {
        int width = tiles.width();
        int height = tiles.height();
        int bits = tiles.bits();
        int across = tiles.across();
        int mask = tiles.mask();
        for (int i = 0; i < n; i += LANES) {
            IntVector column = IntVector.fromArray(I, pixel, i);
            IntVector y = IntVector.fromArray(I, line, i);
            VectorMask<Integer> outside =
                    column.compare(VectorOperators.UGE, width).or(y.compare(VectorOperators.UGE, height));
            y.lanewise(VectorOperators.LSHR, bits)
                    .mul(across)
                    .add(column.lanewise(VectorOperators.LSHR, bits))
                    .lanewise(VectorOperators.LSHL, 2 * bits)
                    .or(y.and(mask).lanewise(VectorOperators.LSHL, bits))
                    .or(column.and(mask))
                    .blend(-1, outside)
                    .intoArray(pixel, i);
        }
    }
}
