package ciel.sim.exposure;

import ciel.sim.camera.Detector;
import ciel.sim.optics.SkyMap;
import ciel.sim.sensor.Fringes;

/** How the pixels of a CCD see a level sky: their solid angles, the roll-off at the edges, and fringes. */
final class SkyResponse {
    /** Pixels between the nodes at which solid angles are computed. */
    private static final int STEP = 64;

    private SkyResponse() {}

    /**
     * @param pixelArcsec2 nominal solid angle of a pixel (arcsec2)
     * @param map     of the sky onto the CCD, or null where all pixels have one solid angle
     * @param columns relative widths of the columns, or empty where all are equal
     * @param rows    of the rows, likewise
     * @param fringes or null
     * @return response of each pixel, row-major; empty where all are 1
     */
    static float[] of(
            Detector detector, double pixelArcsec2, SkyMap map, double[] columns, double[] rows, Fringes fringes) {
        if (map == null && fringes == null && columns.length == 0) {
            return new float[0];
        }
        int width = detector.width();
        int height = detector.height();
        float[] response = new float[width * height];
        int nodes = (width + STEP - 1) / STEP + 1;
        double[] low = new double[nodes];
        double[] high = new double[nodes];
        int line = -1;
        for (int y = 0; y < height; y++) {
            if (y / STEP != line) {
                line = y / STEP;
                nodes(map, pixelArcsec2, line * STEP, low);
                nodes(map, pixelArcsec2, (line + 1) * STEP, high);
            }
            double fy = y % STEP / (double) STEP;
            for (int x = 0; x < width; x++) {
                int i = x / STEP;
                double fx = x % STEP / (double) STEP;
                double below = low[i] + fx * (low[i + 1] - low[i]);
                double above = high[i] + fx * (high[i + 1] - high[i]);
                double area = below + fy * (above - below);
                response[y * width + x] = (float) (columns.length == 0 ? area : area * columns[x] * rows[y]);
            }
            if (fringes != null) {
                fringes.multiply(response, y * width, width, y);
            }
        }
        return response;
    }

    /** Solid angles of the pixels x = 0, STEP, ... of a row, over the nominal one. */
    private static void nodes(SkyMap map, double pixelArcsec2, int y, double[] out) {
        double[] scale = new double[4];
        for (int i = 0; i < out.length; i++) {
            if (map == null) {
                out[i] = 1;
                continue;
            }
            map.jacobian(i * STEP + 1, y + 1, scale);
            out[i] = 1 / Math.abs(scale[0] * scale[3] - scale[1] * scale[2]) / pixelArcsec2;
        }
    }
}
