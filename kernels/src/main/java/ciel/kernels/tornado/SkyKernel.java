package ciel.kernels.tornado;

import static ciel.kernels.tornado.KernelMath.fused;
import static ciel.kernels.tornado.KernelMath.times;

import ciel.sim.readout.NormalTable;
import ciel.sim.readout.PoissonDraw;

/** Sky electrons of a pixel: what {@code Background} and {@code PoissonDraw} specify. */
final class SkyKernel {
    /** Places in the call's numbers. */
    static final int KEY0 = 0;

    static final int KEY1 = 1;
    static final int WIDTH = 2;
    static final int PIXELS = 3;
    static final int DETECTOR = 4;
    static final int DRAW = 5;
    static final int HAS_RESPONSE = 6;
    static final int HAS_EDGES = 7;
    static final int HEIGHT = 8;
    static final int VIGNETTING = 9;
    static final int LENGTH = 16;

    /** Places in the geometry: SkyParameters in their order, then the share of the draw. */
    static final int SHARE = 12;

    static final int GEOMETRY = 16;

    /** Where the tables of the noise begin behind the normal nodes. */
    static final int EXPONENTIALS = NormalTable.LENGTH;

    static final int RECIPROCALS = EXPONENTIALS + 64;
    private static final int MOST_SMALL = 48;

    private SkyKernel() {}

    /** Random words of four pixels. */
    static void draw(int block, int[] call, int[] words) {
        KernelMath.philox(call[KEY0], call[KEY1], block, 0, call[DRAW], call[DETECTOR], words, 0);
    }

    /** @return electrons of a pixel */
    static int electrons(
            int pixel,
            int word,
            int[] call,
            float[] geometry,
            float[] vignetting,
            float[] response,
            int[] edges,
            float[] noise) {
        int width = call[WIDTH];
        int line = pixel / width;
        int column = pixel - line * width;
        float dx = (float) column - geometry[3];
        float dy = (float) line - geometry[4];
        float x = fused(dx, geometry[7], fused(dy, geometry[8], geometry[5]));
        float y = fused(dx, geometry[9], fused(dy, geometry[10], geometry[6]));
        int length = call[VIGNETTING];
        float t = Math.min(times(fused(x, x, times(y, y)), geometry[11]), (float) (length - 1));
        int cell = Math.min((int) t, length - 2);
        float low = vignetting[cell];
        float kept = fused(t - (float) cell, vignetting[cell + 1] - low, low);
        float mean = times(fused(dx, geometry[1], fused(dy, geometry[2], geometry[0])), kept);
        if (call[HAS_RESPONSE] != 0) {
            mean = times(mean, response[pixel]);
        }
        if (call[HAS_EDGES] != 0) {
            int left = line * (width + 1) + column;
            int bottom = call[HEIGHT] * (width + 1) + pixel;
            int wide = (edges[left + 1] >> 16) - (edges[left] >> 16);
            int high = (edges[bottom + width] >> 16) - (edges[bottom] >> 16);
            float area = times(fused((float) wide, 0x1p-16f, 1f), fused((float) high, 0x1p-16f, 1f));
            mean = times(mean, times(area, geometry[SHARE]));
        }
        return poisson(word, mean, noise);
    }

    /** {@link PoissonDraw#deviate}. */
    static int poisson(int word, float mean, float[] noise) {
        return mean < PoissonDraw.SWITCH ? small(word, mean, noise) : large(word, mean, noise);
    }

    private static int large(int word, float mean, float[] noise) {
        float z = KernelMath.normal(word, noise, 0);
        float r = KernelMath.reciprocalRoot(mean);
        float zz = times(z, z);
        float order0 = fused(zz, PoissonDraw.SIXTH, PoissonDraw.THIRD);
        float order1 = times(z, fused(zz, PoissonDraw.C72, PoissonDraw.C36));
        float order2 = fused(zz, fused(zz, PoissonDraw.C270, PoissonDraw.C810), PoissonDraw.C405);
        int whole = (int) mean;
        float part = mean - (float) whole;
        float correction = fused(r, fused(r, order2, order1), order0);
        float rest = fused(times(mean, r), z, correction + part);
        int below = KernelMath.whole(rest);
        return Math.max(whole + below, 0);
    }

    /** The search of {@code PoissonDraw.small} goes on to its end here: the sum never falls, so the count is the same. */
    private static int small(int word, float mean, float[] noise) {
        float positive = Math.max(mean, 0f);
        float u = times((float) (word >> 8 & 0xFFFFFF), 0x1p-24f);
        float term = exponential(positive, noise);
        float sum = term;
        int count = 0;
        int searching = 1;
        for (int k = 1; k <= MOST_SMALL; k++) {
            int above = u >= sum ? 1 : 0;
            int large = term >= PoissonDraw.SMALLEST_TERM ? 1 : 0;
            int early = (float) (k - 1) < positive ? 1 : 0;
            searching = searching & above & (large | early);
            float next = times(term, times(positive, noise[RECIPROCALS + k]));
            term = searching != 0 ? next : term;
            sum = searching != 0 ? sum + next : sum;
            count = count + searching;
        }
        return count;
    }

    private static float exponential(float x, float[] noise) {
        int j = (int) times(x, 4f);
        float t = fused((float) j, -0.25f, x);
        float p = fused(t, -1f / 120f, 1f / 24f);
        p = fused(t, p, -1f / 6f);
        p = fused(t, p, 0.5f);
        p = fused(t, p, -1f);
        p = fused(t, p, 1f);
        return times(noise[EXPONENTIALS + j], p);
    }
}
