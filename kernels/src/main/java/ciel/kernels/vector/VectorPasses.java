package ciel.kernels.vector;

import ciel.sim.engine.ChargeTiles;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.UnitVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The steps of a block of photons. Each works on the first n photons, rounded up to whole registers, of arrays that
 * have room for that.
 * The loops call nothing of our own, for the reason that {@link VectorPhilox} gives. */
final class VectorPasses {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final int LANES = I.length();
    /** 64-bit lanes, and as many ints: what a gather of pairs takes. */
    private static final VectorSpecies<Long> L = LongVector.SPECIES_PREFERRED;

    private static final VectorSpecies<Integer> HALF =
            VectorSpecies.of(int.class, VectorShape.forBitSize(L.vectorBitSize() / 2));
    private static final int PAIR_LANES = L.length();
    private static final FloatVector S1 = FloatVector.broadcast(F, UnitVector.S1);
    private static final FloatVector S2 = FloatVector.broadcast(F, UnitVector.S2);
    private static final FloatVector S3 = FloatVector.broadcast(F, UnitVector.S3);
    private static final FloatVector C1 = FloatVector.broadcast(F, UnitVector.C1);
    private static final FloatVector C2 = FloatVector.broadcast(F, UnitVector.C2);
    private static final FloatVector C3 = FloatVector.broadcast(F, UnitVector.C3);
    private static final FloatVector C4 = FloatVector.broadcast(F, UnitVector.C4);
    private static final FloatVector ONE = FloatVector.broadcast(F, 1f);
    private static final int SIDE_BITS = Integer.numberOfTrailingZeros(QuantileTable.SIDE);

    private VectorPasses() {}

    static int roundUp(int n) {
        return (n + LANES - 1) / LANES * LANES;
    }

    /** Replaces the bits of each word that are not free. */
    static void within(int n, int[] word, int free, int given) {
        for (int i = 0; i < n; i += LANES) {
            IntVector.fromArray(I, word, i).and(free).or(given).intoArray(word, i);
        }
    }

    /**
     * Radius of each photon from its word by the table at {@code offset}; {@code node} is scratch. Value and step to the
     * next node are one element of the table, fetched at once: half the loads of two gathers.
     *
     * @param table  see {@link PhotonBlock#pairs}
     * @param offset where the table begins, in floats
     */
    static void radii(int n, int[] word, long[] table, int offset, int[] node, float[] radius) {
        int first = offset / 2 - QuantileTable.FIRST;
        for (int i = 0; i < n; i += PAIR_LANES) {
            IntVector w = IntVector.fromArray(HALF, word, i);
            IntVector bits =
                    ((FloatVector) w.and(0x7FFFFFFF).or(1).convert(VectorOperators.I2F, 0)).reinterpretAsInts();
            bits.lanewise(VectorOperators.LSHR, QuantileTable.FRACTION_BITS)
                    .add(w.lanewise(VectorOperators.LSHR, 31).lanewise(VectorOperators.LSHL, SIDE_BITS))
                    .add(first)
                    .intoArray(node, i);
            LongVector pair = LongVector.fromArray(L, table, 0, node, i);
            FloatVector value = ((IntVector) pair.convertShape(VectorOperators.L2I, HALF, 0)).reinterpretAsFloats();
            FloatVector step = ((IntVector)
                            pair.lanewise(VectorOperators.LSHR, 32).convertShape(VectorOperators.L2I, HALF, 0))
                    .reinterpretAsFloats();
            ((FloatVector) bits.and(QuantileTable.FRACTION_MASK).convert(VectorOperators.I2F, 0))
                    .mul(QuantileTable.FRACTION_UNIT)
                    .fma(step, value)
                    .intoArray(radius, i);
        }
    }

    /** The same with a table for each photon, that of row bin &gt;&gt; shift. */
    static void radiiOfRows(int n, int[] word, long[] table, int[] bin, int shift, int[] node, float[] radius) {
        int rowBits = Integer.numberOfTrailingZeros(QuantileTable.STRIDE / 2);
        for (int i = 0; i < n; i += PAIR_LANES) {
            IntVector w = IntVector.fromArray(HALF, word, i);
            IntVector bits =
                    ((FloatVector) w.and(0x7FFFFFFF).or(1).convert(VectorOperators.I2F, 0)).reinterpretAsInts();
            bits.lanewise(VectorOperators.LSHR, QuantileTable.FRACTION_BITS)
                    .add(w.lanewise(VectorOperators.LSHR, 31).lanewise(VectorOperators.LSHL, SIDE_BITS))
                    .add(-QuantileTable.FIRST)
                    .add(IntVector.fromArray(HALF, bin, i)
                            .lanewise(VectorOperators.LSHR, shift)
                            .lanewise(VectorOperators.LSHL, rowBits))
                    .intoArray(node, i);
            LongVector pair = LongVector.fromArray(L, table, 0, node, i);
            FloatVector value = ((IntVector) pair.convertShape(VectorOperators.L2I, HALF, 0)).reinterpretAsFloats();
            FloatVector step = ((IntVector)
                            pair.lanewise(VectorOperators.LSHR, 32).convertShape(VectorOperators.L2I, HALF, 0))
                    .reinterpretAsFloats();
            ((FloatVector) bits.and(QuantileTable.FRACTION_MASK).convert(VectorOperators.I2F, 0))
                    .mul(QuantileTable.FRACTION_UNIT)
                    .fma(step, value)
                    .intoArray(radius, i);
        }
    }

    /** Adds M (r cos, r sin) to the positions, the direction from its word. */
    static void turn(int n, float[] radius, int[] direction, float[] matrix, int m, float[] x, float[] y) {
        float m11 = matrix[m];
        float m12 = matrix[m + 1];
        float m21 = matrix[m + 2];
        float m22 = matrix[m + 3];
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
            FloatVector dx = signed.mul(cosine.blend(sine, swap));
            FloatVector dy = signed.mul(sine.blend(cosine, swap));
            dx.fma(FloatVector.broadcast(F, m11), dy.fma(FloatVector.broadcast(F, m12), FloatVector.fromArray(F, x, i)))
                    .intoArray(x, i);
            dx.fma(FloatVector.broadcast(F, m21), dy.fma(FloatVector.broadcast(F, m22), FloatVector.fromArray(F, y, i)))
                    .intoArray(y, i);
        }
    }

    /** Adds M (u, v), u and v uniform from -1/2 to 1/2. */
    static void box(int n, int[] first, int[] second, float[] matrix, int m, float[] x, float[] y) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector dx =
                    ((FloatVector) IntVector.fromArray(I, first, i).convert(VectorOperators.I2F, 0)).mul(0x1p-32f);
            FloatVector dy =
                    ((FloatVector) IntVector.fromArray(I, second, i).convert(VectorOperators.I2F, 0)).mul(0x1p-32f);
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

    /** Adds M p, p one of {@code count} points: one photon after the other, the gain of registers here is small. */
    static void points(
            int n, int[] word, float[] points, int table, int count, float[] matrix, int m, float[] x, float[] y) {
        for (int i = 0; i < n; i++) {
            int k = table + 2 * (int) ((word[i] & 0xFFFFFFFFL) * count >>> 32);
            add(points[k], points[k + 1], matrix, m, x, y, i);
        }
    }

    /** Adds M p, p uniform within a pixel of a picture. */
    static void picture(
            int n,
            int[] first,
            int[] second,
            int[] picture,
            int table,
            int count,
            float[] matrix,
            int m,
            float[] x,
            float[] y) {
        for (int i = 0; i < n; i++) {
            long product = (first[i] & 0xFFFFFFFFL) * count;
            int cell = (int) (product >>> 32);
            int k = table + 3 * cell;
            if (Integer.compareUnsigned((int) product, picture[k]) >= 0) {
                k = table + 3 * picture[k + 1];
            }
            int position = picture[k + 2];
            float px = (position & 0xFFFF) + (second[i] & 0xFFFF) * 0x1p-16f;
            float py = (position >>> 16) + (second[i] >>> 16) * 0x1p-16f;
            add(px, py, matrix, m, x, y, i);
        }
    }

    private static void add(float dx, float dy, float[] matrix, int m, float[] x, float[] y, int i) {
        x[i] = Math.fma(matrix[m], dx, Math.fma(matrix[m + 1], dy, x[i]));
        y[i] = Math.fma(matrix[m + 2], dx, Math.fma(matrix[m + 3], dy, y[i]));
    }

    /** Places of the pixels in the charge, -1 off the detector. */
    static void pixels(int n, float[] x, float[] y, int baseX, int baseY, ChargeTiles tiles, int[] index) {
        int width = tiles.width();
        int height = tiles.height();
        int bits = tiles.bits();
        int across = tiles.across();
        int mask = tiles.mask();
        for (int i = 0; i < n; i += LANES) {
            FloatVector px = FloatVector.fromArray(F, x, i);
            FloatVector py = FloatVector.fromArray(F, y, i);
            IntVector column = (IntVector) px.convert(VectorOperators.F2I, 0);
            IntVector line = (IntVector) py.convert(VectorOperators.F2I, 0);
            // truncation went up for what is negative
            column = column.add(
                            -1,
                            ((FloatVector) column.convert(VectorOperators.I2F, 0))
                                    .compare(VectorOperators.GT, px)
                                    .cast(I))
                    .add(baseX);
            line = line.add(
                            -1,
                            ((FloatVector) line.convert(VectorOperators.I2F, 0))
                                    .compare(VectorOperators.GT, py)
                                    .cast(I))
                    .add(baseY);
            VectorMask<Integer> outside =
                    column.compare(VectorOperators.UGE, width).or(line.compare(VectorOperators.UGE, height));
            line.lanewise(VectorOperators.LSHR, bits)
                    .mul(across)
                    .add(column.lanewise(VectorOperators.LSHR, bits))
                    .lanewise(VectorOperators.LSHL, 2 * bits)
                    .or(line.and(mask).lanewise(VectorOperators.LSHL, bits))
                    .or(column.and(mask))
                    .blend(-1, outside)
                    .intoArray(index, i);
        }
    }

    /** Places of the photons' cells in the table of spectra, where that of the source begins at {@code spectrum}. */
    static void cells(int n, int[] word, int spectrum, int[] cell) {
        for (int i = 0; i < n; i += LANES) {
            IntVector.fromArray(I, word, i)
                    .lanewise(VectorOperators.LSHR, 25)
                    .add(spectrum)
                    .intoArray(cell, i);
        }
    }

    /** Wavelength bins from what the table of spectra has in the photons' cells. */
    static void bins(int n, int[] word, int[] entries, int[] bin) {
        for (int i = 0; i < n; i += LANES) {
            IntVector drawn = IntVector.fromArray(I, word, i);
            IntVector entry = IntVector.fromArray(I, entries, i);
            VectorMask<Integer> own =
                    drawn.and(0x1FFFFFF).compare(VectorOperators.LT, entry.lanewise(VectorOperators.LSHR, 7));
            entry.and(SourceTable.BINS - 1)
                    .blend(drawn.lanewise(VectorOperators.LSHR, 25), own)
                    .intoArray(bin, i);
        }
    }

    /** Whether the detector keeps the photons. @param lost receives -1 where it does not, else 0 */
    static void keep(int n, int[] word, int[] threshold, int[] lost) {
        for (int i = 0; i < n; i += LANES) {
            VectorMask<Integer> dropped = IntVector.fromArray(I, word, i)
                    .lanewise(VectorOperators.LSHR, 1)
                    .compare(VectorOperators.GE, IntVector.fromArray(I, threshold, i));
            IntVector.zero(I).blend(-1, dropped).intoArray(lost, i);
        }
    }

    /**
     * What a table has for each photon. One element after the other: the processor has as many loads on their way
     * as with a gather, and the compiler cannot box the indices.
     */
    static void take(int n, int[] index, int[] table, int[] taken) {
        int whole = roundUp(n);
        for (int i = 0; i < whole; i++) {
            taken[i] = table[index[i]];
        }
    }

    static void drop(int n, int[] lost, int[] index) {
        for (int i = 0; i < n; i += LANES) {
            IntVector.fromArray(I, index, i).or(IntVector.fromArray(I, lost, i)).intoArray(index, i);
        }
    }
}
