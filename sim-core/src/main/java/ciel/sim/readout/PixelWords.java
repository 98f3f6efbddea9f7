package ciel.sim.readout;

import ciel.sim.photon.Philox;

/**
 * One random word for each pixel, from the counter-based generator.
 *
 * <p><b>Layout, the same for sky, dark current and read noise.</b> The word of pixel p is word {@code p & 3} of the
 * Philox block whose counter is
 * {@code (p >>> 2, amplifier, use, detector)} and whose key is the exposure seed with the domain. For sky and dark
 * current
 * {@code p = y * width + x} on the CCD and amplifier = 0; for read noise {@code p = row * 576 + column} of the raw
 * segment and amplifier is its place
 * in the raw file, 0 to 15. {@code use} is 0 throughout and keeps room for a second draw.
 */
public final class PixelWords {
    private PixelWords() {}

    /**
     * Fills {@code out[0..count)} with the words of the pixels first, first + 1, ...
     *
     * @param first first pixel, &gt;= 0
     */
    public static void fill(int key0, int key1, int amplifier, int use, int detector, int first, int count, int[] out) {
        int[] block = new int[4];
        int i = 0;
        while (i < count) {
            int pixel = first + i;
            Philox.block(key0, key1, pixel >>> 2, amplifier, use, detector, block);
            int lane = pixel & 3;
            if (lane == 0 && i + 4 <= count) {
                out[i] = block[0];
                out[i + 1] = block[1];
                out[i + 2] = block[2];
                out[i + 3] = block[3];
                i += 4;
            } else {
                while (lane < 4 && i < count) {
                    out[i++] = block[lane++];
                }
            }
        }
    }
}
