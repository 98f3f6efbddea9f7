// Purpose   Step: the sum of the gradients of the atmosphere's layers, each at the node nearest to the photon's ray.
// Tables    SCREENS_GRADIENTS   uint[6 x 4^bits]   two 16-bit integers a node: nm/m along u (lower half) and v;
//                                                strips of 16 lines, column after column
//           SCREENS_WIND        float[12]          nodes an exposure along u and v, layer after layer
// Exactness T1: sums of integers.
// Java twin ciel.sim.photon.Screens, ciel.sim.engine.ScalarSteps

INLINE bool step_screens(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    const uint bits = SCREENS_BITS;
    const uint mask = (1u << bits) - 1u;
    const float radius = as_float(SCREENS_RADIUS);
    int along_u = 0;
    int along_v = 0;
    for (uint layer = 0u; layer < 6u; layer++) {
        const float u = fma(p->t, floats[SCREENS_WIND + 2u * layer], s->f[SF_SCREENS + 4u + 2u * layer]);
        const float v = fma(p->t, floats[SCREENS_WIND + 2u * layer + 1u], s->f[SF_SCREENS + 5u + 2u * layer]);
        const uint column = (uint)convert_int_sat(fma(p->u, radius, u)) & mask;
        const uint line = (uint)convert_int_sat(fma(p->v, radius, v)) & mask;
        const int node = (int)ints[SCREENS_GRADIENTS + (layer << 2u * bits) + ((line & ~15u) << bits) + (column << 4u) + (line & 15u)];
        along_u += (node << 16) >> 16;
        along_v += node >> 16;
    }
    global const float *m = s->f + SF_SCREENS;
    move(p, (float4)(m[0], m[1], m[2], m[3]), (float2)((float)along_u, (float)along_v));
    return true;
}
