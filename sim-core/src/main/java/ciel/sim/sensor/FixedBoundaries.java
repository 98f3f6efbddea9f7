package ciel.sim.sensor;

/** Displacements of pixel boundaries that no charge causes: tree rings, and the rim of the sensor. */
public final class FixedBoundaries {
    private final int width;
    private final int height;

    /**
     * @param width  pixels along x
     * @param height pixels along y
     */
    public FixedBoundaries(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /**
     * Words of {@link PixelBoundaries} of the rows rowFrom to rowTo - 1, and of the topmost edges where rowTo is the
     * height: the shift at the middle of each edge. Rings are tens of pixels wide, so that the shift changes along an
     * edge by less than 1e-4 px: the slope is left at 0.
     *
     * @param table of {@link TreeRings#table}
     * @param words written
     */
    public void treeRings(TreeRings rings, float[] table, int[] words, int rowFrom, int rowTo) {
        for (int y = rowFrom; y < rowTo; y++) {
            int start = y * (width + 1);
            double dy = y - rings.yCenter();
            for (int k = 0; k <= width; k++) {
                double dx = k - 0.5 - rings.xCenter();
                words[start + k] = PixelBoundaries.word(component(table, dx, dy, dx), 0);
            }
        }
        for (int l = rowFrom; l < (rowTo == height ? height + 1 : rowTo); l++) {
            int start = PixelBoundaries.horizontal(width, height) + l * width;
            double dy = l - 0.5 - rings.yCenter();
            for (int x = 0; x < width; x++) {
                double dx = x - rings.xCenter();
                words[start + x] = PixelBoundaries.word(component(table, dx, dy, dy), 0);
            }
        }
    }

    /** Shift at (dx, dy) from the centre, its component along the axis of {@code along}. */
    private static double component(float[] table, double dx, double dy, double along) {
        double radius = Math.sqrt(dx * dx + dy * dy);
        double at = Math.min(2 * radius, table.length - 2);
        int i = (int) at;
        double shift = table[i] + (at - i) * (table[i + 1] - table[i]);
        return radius > 0 ? shift * along / radius : 0;
    }
}
