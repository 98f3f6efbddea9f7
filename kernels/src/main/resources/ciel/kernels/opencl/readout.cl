// Purpose   From electrons on a whole CCD to the 16 raw segments: bleeding, dark current, split into outputs, gain, flips, crosstalk, charge transfer, nonlinearity,
//           bias, read noise, conversion.
// Kernels   find_saturated   one work-item four pixels of the CCD: columns that hold one above the full well.
//           bleed      one work-item a column.
//           collect    one work-item four pixels of the CCD, which share a block of random words; prescan and overscans of frames are zero before.
//           crosstalk  one work-item a place of the readout order, all outputs, in place.
//           parallel_transfer   one work-item four pixels of an output, from frames to moved.
//           digitise   one work-item four pixels of an output, which share a block of random words; serial transfer and all that follows.
// Buffers   charge     int[width height]              electrons
//           saturated  uint[width]                    not 0: the column has a pixel above the full well
//           frames     float[OUTPUTS][RAW_PIXELS]     ADU in readout order; moved the same
//           outputs    float[OUTPUTS][OUTPUT_FLOATS]  of each output: ADU for one electron, quadratic, cubic, bias, noise
//           ghosts     float[OUTPUTS][OUTPUTS]        crosstalk, [victim][aggressor]
//           shares     float[depth][transfers]        charge transfer: share of a pixel that ends d pixels later
//           thresholds uint[]                         Poisson law of the dark current, or empty where it is drawn from its mean
//           tables     see noise.cl
//           segments   int[OUTPUTS][RAW_PIXELS]       ADU
// Exactness T1.
// Java twin ciel.sim.readout.Readout, Bleeding, DarkCurrent, Crosstalk, ChargeTransfer, Nonlinearity

#define OUTPUTS 16u
#define OUTPUT_FLOATS 5u
#define PER_ELECTRON 0u
#define QUADRATIC 1u
#define CUBIC 2u
#define BIAS 3u
#define NOISE 4u

// Full wells by place: of the outputs at the lower edge from left to right, then of those at the upper. columns: of an output.
INLINE int lower_well(global const int *restrict wells, uint x, uint columns) { return wells[x / columns]; }
INLINE int upper_well(global const int *restrict wells, uint x, uint columns) { return wells[OUTPUTS / 2u + x / columns]; }

// What a column's pixels hold: below the row in the middle, and from there on.
typedef struct { int middle; int lower; int upper; } wells_t;
INLINE int well(wells_t w, int y) { return y < w.middle ? w.lower : w.upper; }

// Hands the excess of a full run of pixels to those below and above it, in turns. Rows from ... to - 1; an end that does not drain is a wall.
INLINE void spill(global int *column, uint width, int from, int to, int below, int above, long excess, bool drain_below, bool drain_above, wells_t w) {
    bool down = true;
    while (excess > 0l) {
        if (below < from && above >= to) {
            return; // the part is full: one of its ends drains, and takes all the rest
        }
        const int target = down ? below-- : above++;
        if (target >= from && target < to) {
            const int held = column[(uint)target * width];
            const int taken = (int)min(excess, (long)max(0, well(w, target) - held));
            column[(uint)target * width] = held + taken;
            excess -= taken;
        } else if (target < from ? drain_below : drain_above) {
            excess -= min(excess, (long)(target < from ? w.lower : w.upper));
        }
        down = !down;
    }
}

INLINE void bleed_part(global int *column, uint width, int from, int to, bool drain_below, bool drain_above, wells_t w) {
    int y = from;
    while (y < to) {
        if (column[(uint)y * width] <= well(w, y)) {
            y++;
            continue;
        }
        const int first = y;
        long excess = 0l;
        while (y < to && column[(uint)y * width] > well(w, y)) {
            excess += column[(uint)y * width] - well(w, y);
            column[(uint)y * width] = well(w, y);
            y++;
        }
        spill(column, width, from, to, first - 1, y, excess, drain_below, drain_above, w);
    }
}

// columns: of an output; middle: the first row of the upper outputs.
kernel void find_saturated(global const int *restrict charge, uint width, uint pixels, uint columns, uint middle, global const int *restrict wells, global uint *saturated) {
    const uint first = get_global_id(0) * 4u;
    for (uint pixel = first; pixel < min(first + 4u, pixels); pixel++) {
        const uint x = pixel % width;
        if (charge[pixel] > (pixel / width < middle ? lower_well(wells, x, columns) : upper_well(wells, x, columns))) {
            saturated[x] = 1u; // whoever writes, writes the same
        }
    }
}

// wall: 1 where charge cannot pass between the rows below the middle and those above, else 0.
kernel void bleed(global int *charge, uint width, uint height, uint wall, uint columns, uint middle, global const int *restrict wells, global const uint *restrict saturated) {
    const uint x = get_global_id(0);
    if (x >= width || saturated[x] == 0u) {
        return;
    }
    const wells_t w = {(int)middle, lower_well(wells, x, columns), upper_well(wells, x, columns)};
    if (wall != 0u) {
        bleed_part(charge + x, width, 0, (int)middle, true, false, w);
        bleed_part(charge + x, width, (int)middle, (int)height, false, true, w);
    } else {
        bleed_part(charge + x, width, 0, (int)height, true, true, w);
    }
}

// Number of thresholds that are not above the word.
INLINE int poisson_of(uint word, global const uint *restrict thresholds, uint count) {
    uint low = 0u;
    uint high = count;
    while (low < high) {
        const uint middle = (low + high) >> 1;
        if (thresholds[middle] <= word) {
            low = middle + 1u;
        } else {
            high = middle;
        }
    }
    return (int)low;
}

kernel void collect(global const int *restrict charge, uint width, uint pixels, uint detector, uint key0, uint key1, uint dark, uint dark_mean,
                    global const uint *restrict thresholds, uint threshold_count, global const float *restrict tables, uint amplifier_width, uint amplifier_height,
                    uint prescan, uint flips_x, global const float *restrict outputs, global float *restrict frames) {
    const uint block = get_global_id(0);
    if (block * 4u >= pixels) {
        return;
    }
    uint4 words = (uint4)(0u);
    if (dark != 0u) {
        words = philox((uint2)(key0, key1), (uint4)(block, 0u, 0u, detector));
    }
    const uint w[4] = {words.x, words.y, words.z, words.w};
#pragma unroll
    for (uint lane = 0u; lane < 4u; lane++) {
        const uint pixel = block * 4u + lane;
        if (pixel >= pixels) {
            return;
        }
        const uint y = pixel / width;
        const uint x = pixel - y * width;
        const uint column = x / amplifier_width;
        const bool upper = y >= amplifier_height;
        const uint output = upper ? column : OUTPUTS - 1u - column;
        const uint along = x - column * amplifier_width;
        const uint u = (flips_x >> output & 1u) != 0u ? amplifier_width - 1u - along : along;
        const uint v = upper ? 2u * amplifier_height - 1u - y : y;
        int electrons = charge[pixel];
        if (dark != 0u) {
            electrons += threshold_count > 0u ? poisson_of(w[lane], thresholds, threshold_count) : poisson(w[lane], as_float(dark_mean), tables);
        }
        frames[output * RAW_PIXELS + v * RAW_WIDTH + prescan + u] = (float)electrons * outputs[output * OUTPUT_FLOATS + PER_ELECTRON];
    }
}

kernel void crosstalk(global float *frames, global const float *restrict ghosts) {
    const uint place = get_global_id(0);
    if (place >= RAW_PIXELS) {
        return;
    }
    float a[OUTPUTS];
#pragma unroll
    for (uint i = 0u; i < OUTPUTS; i++) {
        a[i] = frames[i * RAW_PIXELS + place];
    }
    for (uint i = 0u; i < OUTPUTS; i++) {
        float sum = frames[i * RAW_PIXELS + place];
#pragma unroll
        for (uint j = 0u; j < OUTPUTS; j++) { // an index that is known keeps a in registers
            const float x = ghosts[i * OUTPUTS + j];
            sum = x != 0.0f ? fma(x, a[j], sum) : sum;
        }
        frames[i * RAW_PIXELS + place] = sum;
    }
}

kernel void parallel_transfer(global const float *restrict frames, global const float *restrict shares, int depth, global float *restrict moved) {
    const uint item = get_global_id(0);
    if (item >= OUTPUTS * (RAW_PIXELS / 4u)) {
        return;
    }
    const int y = (int)(item % (RAW_PIXELS / 4u) * 4u / RAW_WIDTH);
    for (uint pixel = item * 4u; pixel < item * 4u + 4u; pixel++) {
        float sum = frames[pixel] * shares[y];
        for (int d = 1; d < depth && d <= y; d++) {
            sum = fma(shares[d * (int)RAW_HEIGHT + y - d], frames[pixel - (uint)d * RAW_WIDTH], sum);
        }
        moved[pixel] = sum;
    }
}

kernel void digitise(global const float *restrict frames, global const float *restrict shares, int depth, uint detector, uint key0, uint key1,
                     global const float *restrict outputs, global const float *restrict tables, uint maximum, global int *restrict segments) {
    const uint item = get_global_id(0);
    if (item >= OUTPUTS * (RAW_PIXELS / 4u)) {
        return;
    }
    const uint output = item / (RAW_PIXELS / 4u);
    const uint block = item % (RAW_PIXELS / 4u);
    global const float *own = outputs + output * OUTPUT_FLOATS;
    const float noise = own[NOISE];
    const float c2 = own[QUADRATIC];
    const float c3 = own[CUBIC];
    uint4 words = (uint4)(0u);
    if (noise > 0.0f) {
        words = philox((uint2)(key0, key1), (uint4)(block, output, 0u, detector));
    }
    const uint w[4] = {words.x, words.y, words.z, words.w};
#pragma unroll
    for (uint lane = 0u; lane < 4u; lane++) {
        const uint pixel = block * 4u + lane;
        const int x = (int)(pixel % RAW_WIDTH);
        global const float *in = frames + output * RAW_PIXELS + pixel;
        float a = in[0];
        if (depth > 0) {
            a *= shares[x];
            for (int d = 1; d < depth && d <= x; d++) {
                a = fma(shares[d * (int)RAW_WIDTH + x - d], in[-d], a);
            }
        }
        if (c2 != 0.0f || c3 != 0.0f) {
            a = fma(a * a, fma(a, c3, c2), a);
        }
        a += own[BIAS];
        if (noise > 0.0f) {
            a = fma(noise, normal_deviate(w[lane], tables), a);
        }
        segments[output * RAW_PIXELS + pixel] = (int)(fmin(fmax(a, 0.0f), as_float(maximum)) + 0.5f);
    }
}
