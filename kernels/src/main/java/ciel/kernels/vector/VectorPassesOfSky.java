package ciel.kernels.vector;

import ciel.sim.readout.NormalTable;
import ciel.sim.readout.PoissonDraw;
import ciel.sim.sensor.PixelBoundaries;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The steps of a stretch of sky that need registers. Each works on the first n pixels, rounded up to whole registers,
 * of arrays that have room for that. Like those
 * of {@link VectorPasses}, the loops call nothing of our own. */
final class VectorPassesOfSky {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = I.length();
    private static final IntVector IOTA = IntVector.zero(I).addIndex(1);
    /** First guess of 1 / sqrt, see {@code PoissonDraw.reciprocalSquareRoot}. */
    private static final int ROOT_GUESS = 0x5f375a86;

    private VectorPassesOfSky() {}

    /** Expected electrons of the pixels from column {@code xFrom}; {@code node} is scratch. */
    static void mean(
            int xFrom,
            int n,
            float xReference,
            float xFromX,
            float xRow,
            float yFromX,
            float yRow,
            float xSlope,
            float skyRow,
            float cells,
            float[] vignetting,
            int[] node,
            float[] mean) {
        FloatVector last = FloatVector.broadcast(F, vignetting.length - 1f);
        int lastCell = vignetting.length - 2;
        for (int i = 0; i < n; i += LANES) {
            FloatVector dx = ((FloatVector) IOTA.add(xFrom + i).convert(VectorOperators.I2F, 0)).sub(xReference);
            FloatVector x = dx.fma(FloatVector.broadcast(F, xFromX), FloatVector.broadcast(F, xRow));
            FloatVector y = dx.fma(FloatVector.broadcast(F, yFromX), FloatVector.broadcast(F, yRow));
            FloatVector t = x.fma(x, y.mul(y)).mul(cells).min(last);
            IntVector cell = ((IntVector) t.convert(VectorOperators.F2I, 0)).min(lastCell);
            cell.intoArray(node, i);
            FloatVector low = FloatVector.fromArray(F, vignetting, 0, node, i);
            FloatVector step = FloatVector.fromArray(F, vignetting, 1, node, i).sub(low);
            dx.fma(FloatVector.broadcast(F, xSlope), FloatVector.broadcast(F, skyRow))
                    .mul(t.sub((FloatVector) cell.convert(VectorOperators.I2F, 0))
                            .fma(step, low))
                    .intoArray(mean, i);
        }
    }

    /** Multiplies means by the areas of the pixels, {@code PixelBoundaries.areas}, times a share. */
    static void areas(int n, int[] edges, int left, int bottom, int width, float share, float[] mean) {
        FloatVector one = FloatVector.broadcast(F, 1f);
        FloatVector unit = FloatVector.broadcast(F, PixelBoundaries.UNIT);
        int whole = n - n % LANES;
        for (int i = 0; i < whole; i += LANES) {
            IntVector wide = IntVector.fromArray(I, edges, left + i + 1)
                    .lanewise(VectorOperators.ASHR, 16)
                    .sub(IntVector.fromArray(I, edges, left + i).lanewise(VectorOperators.ASHR, 16));
            IntVector high = IntVector.fromArray(I, edges, bottom + width + i)
                    .lanewise(VectorOperators.ASHR, 16)
                    .sub(IntVector.fromArray(I, edges, bottom + i).lanewise(VectorOperators.ASHR, 16));
            FloatVector area = ((FloatVector) wide.convert(VectorOperators.I2F, 0))
                    .fma(unit, one)
                    .mul(((FloatVector) high.convert(VectorOperators.I2F, 0)).fma(unit, one));
            FloatVector.fromArray(F, mean, i).mul(area.mul(share)).intoArray(mean, i);
        }
        for (int i = whole; i < n; i++) { // the last edges of all have no register behind them
            int wide = (edges[left + i + 1] >> 16) - (edges[left + i] >> 16);
            int high = (edges[bottom + width + i] >> 16) - (edges[bottom + i] >> 16);
            float area = Math.fma(wide, PixelBoundaries.UNIT, 1f) * Math.fma(high, PixelBoundaries.UNIT, 1f);
            mean[i] *= area * share;
        }
    }

    /**
     * Poisson deviates by the expansion of {@link PoissonDraw}, good for means from {@link PoissonDraw#SWITCH} up;
     * finite nonsense below.
     */
    static void draw(int n, int[] words, int first, float[] means, float[] nodes, int[] count) {
        for (int i = 0; i < n; i += LANES) {
            IntVector word = IntVector.fromArray(I, words, first + i);
            IntVector bits =
                    ((FloatVector) word.and(0x7FFFFFFF).or(1).convert(VectorOperators.I2F, 0)).reinterpretAsInts();
            bits.lanewise(VectorOperators.LSHR, 18).sub(NormalTable.FIRST_CELL).intoArray(count, i);
            FloatVector low = FloatVector.fromArray(F, nodes, 0, count, i);
            FloatVector z = ((FloatVector) bits.and(0x3FFFF).convert(VectorOperators.I2F, 0))
                    .mul(NormalTable.CELL_FRACTION)
                    .fma(FloatVector.fromArray(F, nodes, 1, count, i).sub(low), low)
                    .reinterpretAsInts()
                    .or(word.and(0x80000000))
                    .reinterpretAsFloats();
            FloatVector mean = FloatVector.fromArray(F, means, i);
            FloatVector half = mean.mul(-0.5f);
            FloatVector r = IntVector.broadcast(I, ROOT_GUESS)
                    .sub(mean.reinterpretAsInts().lanewise(VectorOperators.ASHR, 1))
                    .reinterpretAsFloats();
            r = r.mul(half.mul(r).fma(r, FloatVector.broadcast(F, 1.5f)));
            r = r.mul(half.mul(r).fma(r, FloatVector.broadcast(F, 1.5f)));
            r = r.mul(half.mul(r).fma(r, FloatVector.broadcast(F, 1.5f)));
            FloatVector zz = z.mul(z);
            FloatVector order0 =
                    zz.fma(FloatVector.broadcast(F, PoissonDraw.SIXTH), FloatVector.broadcast(F, PoissonDraw.THIRD));
            FloatVector order1 =
                    z.mul(zz.fma(FloatVector.broadcast(F, PoissonDraw.C72), FloatVector.broadcast(F, PoissonDraw.C36)));
            FloatVector order2 = zz.fma(
                    zz.fma(FloatVector.broadcast(F, PoissonDraw.C270), FloatVector.broadcast(F, PoissonDraw.C810)),
                    FloatVector.broadcast(F, PoissonDraw.C405));
            IntVector whole = (IntVector) mean.convert(VectorOperators.F2I, 0);
            FloatVector part = mean.sub((FloatVector) whole.convert(VectorOperators.I2F, 0));
            FloatVector correction = r.fma(r.fma(order2, order1), order0);
            FloatVector rest = mean.mul(r).fma(z, correction.add(part));
            IntVector floor = (IntVector) rest.convert(VectorOperators.F2I, 0);
            floor = floor.add(
                    -1,
                    rest.compare(VectorOperators.LT, (FloatVector) floor.convert(VectorOperators.I2F, 0))
                            .cast(I));
            whole.add(floor).max(0).intoArray(count, i);
        }
    }

    /**
     * Poisson deviates of means below {@link PoissonDraw#SWITCH} by the sum of {@link PoissonDraw}, for all lanes until
     * the last has ended; the other deviates stay.
     *
     * @param exponentials {@link PoissonDraw#expTable}
     * @param reciprocals  {@link PoissonDraw#reciprocalTable}
     * @param node         scratch
     */
    static void drawSmall(
            int n,
            int[] words,
            int first,
            float[] means,
            float[] exponentials,
            float[] reciprocals,
            int[] node,
            int[] count) {
        int last = exponentials.length - 1;
        for (int i = 0; i < n; i += LANES) {
            FloatVector mean = FloatVector.fromArray(F, means, i);
            VectorMask<Float> small = mean.compare(VectorOperators.LT, PoissonDraw.SWITCH);
            if (small.anyTrue()) {
                FloatVector x = mean.max(0f);
                FloatVector u = ((FloatVector) IntVector.fromArray(I, words, first + i)
                                .lanewise(VectorOperators.LSHR, 8)
                                .convert(VectorOperators.I2F, 0))
                        .mul(0x1p-24f);
                IntVector j = ((IntVector) x.mul(4f).convert(VectorOperators.F2I, 0)).min(last);
                j.intoArray(node, i);
                FloatVector t =
                        ((FloatVector) j.convert(VectorOperators.I2F, 0)).fma(FloatVector.broadcast(F, -0.25f), x);
                FloatVector p = t.fma(FloatVector.broadcast(F, -1f / 120f), FloatVector.broadcast(F, 1f / 24f));
                p = t.fma(p, FloatVector.broadcast(F, -1f / 6f));
                p = t.fma(p, FloatVector.broadcast(F, 0.5f));
                p = t.fma(p, FloatVector.broadcast(F, -1f));
                p = t.fma(p, FloatVector.broadcast(F, 1f));
                FloatVector term =
                        FloatVector.fromArray(F, exponentials, 0, node, i).mul(p);
                FloatVector sum = term;
                IntVector found = IntVector.zero(I);
                VectorMask<Float> going = small.and(u.compare(VectorOperators.GE, sum));
                for (int k = 1; k < reciprocals.length && going.anyTrue(); k++) {
                    going = going.and(term.compare(VectorOperators.GE, PoissonDraw.SMALLEST_TERM)
                            .or(x.compare(VectorOperators.GT, (float) (k - 1))));
                    found = found.add(1, going.cast(I));
                    term = term.mul(x.mul(reciprocals[k]));
                    sum = sum.add(term);
                    going = going.and(u.compare(VectorOperators.GE, sum));
                }
                IntVector.fromArray(I, count, i).blend(found, small.cast(I)).intoArray(count, i);
            }
        }
    }
}
