package ciel.sim.fits;

import java.util.Arrays;

/**
 * An image made smaller by averaging squares of pixels; small enough to keep for all 189 CCDs of a visit. Row 0 is
 * the lowest y.
 *
 * @param width  columns
 * @param height rows
 * @param bin    side of the square that one value is the mean of (px); the last column and row average what there is
 * @param values row by row, in the unit of the image; NaN where no pixel had a value
 */
public record Thumbnail(int width, int height, int bin, float[] values) {
    public Thumbnail {
        if (values.length != width * height) {
            throw new IllegalArgumentException(values.length + " values for " + width + " x " + height);
        }
    }

    /**
     * @param pixels row by row
     * @param nx     columns
     * @param ny     rows
     * @param bin    &ge; 1
     */
    public static Thumbnail of(int[] pixels, int nx, int ny, int bin) {
        int width = (nx + bin - 1) / bin;
        int height = (ny + bin - 1) / bin;
        float[] values = new float[width * height];
        long[] sums = new long[width];
        for (int cellY = 0; cellY < height; cellY++) {
            int lastRow = Math.min(ny, (cellY + 1) * bin);
            Arrays.fill(sums, 0);
            for (int y = cellY * bin; y < lastRow; y++) {
                addRow(pixels, y * nx, nx, bin, sums);
            }
            int rows = lastRow - cellY * bin;
            for (int cellX = 0; cellX < width; cellX++) {
                int columns = Math.min(nx, (cellX + 1) * bin) - cellX * bin;
                values[cellY * width + cellX] = (float) ((double) sums[cellX] / (columns * rows));
            }
        }
        return new Thumbnail(width, height, bin, values);
    }

    private static void addRow(int[] pixels, int from, int nx, int bin, long[] sums) {
        int whole = nx / bin;
        int at = from;
        for (int cell = 0; cell < whole; cell++) {
            long sum = 0;
            for (int i = 0; i < bin; i++) {
                sum += pixels[at++];
            }
            sums[cell] += sum;
        }
        for (; at < from + nx; at++) {
            sums[whole] += pixels[at];
        }
    }

    /** @return the rows, averaged; NaN pixels are left out of the means */
    static Thumbnail of(PixelRows image, int bin) {
        int nx = image.width();
        int ny = image.rows();
        int width = (nx + bin - 1) / bin;
        int height = (ny + bin - 1) / bin;
        float[] values = new float[width * height];
        double[] row = new double[nx];
        double[] sum = new double[width];
        int[] count = new int[width];
        for (int y = 0; y < ny; y++) {
            image.row(y, row);
            for (int x = 0; x < nx; x++) {
                if (row[x] == row[x]) {
                    sum[x / bin] += row[x];
                    count[x / bin]++;
                }
            }
            if (y % bin == bin - 1 || y == ny - 1) {
                for (int x = 0; x < width; x++) {
                    values[y / bin * width + x] = (float) (sum[x] / count[x]);
                    sum[x] = 0;
                    count[x] = 0;
                }
            }
        }
        return new Thumbnail(width, height, bin, values);
    }

    /** @return the least bin for which neither side is longer than {@code limit} */
    static int binFor(int nx, int ny, int limit) {
        return Math.max(1, (Math.max(nx, ny) + limit - 1) / limit);
    }
}
