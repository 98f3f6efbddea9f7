package ciel.sim.atmosphere;

/**
 * The loops that most of the time of making screens goes into. An engine may bring quicker ones, which give the same
 * bits as {@link PlainScreenLoops}. Called by several threads at once.
 */
public interface ScreenLoops {
    /** Columns that are transformed side by side. */
    int COLUMNS = 16;

    /**
     * A stage of the transform of {@value #COLUMNS} columns of n elements each: butterflies of four elements, a quarter
     * of {@code length} apart (Stockham's form, radix 4; Van Loan 1992, "Computational Frameworks for the FFT", 2.4).
     *
     * @param fromReal      n {@value #COLUMNS} numbers, as are the other three
     * @param toReal        written
     * @param cosine        of 2 pi k / n, n numbers
     * @param length        n, n / 4, n / 16 and so on to 4, stage after stage
     */
    void stage(
            float[] fromReal,
            float[] fromImaginary,
            float[] toReal,
            float[] toImaginary,
            float[] cosine,
            float[] sine,
            int length);

    /**
     * Complex Gaussian modes (i, j) of a layer, i from 0.
     *
     * @param key0      words of Philox' key
     * @param amplitude root of the mean square of each mode
     * @param count     modes
     * @param real      written
     */
    void modes(int key0, int key1, int j, int layer, float[] amplitude, int count, float[] real, float[] imaginary);

    /**
     * Gradients along u and v (nm/m) times a weight, each to the nearest whole number of at most 32,767.
     *
     * @param packed written: that along u in the lower 16 bits, that along v in the upper
     */
    void pack(float weight, float[] u, float[] v, int[] packed, int to);
}
