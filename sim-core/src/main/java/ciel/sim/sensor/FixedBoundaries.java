package ciel.sim.sensor;

/** Displacements of pixel boundaries that no charge causes: tree rings, and the rim of the sensor. */
public final class FixedBoundaries {
    /** Pixels between nodes. */
    private static final int STEP = 2;

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
     * height: the shift at the middle of each edge. It is computed at every second pixel and interpolated linearly
     * between, which is 1 % short for periods of 54 px and 9 % for the shortest, 15 px. Rings are tens of pixels wide,
     * so that the shift changes along an edge by less than 1e-4 px: the slope is left at 0.
     *
     * @param table of {@link TreeRings#table}
     * @param words written
     */
    public void treeRings(TreeRings rings, float[] table, int[] words, int rowFrom, int rowTo) {
        Nodes low = new Nodes();
        Nodes high = new Nodes();
        int line = -1;
        for (int y = rowFrom; y < (rowTo == height ? height + 1 : rowTo); y++) {
            if (y / STEP != line) {
                line = y / STEP;
                low.fill(rings, table, STEP * line);
                high.fill(rings, table, STEP * (line + 1));
            }
            // nodes lie on the edges below and to the left of even pixels
            if (y < height) {
                between(low.x, high.x, (y % STEP + 0.5f) / STEP, 0, width + 1, y * (width + 1), words);
            }
            int start = PixelBoundaries.horizontal(width, height) + y * width;
            between(low.y, high.y, y % STEP / (float) STEP, 0.5f, width, start, words);
        }
    }

    /** Writes n words between the nodes of two rows, the first {@code offset} px from the first node. */
    private static void between(float[] low, float[] high, float up, float offset, int n, int start, int[] words) {
        float even = offset / STEP;
        float odd = (offset + 1) / STEP;
        for (int k = 0; k < n; k++) {
            int i = k / STEP;
            float across = (k & 1) == 0 ? even : odd;
            float left = low[i] + up * (high[i] - low[i]);
            float right = low[i + 1] + up * (high[i + 1] - low[i + 1]);
            // rounded to the nearest unit; far below the largest
            words[start + k] = (int) ((left + across * (right - left)) / PixelBoundaries.UNIT + 32768.5f) - 32768 << 16;
        }
    }

    /** Components of the shift along a row of nodes. */
    private final class Nodes {
        final float[] x = new float[width / STEP + 3];
        final float[] y = new float[width / STEP + 3];

        void fill(TreeRings rings, float[] table, int edge) {
            double dy = edge - 0.5 - rings.yCenter();
            for (int i = 0; i < x.length; i++) {
                double dx = STEP * i - 0.5 - rings.xCenter();
                double radius = Math.max(1e-9, Math.sqrt(dx * dx + dy * dy));
                double at = Math.min(2 * radius, table.length - 2);
                int k = (int) at;
                double shift = (table[k] + (at - k) * (table[k + 1] - table[k])) / radius;
                x[i] = (float) (shift * dx);
                y[i] = (float) (shift * dy);
            }
        }
    }
}
