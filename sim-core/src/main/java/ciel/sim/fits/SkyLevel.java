package ciel.sim.fits;

import java.util.Arrays;

/**
 * The level of the sky over one CCD: medians of {@value #BLOCKS} x {@value #BLOCKS} blocks of about 50 arcsec, each the
 * median of itself and its eight neighbours (a galaxy that fills a block stays), between their centres bilinear. Blocks
 * must be that small to follow the steep vignetting at the rim of the focal plane.
 */
final class SkyLevel {
    private static final int BLOCKS = 16;
    private static final int SAMPLE = 1000;

    private final Thumbnail image;
    private final double[][] medians;

    SkyLevel(Thumbnail image) {
        this.image = image;
        double[][] blocks = new double[BLOCKS][BLOCKS];
        for (int by = 0; by < BLOCKS; by++) {
            for (int bx = 0; bx < BLOCKS; bx++) {
                blocks[by][bx] = median(
                        bx * image.width() / BLOCKS,
                        (bx + 1) * image.width() / BLOCKS,
                        by * image.height() / BLOCKS,
                        (by + 1) * image.height() / BLOCKS);
            }
        }
        this.medians = smoothed(blocks);
    }

    /** @return each block's median over itself and its neighbours; those at the edge, which have fewer, as they are */
    private static double[][] smoothed(double[][] blocks) {
        double[][] smooth = new double[BLOCKS][];
        for (int y = 0; y < BLOCKS; y++) {
            smooth[y] = blocks[y].clone();
            for (int x = 1; y > 0 && y < BLOCKS - 1 && x < BLOCKS - 1; x++) {
                double[] around = new double[9];
                for (int k = 0; k < 9; k++) {
                    around[k] = blocks[y - 1 + k / 3][x - 1 + k % 3];
                }
                Arrays.sort(around);
                smooth[y][x] = around[4];
            }
        }
        return smooth;
    }

    private double median(int x0, int x1, int y0, int y1) {
        int pixels = (x1 - x0) * (y1 - y0);
        int step = Math.max(1, pixels / SAMPLE);
        float[] sample = new float[pixels / step + 1];
        int n = 0;
        for (int i = 0; i < pixels; i += step) {
            float value = image.values()[(y0 + i / (x1 - x0)) * image.width() + x0 + i % (x1 - x0)];
            if (Float.isFinite(value)) {
                sample[n++] = value;
            }
        }
        Arrays.sort(sample, 0, n);
        return n == 0 ? 0 : sample[n / 2];
    }

    /** @return the image without the sky */
    Thumbnail flattened() {
        int width = image.width();
        float[] flat = new float[image.values().length];
        for (int y = 0; y < image.height(); y++) {
            double row = place(y, image.height());
            int below = Math.clamp((int) row, 0, BLOCKS - 2);
            for (int x = 0; x < width; x++) {
                double column = place(x, width);
                int left = Math.clamp((int) column, 0, BLOCKS - 2);
                double lower = between(medians[below][left], medians[below][left + 1], column - left);
                double upper = between(medians[below + 1][left], medians[below + 1][left + 1], column - left);
                flat[y * width + x] = (float) (image.values()[y * width + x] - between(lower, upper, row - below));
            }
        }
        return new Thumbnail(width, image.height(), image.bin(), flat);
    }

    /**
     * @return where a pixel lies among the centres of blocks, which are at 0 to BLOCKS - 1; the slope goes on beyond.
     *     Blocks may differ by a pixel in size, so their true centres count: half a pixel shows where the sky is steep
     */
    private static double place(int pixel, int size) {
        int block = Math.clamp((int) ((pixel + 0.5) / size * BLOCKS - 0.5), 0, BLOCKS - 2);
        double centre = centre(block, size);
        if (pixel < centre && block > 0) {
            block--;
            centre = centre(block, size);
        }
        return block + (pixel - centre) / (centre(block + 1, size) - centre);
    }

    private static double centre(int block, int size) {
        return (block * size / BLOCKS + (block + 1) * size / BLOCKS - 1) / 2.0;
    }

    private static double between(double a, double b, double t) {
        return a + (b - a) * t;
    }
}
