package ciel.sim.readout;

import ciel.sim.InputException;
import ciel.sim.photon.Philox;

/**
 * Dark current: for each pixel a Poisson deviate of one constant mean, from a {@link PoissonTable} up to {@value
 * PoissonTable#MAX_MEAN} e-, from {@link PoissonDraw}
 * above.
 *
 * <p>Random numbers: domain DARK_CURRENT, one word a pixel of the CCD, laid out as in {@link PixelWords} with
 * amplifier 0; so any part of the CCD can
 * be done alone.
 *
 * @param seed     exposure seed
 * @param detector detector number
 * @param mean     expected electrons per pixel: rate x (exposure time + readout time), 0 to 1e9
 * @param table    its Poisson law, or null where it is too large for a table
 */
public record DarkCurrent(long seed, int detector, double mean, PoissonTable table) {
    /** @throws InputException if the mean is out of range */
    static DarkCurrent of(long seed, int detector, double mean) {
        if (!(mean >= 0 && mean <= PoissonDraw.MAX_MEAN)) {
            throw new InputException(
                    "readout.dark_current",
                    mean + " e- in this exposure, outside 0 to " + PoissonDraw.MAX_MEAN + " e-",
                    "lower the rate");
        }
        return new DarkCurrent(seed, detector, mean, mean <= PoissonTable.MAX_MEAN ? new PoissonTable(mean) : null);
    }

    /**
     * Adds dark electrons to a run of pixels of one row.
     *
     * @param first  number y * width + x of the first pixel on the CCD
     * @param count  pixels
     * @param pixels electrons; pixel {@code first} is at {@code offset}
     * @param words  work space of at least {@code count}
     */
    public void add(int first, int count, int[] pixels, int offset, int[] words) {
        if (mean == 0) {
            return;
        }
        PixelWords.fill(
                Philox.key0(seed), Philox.key1(seed, Philox.Domain.DARK_CURRENT), 0, 0, detector, first, count, words);
        for (int i = 0; i < count; i++) {
            pixels[offset + i] += table != null ? table.deviate(words[i]) : PoissonDraw.deviate(words[i], (float) mean);
        }
    }

    /** Adds dark electrons to the rows rowFrom ... rowTo - 1 of a whole CCD. */
    public void addRows(int[] data, int width, int rowFrom, int rowTo) {
        int[] words = new int[width];
        for (int y = rowFrom; y < rowTo; y++) {
            add(y * width, width, data, y * width, words);
        }
    }
}
