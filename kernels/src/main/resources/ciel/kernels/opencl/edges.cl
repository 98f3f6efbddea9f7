// Purpose   Where the boundaries of the pixels lie: what is fixed, and what the charge does.
// Kernels   start_edges  one work-item a word: without charge.
//           move_edges   one work-item a word: the sum of the charge of 8 x 7 pixels about an edge, mean and slope.
// Buffers   charge   int[width height]   electrons
//           floats   BOUNDARIES_MOTION   float[64 epochs]: vertical mean, vertical slope, horizontal mean, horizontal slope, entry 4 along + across
//           ints     BOUNDARIES_FIXED, BOUNDARIES_EDGES   a word an edge: edges between columns, row by row, then edges between rows; mean << 16 | slope
// Exactness T1: float32, the order of the sum is the Java twin's.
// Java twin ciel.sim.sensor.PixelBoundaries

kernel void start_edges(global uint *ints, uint words, uint is_fixed) {
    const uint i = get_global_id(0);
    if (i < words) {
        ints[BOUNDARIES_EDGES + i] = is_fixed != 0u ? ints[BOUNDARIES_FIXED + i] : 0u;
    }
}

// Electrons that act at a place; none off the detector.
INLINE float acting_charge(global const int *charge, int width, int height, int x, int y, int most) {
    return x < 0 || x >= width || y < 0 || y >= height ? 0.0f : (float)min(charge[y * width + x], most);
}

// What the column of charge at x about the row y does to an edge k + 1/2 px from it.
INLINE float2 edge_column(global const int *charge, int width, int height, int x, int y, int k, int most, global const float *c) {
    const float below1 = acting_charge(charge, width, height, x, y - 1, most);
    const float above1 = acting_charge(charge, width, height, x, y + 1, most);
    const float below2 = acting_charge(charge, width, height, x, y - 2, most);
    const float above2 = acting_charge(charge, width, height, x, y + 2, most);
    const float below3 = acting_charge(charge, width, height, x, y - 3, most);
    const float above3 = acting_charge(charge, width, height, x, y + 3, most);
    const float middle = acting_charge(charge, width, height, x, y, most);
    return (float2)(fma(c[12 + k], above3 + below3, fma(c[8 + k], above2 + below2, fma(c[4 + k], above1 + below1, c[k] * middle))),
                    fma(c[28 + k], above3 - below3, fma(c[24 + k], above2 - below2, c[20 + k] * (above1 - below1))));
}

// What the charge above and below the edge y at the column x does to an edge j px beside it.
INLINE float2 edge_row(global const int *charge, int width, int height, int x, int y, int j, int most, global const float *c) {
    const float a0 = acting_charge(charge, width, height, x, y, most) - acting_charge(charge, width, height, x, y - 1, most);
    const float a1 = acting_charge(charge, width, height, x, y + 1, most) - acting_charge(charge, width, height, x, y - 2, most);
    const float a2 = acting_charge(charge, width, height, x, y + 2, most) - acting_charge(charge, width, height, x, y - 3, most);
    const float a3 = acting_charge(charge, width, height, x, y + 3, most) - acting_charge(charge, width, height, x, y - 4, most);
    global const float *m = c + 32 + 4 * j;
    global const float *n = c + 48 + 4 * j;
    return (float2)(fma(m[3], a3, fma(m[2], a2, fma(m[1], a1, m[0] * a0))), fma(n[3], a3, fma(n[2], a2, fma(n[1], a1, n[0] * a0))));
}

kernel void move_edges(global const int *restrict charge, global const float *restrict floats, global uint *ints, uint epoch, int most, uint is_fixed) {
    const int width = (int)BOUNDARIES_WIDTH;
    const int height = (int)BOUNDARIES_HEIGHT;
    const uint vertical = (uint)height * (uint)(width + 1);
    const uint i = get_global_id(0);
    if (i >= vertical + (uint)(height + 1) * (uint)width) {
        return;
    }
    global const float *c = floats + BOUNDARIES_MOTION + 64u * epoch;
    float2 sum;
    if (i < vertical) {
        const int y = (int)(i / (uint)(width + 1));
        const int k = (int)(i - (uint)y * (uint)(width + 1));
        const float2 right0 = edge_column(charge, width, height, k, y, 0, most, c);
        const float2 left0 = edge_column(charge, width, height, k - 1, y, 0, most, c);
        const float2 right1 = edge_column(charge, width, height, k + 1, y, 1, most, c);
        const float2 left1 = edge_column(charge, width, height, k - 2, y, 1, most, c);
        const float2 right2 = edge_column(charge, width, height, k + 2, y, 2, most, c);
        const float2 left2 = edge_column(charge, width, height, k - 3, y, 2, most, c);
        const float2 right3 = edge_column(charge, width, height, k + 3, y, 3, most, c);
        const float2 left3 = edge_column(charge, width, height, k - 4, y, 3, most, c);
        sum = right0 - left0 + (right1 - left1) + (right2 - left2) + (right3 - left3);
    } else {
        const int l = (int)((i - vertical) / (uint)width);
        const int x = (int)(i - vertical - (uint)l * (uint)width);
        const float2 own = edge_row(charge, width, height, x, l, 0, most, c);
        const float2 right1 = edge_row(charge, width, height, x + 1, l, 1, most, c);
        const float2 left1 = edge_row(charge, width, height, x - 1, l, 1, most, c);
        const float2 right2 = edge_row(charge, width, height, x + 2, l, 2, most, c);
        const float2 left2 = edge_row(charge, width, height, x - 2, l, 2, most, c);
        const float2 right3 = edge_row(charge, width, height, x + 3, l, 3, most, c);
        const float2 left3 = edge_row(charge, width, height, x - 3, l, 3, most, c);
        sum.x = own.x + (right1.x + left1.x) + (right2.x + left2.x) + (right3.x + left3.x);
        sum.y = right1.y - left1.y + (right2.y - left2.y) + (right3.y - left3.y);
    }
    int mean = (int)(sum.x + 32768.5f) - 32768;
    int slope = (int)(sum.y + 32768.5f) - 32768;
    if (is_fixed != 0u) {
        const int fixed_word = (int)ints[BOUNDARIES_FIXED + i];
        mean = clamp(mean + (fixed_word >> 16), -32767, 32767);
        slope = clamp(slope + ((fixed_word << 16) >> 16), -32767, 32767);
    }
    ints[BOUNDARIES_EDGES + i] = (uint)mean << 16 | ((uint)slope & 0xFFFFu);
}
