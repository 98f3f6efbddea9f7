// Purpose   Normal and Poisson deviates from one random word each.
// Exactness T1: float32, tables made on the host.
// Java twin ciel.sim.readout.NormalTable, ciel.sim.readout.PoissonDraw

#define POISSON_SWITCH 16.0f
#define MAX_SMALL 48
#define SMALLEST_TERM 0x1p-28f

INLINE float normal_deviate(uint word, global const float *restrict nodes) {
    const uint bits = as_uint((float)(int)(word & 0x7FFFFFFFu | 1u));
    const uint cell = (bits >> 18) - (127u << 5);
    const float fraction = (float)(int)(bits & 0x3FFFFu) * 0x1p-18f;
    const float low = nodes[cell];
    const float magnitude = fma(fraction, nodes[cell + 1u] - low, low);
    return as_float(as_uint(magnitude) | (word & 0x80000000u));
}

INLINE float reciprocal_root(float x) {
    float y = as_float(0x5f375a86 - (as_int(x) >> 1));
    const float half_x = -0.5f * x;
    y *= fma(half_x * y, y, 1.5f);
    y *= fma(half_x * y, y, 1.5f);
    y *= fma(half_x * y, y, 1.5f);
    return y;
}

INLINE int poisson_large(uint word, float mean, global const float *restrict nodes) {
    const float z = normal_deviate(word, nodes);
    const float r = reciprocal_root(mean);
    const float zz = z * z;
    const float order0 = fma(zz, P_SIXTH, P_THIRD);
    const float order1 = z * fma(zz, P_C72, P_C36);
    const float order2 = fma(zz, fma(zz, P_C270, P_C810), P_C405);
    const int whole = (int)mean;
    const float part = mean - (float)whole;
    const float correction = fma(r, fma(r, order2, order1), order0);
    const float rest = fma(mean * r, z, correction + part);
    int below = (int)rest;
    if (rest < (float)below) {
        below--;
    }
    return max(whole + below, 0);
}

INLINE float falling_exponential(float x, global const float *restrict exponentials) {
    const int j = (int)(x * 4.0f);
    const float t = fma((float)j, -0.25f, x);
    float p = fma(t, P_E5, P_E4);
    p = fma(t, p, P_E3);
    p = fma(t, p, 0.5f);
    p = fma(t, p, -1.0f);
    p = fma(t, p, 1.0f);
    return exponentials[j] * p;
}

INLINE int poisson_small(uint word, float mean, global const float *restrict exponentials, global const float *restrict reciprocals) {
    const float positive = max(mean, 0.0f);
    const float u = (float)(int)(word >> 8) * 0x1p-24f;
    float term = falling_exponential(positive, exponentials);
    float sum = term;
    int k = 0;
    while (k < MAX_SMALL && u >= sum && (term >= SMALLEST_TERM || (float)k < positive)) {
        k++;
        term *= positive * reciprocals[k];
        sum += term;
    }
    return k;
}

// tables: NORMAL_NODES normal nodes, then 64 exponentials, then MAX_SMALL + 1 reciprocals
INLINE int poisson(uint word, float mean, global const float *restrict tables) {
    return mean < POISSON_SWITCH ? poisson_small(word, mean, tables + NORMAL_NODES, tables + NORMAL_NODES + 64) : poisson_large(word, mean, tables);
}
