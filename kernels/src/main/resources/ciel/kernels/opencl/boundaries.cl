// Purpose   Step: column and line among pixels whose boundaries are moved.
// Tables    BOUNDARIES_WIDTH, BOUNDARIES_HEIGHT  numbers: pixels
//           BOUNDARIES_DEEP                      number: 1 where electrons have heights
//           BOUNDARIES_EDGES                     int[]: words of the edges, see edges.cl
// Exactness T1.
// Java twin ciel.sim.photon.Boundaries, ciel.sim.engine.ScalarSteps

INLINE float edge_shift(int word, float along) {
    return fma((float)((word << 16) >> 16) * EDGE_UNIT, along, (float)(word >> 16) * EDGE_UNIT);
}

INLINE float edge_factor(float height) {
    const float h = min(height, FACTOR_FULL) * FACTOR_PER_FULL;
    float f = fma(h, FACTOR_6, FACTOR_5);
    f = fma(h, f, FACTOR_4);
    f = fma(h, f, FACTOR_3);
    f = fma(h, f, FACTOR_2);
    f = fma(h, f, FACTOR_1);
    return h * f;
}

INLINE bool step_boundaries(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    const int width = (int)BOUNDARIES_WIDTH;
    const int height = (int)BOUNDARIES_HEIGHT;
    global const int *edges = (global const int *)(ints + BOUNDARIES_EDGES);
    const float factor = BOUNDARIES_DEEP != 0u ? edge_factor(p->height) : 1.0f;
    const uint in_column = floor_to_int(p->x);
    const uint in_line = floor_to_int(p->y);
    const uint edge_x = floor_to_int(p->x + 0.5f); // the nearest edges
    const uint edge_y = floor_to_int(p->y + 0.5f);
    const int vertical = clamp((int)(s->base_y + in_line), 0, height - 1) * (width + 1) + clamp((int)(s->base_x + edge_x), 0, width);
    const int horizontal =
        height * (width + 1) + clamp((int)(s->base_y + edge_y), 0, height) * width + clamp((int)(s->base_x + in_column), 0, width - 1);
    const float shift_x = factor * edge_shift(edges[vertical], p->y - (float)(int)in_line - 0.5f);
    const float shift_y = factor * edge_shift(edges[horizontal], p->x - (float)(int)in_column - 0.5f);
    p->column = s->base_x + (p->x - (float)(int)edge_x < shift_x ? edge_x - 1u : edge_x);
    p->line = s->base_y + (p->y - (float)(int)edge_y < shift_y ? edge_y - 1u : edge_y);
    return true;
}
