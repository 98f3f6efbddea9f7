// Purpose   Step: electrons near the edges of the detector end nearer to them.
// Tables    EDGE_ROLLOFF_TABLE  float[2053]  shift (px, outwards) at equal steps of the distance from an edge, 2048 and two zeros;
//                                            width, height (px), steps in a px
// Exactness T1.
// Java twin ciel.sim.photon.EdgeRolloff, ciel.sim.engine.ScalarSteps

INLINE float outward(float position, int base, float length, global const float *n) {
    const float low = (float)base + position;
    const float high = length - low;
    const float node = min(max(min(low, high) * n[2052], 0.0f), 2048.0f);
    const int k = (int)node;
    const float shift = fma(node - (float)k, n[k + 1] - n[k], n[k]);
    return low < high ? position - shift : position + shift;
}

INLINE bool step_edge_rolloff(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    global const float *n = floats + EDGE_ROLLOFF_TABLE;
    p->x = outward(p->x, (int)s->base_x, n[2050], n);
    p->y = outward(p->y, (int)s->base_y, n[2051], n);
    return true;
}
