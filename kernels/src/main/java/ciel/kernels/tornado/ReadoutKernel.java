package ciel.kernels.tornado;

import static ciel.kernels.tornado.KernelMath.fused;
import static ciel.kernels.tornado.KernelMath.times;

import ciel.sim.camera.Sections;

/**
 * From the electrons of a whole CCD to its 16 raw segments, one work-item a call: what {@code Bleeding}, {@code
 * DarkCurrent}, {@code Crosstalk}, {@code ChargeTransfer}, {@code Nonlinearity} and {@code Readout} specify.
 */
final class ReadoutKernel {
    /** Places in the call's numbers. */
    static final int WIDTH = 0;

    static final int HEIGHT = 1;
    static final int PIXELS = 2;
    /** Columns and rows of an output. */
    static final int COLUMNS = 3;

    static final int ROWS = 4;
    static final int PRESCAN = 5;
    /** 1 where charge cannot pass between the rows of the lower outputs and those of the upper. */
    static final int WALL = 6;
    /** One bit for each output whose columns run against the CCD's. */
    static final int FLIPS = 7;

    static final int DETECTOR = 8;
    static final int KEY0 = 9;
    static final int DARK_KEY1 = 10;
    static final int NOISE_KEY1 = 11;
    /** 1 where dark current is drawn from its mean. */
    static final int DRAWN_DARK = 12;
    /** Thresholds of the law of a small dark current; 0 where there is none, or where it is drawn. */
    static final int THRESHOLDS = 13;

    static final int PARALLEL_DEPTH = 14;
    static final int SERIAL_DEPTH = 15;
    /** What a kernel divides by is no constant: see {@code KernelRules}. */
    static final int RAW_WIDTH = 16;

    /** Blocks of four pixels of an output. */
    static final int BLOCKS = 17;

    static final int LENGTH = 32;

    /** Places in the call's floats: two of all, then five of each output. */
    static final int DARK_MEAN = 0;

    static final int MAXIMUM = 1;
    static final int OUTPUTS = 2;
    static final int OUTPUT = 5;
    static final int PER_ELECTRON = OUTPUTS;
    static final int QUADRATIC = OUTPUTS + 1;
    static final int CUBIC = OUTPUTS + 2;
    static final int BIAS = OUTPUTS + 3;
    static final int NOISE = OUTPUTS + 4;
    static final int NUMBERS = OUTPUTS + Sections.SEGMENTS * OUTPUT;

    /** Turns the order of unsigned numbers into that of signed ones; thresholds are given so. */
    static final int SIGN = 0x80000000;

    static final int RAW_PIXELS = Sections.RAW_WIDTH * Sections.RAW_HEIGHT;
    /** Work-items of four pixels of all outputs. */
    static final int ITEMS = Sections.SEGMENTS * RAW_PIXELS / 4;
    /** Outputs along the lower edge. */
    private static final int UPPER = Sections.SEGMENTS / 2;

    private ReadoutKernel() {}

    /** Marks the columns of four pixels of which one holds more than its full well. */
    static void findSaturated(int block, int[] call, int[] wells, int[] charge, int[] saturated) {
        int width = call[WIDTH];
        for (int lane = 0; lane < 4; lane++) {
            int pixel = 4 * block + lane;
            if (pixel < call[PIXELS]) {
                int y = pixel / width;
                int x = pixel - y * width;
                int output = x / call[COLUMNS];
                int well = y < call[ROWS] ? wells[output] : wells[UPPER + output];
                if (charge[pixel] > well) {
                    saturated[x] = 1;
                }
            }
        }
    }

    /** Bleeds a column. */
    static void bleed(int x, int[] call, int[] wells, int[] saturated, int[] charge) {
        if (saturated[x] != 0) {
            int output = x / call[COLUMNS];
            int lower = wells[output];
            int upper = wells[UPPER + output];
            int wall = call[WALL];
            int rows = call[ROWS];
            int height = call[HEIGHT];
            bleedPart(x, 0, wall != 0 ? rows : height, 1, 1 - wall, lower, upper, call, charge);
            bleedPart(x, wall != 0 ? rows : height, height, 0, 1, lower, upper, call, charge);
        }
    }

    /** Rows from ... to - 1; an end that does not drain is a wall. */
    private static void bleedPart(
            int x, int from, int to, int drainBelow, int drainAbove, int lower, int upper, int[] call, int[] charge) {
        int first = from;
        long excess = 0;
        for (int y = from; y <= to; y++) {
            int over = 0;
            if (y < to) {
                int place = y * call[WIDTH] + x;
                int held = charge[place];
                over = Math.max(held - (y < call[ROWS] ? lower : upper), 0);
                charge[place] = held - over;
            }
            if (over > 0) {
                first = excess == 0 ? y : first;
                excess = excess + over;
            } else {
                spill(x, from, to, first - 1, y, excess, drainBelow, drainAbove, lower, upper, call, charge);
                excess = 0;
            }
        }
    }

    /** Hands the excess of a full run of pixels to those below and above it, in turns. */
    private static void spill(
            int x,
            int from,
            int to,
            int below,
            int above,
            long excess,
            int drainBelow,
            int drainAbove,
            int lower,
            int upper,
            int[] call,
            int[] charge) {
        int low = below;
        int high = above;
        long rest = excess;
        int down = 1;
        while (rest > 0) {
            int target = down != 0 ? low : high;
            int full = low < from ? (high >= to ? 1 : 0) : 0;
            low = low - down;
            high = high + 1 - down;
            int within = target >= from ? (target < to ? 1 : 0) : 0;
            if (within != 0) {
                int place = target * call[WIDTH] + x;
                int held = charge[place];
                int room = Math.max((target < call[ROWS] ? lower : upper) - held, 0);
                int taken = rest < room ? (int) rest : room;
                charge[place] = held + taken;
                rest = rest - taken;
            } else {
                int drained = target < from ? drainBelow * lower : drainAbove * upper;
                rest = rest - drained;
            }
            rest = full != 0 ? 0 : rest; // one of the part's ends drains, and takes all
            down = 1 - down;
        }
    }

    /** Puts four pixels of the CCD, with their dark current, into the frames of their outputs (ADU). */
    static void collect(
            int block, int[] call, float[] numbers, int[] thresholds, float[] noise, int[] charge, float[] frames) {
        int[] words = new int[4];
        KernelMath.philox(call[KEY0], call[DARK_KEY1], block, 0, 0, call[DETECTOR], words, 0);
        int width = call[WIDTH];
        int columns = call[COLUMNS];
        int rows = call[ROWS];
        for (int lane = 0; lane < 4; lane++) {
            int pixel = 4 * block + lane;
            if (pixel < call[PIXELS]) {
                int y = pixel / width;
                int x = pixel - y * width;
                int column = x / columns;
                int output = y >= rows ? column : Sections.SEGMENTS - 1 - column;
                int along = x - column * columns;
                int u = (call[FLIPS] >> output & 1) != 0 ? columns - 1 - along : along;
                int v = y >= rows ? 2 * rows - 1 - y : y;
                int dark = countBelow(words[lane] ^ SIGN, thresholds, call[THRESHOLDS]); // 0 where there are none
                if (call[DRAWN_DARK] != 0) {
                    dark = SkyKernel.poisson(words[lane], numbers[DARK_MEAN], noise);
                }
                frames[output * RAW_PIXELS + v * Sections.RAW_WIDTH + call[PRESCAN] + u] =
                        times((float) (charge[pixel] + dark), numbers[PER_ELECTRON + OUTPUT * output]);
            }
        }
    }

    /** @return thresholds that are not above a word */
    private static int countBelow(int word, int[] thresholds, int count) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >> 1;
            int below = thresholds[middle] <= word ? 1 : 0;
            low = below != 0 ? middle + 1 : low;
            high = below != 0 ? high : middle;
        }
        return low;
    }

    /** Adds to all outputs at a place of the readout order what they see of each other. */
    static void crosstalk(int place, float[] ghosts, float[] frames) {
        float[] seen = new float[Sections.SEGMENTS];
        for (int output = 0; output < Sections.SEGMENTS; output++) {
            seen[output] = frames[output * RAW_PIXELS + place];
        }
        for (int victim = 0; victim < Sections.SEGMENTS; victim++) {
            float sum = frames[victim * RAW_PIXELS + place];
            for (int aggressor = 0; aggressor < Sections.SEGMENTS; aggressor++) {
                float share = ghosts[victim * Sections.SEGMENTS + aggressor];
                sum = share != 0f ? fused(share, seen[aggressor], sum) : sum;
            }
            frames[victim * RAW_PIXELS + place] = sum;
        }
    }

    /** Parallel transfer of four pixels of an output. */
    static void parallelTransfer(int item, int[] call, float[] shares, float[] frames, float[] moved) {
        int block = item - item / call[BLOCKS] * call[BLOCKS];
        int y = 4 * block / call[RAW_WIDTH];
        int depth = Math.min(call[PARALLEL_DEPTH], y + 1);
        for (int lane = 0; lane < 4; lane++) {
            int pixel = 4 * item + lane;
            float sum = times(frames[pixel], shares[y]);
            for (int d = 1; d < depth; d++) {
                sum = fused(shares[d * Sections.RAW_HEIGHT + y - d], frames[pixel - d * Sections.RAW_WIDTH], sum);
            }
            moved[pixel] = sum;
        }
    }

    /** Serial transfer, nonlinearity, bias, read noise and conversion of four pixels of an output. */
    static void digitise(
            int item, int[] call, float[] numbers, float[] shares, float[] noise, float[] frames, int[] segments) {
        int output = item / call[BLOCKS];
        int block = item - output * call[BLOCKS];
        int first = 4 * block - 4 * block / call[RAW_WIDTH] * call[RAW_WIDTH];
        int own = OUTPUT * output;
        float sigma = numbers[NOISE + own];
        float quadratic = numbers[QUADRATIC + own];
        float cubic = numbers[CUBIC + own];
        int bent = quadratic != 0f ? 1 : (cubic != 0f ? 1 : 0);
        int[] words = new int[4];
        KernelMath.philox(call[KEY0], call[NOISE_KEY1], block, output, 0, call[DETECTOR], words, 0);
        for (int lane = 0; lane < 4; lane++) {
            int pixel = 4 * item + lane;
            int x = first + lane;
            float a = frames[pixel];
            if (call[SERIAL_DEPTH] > 0) {
                a = times(a, shares[x]);
                int depth = Math.min(call[SERIAL_DEPTH], x + 1);
                for (int d = 1; d < depth; d++) {
                    a = fused(shares[d * Sections.RAW_WIDTH + x - d], frames[pixel - d], a);
                }
            }
            float curved = fused(times(a, a), fused(a, cubic, quadratic), a);
            float level = (bent != 0 ? curved : a) + numbers[BIAS + own];
            float read = fused(sigma, KernelMath.normal(words[lane], noise, 0), level);
            float value = sigma > 0f ? read : level;
            segments[pixel] = (int) (Math.min(Math.max(value, 0f), numbers[MAXIMUM]) + 0.5f);
        }
    }
}
