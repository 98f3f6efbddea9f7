package ciel.sim.atmosphere;

/**
 * Discrete Fourier transforms of {@value #COLUMNS} columns at once, in float32: sum over j of x(j) exp(2 pi i j k / n),
 * without a factor. Element j of column c is at j {@value #COLUMNS} + c, so that the inner loops run over neighbours in
 * memory. Radix 4 of Stockham's form, which needs no reordering (Van Loan 1992). Not for several threads.
 */
final class ColumnTransform {
    static final int COLUMNS = 16;

    private final int n;
    private final float[] cosine;
    private final float[] sine;
    private final float[] otherReal;
    private final float[] otherImaginary;
    /** the columns, in place */
    final float[] real;

    final float[] imaginary;

    /** @param n a power of four */
    ColumnTransform(int n) {
        if (Integer.bitCount(n) != 1 || Integer.numberOfTrailingZeros(n) % 2 != 0) {
            throw new IllegalArgumentException("a transform of " + n + " elements; it must be a power of four");
        }
        this.n = n;
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
        int run = COLUMNS;
        for (int length = n; length > 1; length /= 4) {
            int step = n / length;
            for (int p = 0; p < length / 4; p++) {
                butterflies(
                        fromReal,
                        fromImaginary,
                        run * p,
                        run * length / 4,
                        toReal,
                        toImaginary,
                        run * 4 * p,
                        run,
                        step * p);
            }
            float[] swap = fromReal;
            fromReal = toReal;
            toReal = swap;
            swap = fromImaginary;
            fromImaginary = toImaginary;
            toImaginary = swap;
            run *= 4;
        }
        if (fromReal != real) {
            System.arraycopy(fromReal, 0, real, 0, real.length);
            System.arraycopy(fromImaginary, 0, imaginary, 0, imaginary.length);
        }
    }

    private void butterflies(
            float[] xr, float[] xi, int from, int apart, float[] yr, float[] yi, int to, int run, int turn) {
        float c1 = cosine[turn];
        float s1 = sine[turn];
        float c2 = cosine[2 * turn];
        float s2 = sine[2 * turn];
        float c3 = cosine[3 * turn];
        float s3 = sine[3 * turn];
        for (int q = 0; q < run; q++) {
            float ar = xr[from + q];
            float ai = xi[from + q];
            float br = xr[from + apart + q];
            float bi = xi[from + apart + q];
            float cr = xr[from + 2 * apart + q];
            float ci = xi[from + 2 * apart + q];
            float dr = xr[from + 3 * apart + q];
            float di = xi[from + 3 * apart + q];
            float sumR = ar + cr;
            float sumI = ai + ci;
            float differenceR = ar - cr;
            float differenceI = ai - ci;
            float otherSumR = br + dr;
            float otherSumI = bi + di;
            float turnedR = di - bi; // i (b - d)
            float turnedI = br - dr;
            yr[to + q] = sumR + otherSumR;
            yi[to + q] = sumI + otherSumI;
            float r1 = differenceR + turnedR;
            float i1 = differenceI + turnedI;
            yr[to + run + q] = c1 * r1 - s1 * i1;
            yi[to + run + q] = c1 * i1 + s1 * r1;
            float r2 = sumR - otherSumR;
            float i2 = sumI - otherSumI;
            yr[to + 2 * run + q] = c2 * r2 - s2 * i2;
            yi[to + 2 * run + q] = c2 * i2 + s2 * r2;
            float r3 = differenceR - turnedR;
            float i3 = differenceI - turnedI;
            yr[to + 3 * run + q] = c3 * r3 - s3 * i3;
            yi[to + 3 * run + q] = c3 * i3 + s3 * r3;
        }
    }
}
