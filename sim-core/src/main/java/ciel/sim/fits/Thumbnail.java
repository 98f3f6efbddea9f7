package ciel.sim.fits;

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
        return of(
                new PixelRows() {
                    @Override
                    public int width() {
                        return nx;
                    }

                    @Override
                    public int rows() {
                        return ny;
                    }

                    @Override
                    public void row(int row, double[] out) {
                        for (int x = 0, from = row * nx; x < nx; x++) {
                            out[x] = pixels[from + x];
                        }
                    }
                },
                bin);
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
