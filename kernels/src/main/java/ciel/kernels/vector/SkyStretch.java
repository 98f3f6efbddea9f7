package ciel.kernels.vector;

import ciel.sim.photon.Philox;
import ciel.sim.readout.NormalTable;
import ciel.sim.readout.PoissonDraw;
import ciel.sim.readout.SkyDraw;
import ciel.sim.readout.SkyParameters;
import ciel.sim.sensor.PixelBoundaries;

/**
 * The stretch of a row of pixels that one thread adds the sky to, and the buffers that hold it between passes. Short,
 * so that it stays in the first-level cache, and so
 * that the steps are compiled before many pixels have gone through them.
 */
final class SkyStretch {
    /** Pixels in a stretch. */
    static final int SIZE = 512;

    private static final int BLOCKS = SIZE / 4 + 1;
    private static final int ROOM = SIZE + 2 * VectorPasses.LANES;

    final SkyParameters sky;
    final SkyDraw draw;
    final int[] edges;
    /** index of the first edge between rows */
    final int horizontal;

    final int[] data;
    final int width;
    final int key0;
    final int key1;
    final float[] nodes = NormalTable.nodes();
    final float[] exponentials = PoissonDraw.expTable();
    final float[] reciprocals = PoissonDraw.reciprocalTable();
    /** the four words of each Philox block, which serves four pixels */
    final int[] w0 = new int[BLOCKS + VectorPasses.LANES];

    final int[] w1 = new int[BLOCKS + VectorPasses.LANES];
    final int[] w2 = new int[BLOCKS + VectorPasses.LANES];
    final int[] w3 = new int[BLOCKS + VectorPasses.LANES];
    /** words in the order of pixels; that of the first pixel is at {@link #first} */
    final int[] words = new int[ROOM + 4];
    /** expected electrons */
    final float[] mean = new float[ROOM];
    /** table nodes, then electrons */
    final int[] count = new int[ROOM];
    /** table nodes */
    final int[] node = new int[ROOM];

    /** first pixel and number of pixels */
    int x;

    int y;
    int n;
    /** place of the first pixel within its Philox block, 0 to 3 */
    int first;

    /** @param edges words of the pixels' edges, or empty */
    SkyStretch(SkyParameters sky, SkyDraw draw, int[] edges, int[] data, int width, int height) {
        TableBounds.check(sky);
        this.sky = sky;
        this.draw = draw;
        this.edges = edges;
        this.horizontal = PixelBoundaries.horizontal(width, height);
        this.data = data;
        this.width = width;
        this.key0 = Philox.key0(sky.seed());
        this.key1 = Philox.key1(sky.seed(), Philox.Domain.SKY);
    }

    /** @return index of the first pixel */
    int start() {
        return y * width + x;
    }
}
