package ciel.sim.atmosphere;

/**
 * Discrete Fourier transforms of {@value #COLUMNS} columns at once, in float32: sum over j of x(j) exp(2 pi i j k / n),
 * without a factor. Element j of column c is at j {@value #COLUMNS} + c, so that the inner loops run over neighbours in
 * memory. Radix 4 of Stockham's form, which needs no reordering. Not for several threads.
 */
final class ColumnTransform {
    static final int COLUMNS = ScreenLoops.COLUMNS;

    private final int n;
    private final ScreenLoops loops;
    private final float[] cosine;
    private final float[] sine;
    private final float[] otherReal;
    private final float[] otherImaginary;
    /** the columns, in place */
    final float[] real;

    final float[] imaginary;

    /** @param n a power of four */
    ColumnTransform(int n, ScreenLoops loops) {
        if (Integer.bitCount(n) != 1 || Integer.numberOfTrailingZeros(n) % 2 != 0) {
            throw new IllegalArgumentException("a transform of " + n + " elements; it must be a power of four");
        }
        this.n = n;
        this.loops = loops;
        cosine = new float[n];
        sine = new float[n];
        for (int j = 0; j < n; j++) {
            cosine[j] = (float) StrictMath.cos(2 * StrictMath.PI * j / n);
            sine[j] = (float) StrictMath.sin(2 * StrictMath.PI * j / n);
        }
        real = new float[n * COLUMNS];
        imaginary = new float[n * COLUMNS];
        otherReal = new float[n * COLUMNS];
        otherImaginary = new float[n * COLUMNS];
    }

    void run() {
        float[] fromReal = real;
        float[] fromImaginary = imaginary;
        float[] toReal = otherReal;
        float[] toImaginary = otherImaginary;
        for (int length = n; length > 1; length /= 4) {
            loops.stage(fromReal, fromImaginary, toReal, toImaginary, cosine, sine, length);
            float[] swap = fromReal;
            fromReal = toReal;
            toReal = swap;
            swap = fromImaginary;
            fromImaginary = toImaginary;
            toImaginary = swap;
        }
        if (fromReal != real) {
            System.arraycopy(fromReal, 0, real, 0, real.length);
            System.arraycopy(fromImaginary, 0, imaginary, 0, imaginary.length);
        }
    }
}
