package ciel.sim.sensor;

import ciel.sim.camera.Detector;
import ciel.sim.photon.Philox;

/**
 * Fringes: the sky's emission lines interfere in the silicon where it is nearly clear. Relative brightness of the sky
 * <pre>
 * 1 + 0.002 cos(2 * 1.5 X)
 * </pre>
 * with X the thickness of the device in waves, a fractal surface of 10 waves rms: imSim's model (y band, E2V), its
 * amplitude that of flats of the LSST sensors. The surface belongs to the CCD: it is drawn from the serial number and
 * is
 * the same in every exposure. That the lines vary over the sky, by a few per cent of the fringes, is not in it.
 */
public final class Fringes {
    /** Relative amplitude. */
    public static final double AMPLITUDE = 0.002;
    /** Waves, root mean square, of the surface. */
    private static final double WAVES = 10;
    /** Turns of phase a wave of thickness. */
    private static final double PHASE = 2 * 1.5;
    /** Nodes of the surface: every fourth pixel; in between it is interpolated linearly. */
    private static final int SPACING = 4;

    private static final int CELLS = 1024;
    private static final int NODES = CELLS + 1;

    private final float[] surface;

    private Fringes(float[] surface) {
        this.surface = surface;
    }

    /** @return the fringe pattern of a detector */
    public static Fringes of(Detector detector) {
        return new Fringes(surface(detector.serial().hashCode()));
    }

    /**
     * A surface by midpoint displacement (Fournier, Fussell and Carpenter 1982), whose roughness falls as the scale.
     */
    private static float[] surface(int serial) {
        Philox philox = new Philox(serial & 0xFFFFFFFFL, Philox.Domain.FRINGES);
        int[] block = new int[4];
        float[] z = new float[NODES * NODES];
        for (int corner = 0; corner < 4; corner++) {
            int at = (corner >> 1) * CELLS * NODES + (corner & 1) * CELLS;
            z[at] = displacement(philox, block, at);
        }
        for (int step = CELLS; step > 1; step /= 2) {
            int half = step / 2;
            float strength = (float) step / CELLS;
            for (int y = half; y < NODES; y += step) {
                for (int x = half; x < NODES; x += step) {
                    float mean = (at(z, x - half, y - half)
                                    + at(z, x + half, y - half)
                                    + at(z, x - half, y + half)
                                    + at(z, x + half, y + half))
                            / 4;
                    z[y * NODES + x] = mean + strength * displacement(philox, block, y * NODES + x);
                }
            }
            for (int y = 0; y < NODES; y += half) {
                for (int x = (y / half & 1) == 0 ? half : 0; x < NODES; x += step) {
                    float mean =
                            (at(z, x - half, y) + at(z, x + half, y) + at(z, x, y - half) + at(z, x, y + half)) / 4;
                    z[y * NODES + x] = mean + strength * displacement(philox, block, y * NODES + x);
                }
            }
        }
        double sum = 0;
        double squares = 0;
        for (float value : z) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / z.length;
        double scale = WAVES / Math.sqrt(squares / z.length - mean * mean);
        for (int i = 0; i < z.length; i++) {
            z[i] = (float) ((z[i] - mean) * scale);
        }
        return z;
    }

    /** A node, mirrored at the border. */
    private static float at(float[] z, int x, int y) {
        int column = x < 0 ? -x : x >= NODES ? 2 * CELLS - x : x;
        int line = y < 0 ? -y : y >= NODES ? 2 * CELLS - y : y;
        return z[line * NODES + column];
    }

    /** @return -1 to 1, uniform */
    private static float displacement(Philox philox, int[] block, int node) {
        philox.block(node, 0, 0, 0, block);
        return block[0] * 0x1p-31f;
    }

    /**
     * Multiplies a row of a map by the fringes.
     *
     * @param y row, LSST numbering
     */
    public void multiply(float[] map, int start, int width, int y) {
        int line = y / SPACING;
        float fy = (y % SPACING) / (float) SPACING;
        for (int x = 0; x < width; x++) {
            int i = line * NODES + x / SPACING;
            float fx = (x % SPACING) / (float) SPACING;
            float low = surface[i] + fx * (surface[i + 1] - surface[i]);
            float high = surface[i + NODES] + fx * (surface[i + NODES + 1] - surface[i + NODES]);
            double thickness = low + fy * (high - low);
            map[start + x] *= (float) (1 + AMPLITUDE * StrictMath.cos(PHASE * thickness));
        }
    }
}
