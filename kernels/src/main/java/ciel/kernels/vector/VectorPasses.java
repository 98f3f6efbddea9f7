package ciel.kernels.vector;

import ciel.sim.photon.PhotonBatch;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.UnitVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The steps of a block of photons. Each works on the first n photons, rounded up to whole registers, of arrays that have room for that. */
final class VectorPasses {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final int LANES = I.length();
    private static final int SIDE_BITS = Integer.numberOfTrailingZeros(QuantileTable.SIDE);

    private VectorPasses() {
    }

    static int roundUp(int n) {
        return (n + LANES - 1) / LANES * LANES;
    }

    /** Adds M (r cos, r sin) to the positions: radius from the first word by the table at {@code offset}, direction from the second. */
    static void radial(int n, int[] radiusWord, int[] directionWord, float[] table, int offset, int[] node, float[] matrix, int m, float[] x, float[] y) {
        for (int i = 0; i < n; i += LANES) {
            IntVector word = IntVector.fromArray(I, radiusWord, i);
            IntVector bits = bits(word);
            node(word, bits).add(offset).intoArray(node, i);
            turn(radius(bits, table, node, i), IntVector.fromArray(I, directionWord, i), matrix, m, x, y, i);
        }
    }

    /** The same with a table for each photon: {@code node} holds its offset. */
    static void radialOfRows(int n, int[] radiusWord, int[] directionWord, float[] table, int[] node, float[] matrix, int m, float[] x, float[] y) {
        for (int i = 0; i < n; i += LANES) {
            IntVector word = IntVector.fromArray(I, radiusWord, i);
            IntVector bits = bits(word);
            node(word, bits).add(IntVector.fromArray(I, node, i)).intoArray(node, i);
            turn(radius(bits, table, node, i), IntVector.fromArray(I, directionWord, i), matrix, m, x, y, i);
        }
    }

    private static IntVector bits(IntVector word) {
        return ((FloatVector) word.and(0x7FFFFFFF).or(1).convert(VectorOperators.I2F, 0)).reinterpretAsInts();
    }

    private static IntVector node(IntVector word, IntVector bits) {
        IntVector number = bits.lanewise(VectorOperators.LSHR, QuantileTable.FRACTION_BITS).sub(QuantileTable.FIRST);
        IntVector side = word.lanewise(VectorOperators.LSHR, 31).lanewise(VectorOperators.LSHL, SIDE_BITS);
        return number.add(side).lanewise(VectorOperators.LSHL, 1);
    }

    private static FloatVector radius(IntVector bits, float[] table, int[] node, int i) {
        FloatVector fraction = ((FloatVector) bits.and(QuantileTable.FRACTION_MASK).convert(VectorOperators.I2F, 0)).mul(QuantileTable.FRACTION_UNIT);
        FloatVector value = FloatVector.fromArray(F, table, 0, node, i);
        FloatVector slope = FloatVector.fromArray(F, table, 1, node, i);
        return fraction.fma(slope, value);
    }

    private static void turn(FloatVector radius, IntVector word, float[] matrix, int m, float[] x, float[] y, int i) {
        FloatVector angle = ((FloatVector) word.lanewise(VectorOperators.ASHR, 2).convert(VectorOperators.I2F, 0)).mul(UnitVector.ANGLE_UNIT);
        FloatVector square = angle.mul(angle);
        FloatVector sine = sine(angle, square);
        FloatVector cosine = cosine(square);
        FloatVector signed = radius.reinterpretAsInts().lanewise(VectorOperators.XOR, word.and(2).lanewise(VectorOperators.LSHL, 30)).reinterpretAsFloats();
        VectorMask<Float> swap = word.and(1).compare(VectorOperators.NE, 0).cast(F);
        add(signed.mul(cosine.blend(sine, swap)), signed.mul(sine.blend(cosine, swap)), matrix[m], matrix[m + 1], matrix[m + 2], matrix[m + 3], x, y, i);
    }

    private static FloatVector sine(FloatVector angle, FloatVector square) {
        FloatVector p = square.fma(FloatVector.broadcast(F, UnitVector.S3), FloatVector.broadcast(F, UnitVector.S2));
        p = p.fma(square, FloatVector.broadcast(F, UnitVector.S1));
        return p.fma(square.mul(angle), angle);
    }

    private static FloatVector cosine(FloatVector square) {
        FloatVector p = square.fma(FloatVector.broadcast(F, UnitVector.C4), FloatVector.broadcast(F, UnitVector.C3));
        p = p.fma(square, FloatVector.broadcast(F, UnitVector.C2));
        p = p.fma(square, FloatVector.broadcast(F, UnitVector.C1));
        return p.fma(square, FloatVector.broadcast(F, 1f));
    }

    private static void add(FloatVector dx, FloatVector dy, float m11, float m12, float m21, float m22, float[] x, float[] y, int i) {
        FloatVector px = dy.fma(FloatVector.broadcast(F, m12), FloatVector.fromArray(F, x, i));
        FloatVector py = dy.fma(FloatVector.broadcast(F, m22), FloatVector.fromArray(F, y, i));
        dx.fma(FloatVector.broadcast(F, m11), px).intoArray(x, i);
        dx.fma(FloatVector.broadcast(F, m21), py).intoArray(y, i);
    }

    /** Adds M (u, v), u and v uniform from -1/2 to 1/2. */
    static void box(int n, int[] first, int[] second, float[] matrix, int m, float[] x, float[] y) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector dx = ((FloatVector) IntVector.fromArray(I, first, i).convert(VectorOperators.I2F, 0)).mul(0x1p-32f);
            FloatVector dy = ((FloatVector) IntVector.fromArray(I, second, i).convert(VectorOperators.I2F, 0)).mul(0x1p-32f);
            add(dx, dy, matrix[m], matrix[m + 1], matrix[m + 2], matrix[m + 3], x, y, i);
        }
    }

    /** Adds M p, p one of {@code count} points: one photon after the other, the gain of registers here is small. */
    static void points(int n, int[] word, float[] points, int table, int count, float[] matrix, int m, float[] x, float[] y) {
        for (int i = 0; i < n; i++) {
            int k = table + 2 * (int) ((word[i] & 0xFFFFFFFFL) * count >>> 32);
            add(points[k], points[k + 1], matrix, m, x, y, i);
        }
    }

    /** Adds M p, p uniform within a pixel of a picture. */
    static void picture(int n, int[] first, int[] second, int[] picture, int table, int count, float[] matrix, int m, float[] x, float[] y) {
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

    /** Pixel numbers, -1 off the detector. */
    static void pixels(int n, float[] x, float[] y, int baseX, int baseY, int width, int height, int[] index) {
        for (int i = 0; i < n; i += LANES) {
            IntVector column = floor(FloatVector.fromArray(F, x, i)).add(baseX);
            IntVector line = floor(FloatVector.fromArray(F, y, i)).add(baseY);
            VectorMask<Integer> outside = column.compare(VectorOperators.UGE, width).or(line.compare(VectorOperators.UGE, height));
            line.mul(width).add(column).blend(-1, outside).intoArray(index, i);
        }
    }

    private static IntVector floor(FloatVector value) {
        IntVector truncated = (IntVector) value.convert(VectorOperators.F2I, 0);
        VectorMask<Integer> above = ((FloatVector) truncated.convert(VectorOperators.I2F, 0)).compare(VectorOperators.GT, value).cast(I);
        return truncated.add(-1, above);
    }

    /**
     * Draws each photon's wavelength bin and whether the detector keeps it.
     *
     * @param row  receives the offset of the bin's row in the point spread function
     * @param lost receives -1 where the photon is not detected, else 0
     */
    static void wavelengths(int n, int[] binWord, int[] keepWord, int[] spectra, int spectrum, int[] acceptance, int rowShift, int[] row, int[] lost) {
        int rowBits = Integer.numberOfTrailingZeros(QuantileTable.STRIDE);
        for (int i = 0; i < n; i += LANES) {
            IntVector word = IntVector.fromArray(I, binWord, i);
            IntVector cell = word.lanewise(VectorOperators.LSHR, 25);
            cell.intoArray(row, i);
            IntVector entry = IntVector.fromArray(I, spectra, spectrum, row, i);
            VectorMask<Integer> own = word.and(0x1FFFFFF).compare(VectorOperators.LT, entry.lanewise(VectorOperators.LSHR, 7));
            IntVector bin = entry.and(PhotonBatch.BINS - 1).blend(cell, own);
            bin.intoArray(row, i);
            IntVector threshold = IntVector.fromArray(I, acceptance, 0, row, i);
            VectorMask<Integer> dropped = IntVector.fromArray(I, keepWord, i).lanewise(VectorOperators.LSHR, 1).compare(VectorOperators.GE, threshold);
            IntVector.zero(I).blend(-1, dropped).intoArray(lost, i);
            bin.lanewise(VectorOperators.LSHR, rowShift).lanewise(VectorOperators.LSHL, rowBits).intoArray(row, i);
        }
    }

    static void drop(int n, int[] lost, int[] index) {
        for (int i = 0; i < n; i += LANES) {
            IntVector.fromArray(I, index, i).or(IntVector.fromArray(I, lost, i)).intoArray(index, i);
        }
    }
}
