// Purpose   Step: depth of absorption, the photon's slopes times it, and the diffusion of the electron on its way to the gates.
// Tables    SILICON_LENGTHS    float[132]   absorption length of each wavelength bin (um); thickness (um), 1 / thickness, diffusion at 1 um (px), px in a um
//           SILICON_DEPTHS     float2[2048] quantile table of the exponential distribution
//           SILICON_DIFFUSION  float2[2048] quantile table of the radius of a normal pair
// Exactness T1.
// Java twin ciel.sim.photon.Silicon, ciel.sim.engine.ScalarSteps

INLINE float silicon_root(float x) { // 1 / sqrt(x)
    float y = as_float(0x5f375a86 - (as_int(x) >> 1));
    const float half_x = -0.5f * x;
    y *= fma(half_x * y, y, 1.5f);
    y *= fma(half_x * y, y, 1.5f);
    y *= fma(half_x * y, y, 1.5f);
    return y;
}

INLINE bool step_silicon(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    global const float *n = floats + SILICON_LENGTHS;
    float way = n[p->bin] * quantile((global const float2 *)(floats + SILICON_DEPTHS), 0u, W_DEPTH);
    const int times = (int)(way * n[129]);
    way = fma(-n[128], (float)times, way);
    const float slopes = fma(p->slope_x, p->slope_x, p->slope_y * p->slope_y);
    const float depth = way * fma(slopes, -0.5f, 1.0f);
    const float height = max(n[128] - depth, 0.0f);
    const float moved = depth * n[131];
    p->x = fma(p->slope_x, moved, p->x);
    p->y = fma(p->slope_y, moved, p->y);
    const float width = height * silicon_root(height) * n[130];
    const float2 d = direction(width * quantile((global const float2 *)(floats + SILICON_DIFFUSION), 0u, W_DIFFUSION_RADIUS), W_DIFFUSION_DIRECTION);
    p->x += d.x;
    p->y += d.y;
    p->height = height;
    return true;
}
