package ciel.sim.readout;

import ciel.sim.photon.Philox;
import ciel.sim.sensor.PixelBoundaries;

/**
 * Sky electrons: for each pixel a Poisson deviate of level x gradient x vignetting x response, added to the charge.
 * This is the readable form of the kernel.
 *
 * <p>Random numbers: domain SKY, one word a pixel, laid out as in {@link PixelWords} with amplifier 0; so rows may be
 * shared among threads in any way.
 */
public final class Background {
    private Background() {}

    /**
     * Adds the sky to the rows rowFrom ... rowTo - 1.
     *
     * @param data electrons, row-major, width x height
     */
    public static void addSky(int[] data, int width, int rowFrom, int rowTo, SkyParameters p) {
        addSky(data, width, 0, rowFrom, rowTo, p, SkyDraw.WHOLE, new int[0]);
    }

    /**
     * The same, for one draw of several and for pixels whose areas differ: mean = (level x gradient x vignetting x
     * response) x (area x share).
     *
     * @param height pixels along y; needed where there are edges
     * @param draw   how much of the sky comes in it
     * @param edges  words of {@link PixelBoundaries}, or empty where all pixels are equal
     */
    public static void addSky(
            int[] data, int width, int height, int rowFrom, int rowTo, SkyParameters p, SkyDraw draw, int[] edges) {
        float[] area = new float[width];
        int key0 = Philox.key0(p.seed());
        int key1 = Philox.key1(p.seed(), Philox.Domain.SKY);
        int[] words = new int[width];
        float[] mean = new float[width];
        for (int y = rowFrom; y < rowTo; y++) {
            int start = y * width;
            expectedRow(y, width, p, mean);
            if (edges.length > 0) {
                PixelBoundaries.areas(edges, width, height, y, area);
                for (int x = 0; x < width; x++) {
                    mean[x] *= area[x] * draw.share();
                }
            }
            PixelWords.fill(key0, key1, 0, draw.number(), p.detector(), start, width, words);
            for (int x = 0; x < width; x++) {
                data[start + x] += PoissonDraw.deviate(words[x], mean[x]);
            }
        }
    }

    /**
     * Expected sky electrons of the rows rowFrom ... rowTo - 1.
     *
     * @param out e-/px, row-major, the whole CCD; only those rows are written
     */
    public static void expected(float[] out, int width, int rowFrom, int rowTo, SkyParameters p) {
        float[] row = new float[width];
        for (int y = rowFrom; y < rowTo; y++) {
            expectedRow(y, width, p, row);
            System.arraycopy(row, 0, out, y * width, width);
        }
    }

    private static void expectedRow(int y, int width, SkyParameters p, float[] mean) {
        float[] table = p.vignetting();
        float last = table.length - 1;
        float dy = y - p.yReference();
        float xRow = Math.fma(dy, p.xFromY(), p.xOrigin());
        float yRow = Math.fma(dy, p.yFromY(), p.yOrigin());
        float skyRow = Math.fma(dy, p.ySlope(), p.level());
        float xReference = p.xReference();
        float xFromX = p.xFromX();
        float yFromX = p.yFromX();
        float xSlope = p.xSlope();
        float cells = p.cellsPerMm2();
        for (int x = 0; x < width; x++) {
            float dx = x - xReference;
            float xMm = Math.fma(dx, xFromX, xRow);
            float yMm = Math.fma(dx, yFromX, yRow);
            float t = Math.min(Math.fma(xMm, xMm, yMm * yMm) * cells, last);
            int i = Math.min((int) t, table.length - 2);
            float vignetting = Math.fma(t - i, table[i + 1] - table[i], table[i]);
            mean[x] = Math.fma(dx, xSlope, skyRow) * vignetting;
        }
        float[] response = p.response();
        if (response.length != 0) {
            for (int x = 0; x < width; x++) {
                mean[x] *= response[y * width + x];
            }
        }
    }
}
