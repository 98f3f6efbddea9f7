// Purpose   Adds the electrons of the sky: level x vignetting x response, Poisson distributed.
// Kernel    add_sky   one work-item four pixels, which share a block of random words.
// Buffers   charge     int[width lines]   electrons, added to; the detector's lines from line0
//           geometry   float[12]          SkyParameters: level, xSlope, ySlope, xReference, yReference, xOrigin, yOrigin, xFromX, xFromY, yFromX, yFromY, cellsPerMm2
//           vignetting float[cells + 1]   at equal steps of the squared radius
//           response   float[]            one a pixel, or empty
//           edges      int[]              words of the pixels' edges from vertical on, those between rows behind horizontal more; vertical < 0: all pixels are equal
//           tables     see noise.cl
// Exactness T1.
// Java twin ciel.sim.readout.Background

kernel void add_sky(global int *charge, uint width, uint line0, uint pixels, uint detector, uint key0, uint key1, global const float *restrict geometry,
                    global const float *restrict vignetting, uint vignetting_length, global const float *restrict response, uint has_response,
                    uint draw, uint share, global const int *edges, int vertical, uint horizontal, global const float *restrict tables) {
    const uint first = line0 * width;
    const uint block = (first >> 2) + (uint)get_global_id(0);
    if (block * 4u >= first + pixels) {
        return;
    }
    const uint4 words = philox((uint2)(key0, key1), (uint4)(block, 0u, draw, detector));
    const uint w[4] = {words.x, words.y, words.z, words.w};
#pragma unroll
    for (uint lane = 0u; lane < 4u; lane++) {
        const uint pixel = block * 4u + lane;
        if (pixel < first || pixel >= first + pixels) {
            continue;
        }
        const uint line = pixel / width;
        const float dx = (float)(int)(pixel - line * width) - geometry[3];
        const float dy = (float)(int)line - geometry[4];
        const float x = fma(dx, geometry[7], fma(dy, geometry[8], geometry[5]));
        const float y = fma(dx, geometry[9], fma(dy, geometry[10], geometry[6]));
        const float t = min(fma(x, x, y * y) * geometry[11], (float)(int)(vignetting_length - 1u));
        const uint cell = min((uint)(int)t, vignetting_length - 2u);
        const float low = vignetting[cell];
        const float kept = fma(t - (float)(int)cell, vignetting[cell + 1u] - low, low);
        float mean = fma(dx, geometry[1], fma(dy, geometry[2], geometry[0])) * kept;
        if (has_response != 0u) {
            mean *= response[pixel];
        }
        if (vertical >= 0) {
            global const int *left = edges + (uint)vertical + line * (width + 1u) + (pixel - line * width);
            global const int *bottom = edges + (uint)vertical + horizontal + pixel;
            const int wide = (left[1] >> 16) - (left[0] >> 16);
            const int high = (bottom[width] >> 16) - (bottom[0] >> 16);
            const float area = fma((float)wide, 0x1p-16f, 1.0f) * fma((float)high, 0x1p-16f, 1.0f);
            mean *= area * as_float(share);
        }
        charge[pixel - first] += poisson(w[lane], mean, tables);
    }
}
