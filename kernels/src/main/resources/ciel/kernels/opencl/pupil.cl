// Purpose   Step: time of a photon, and its point on the entrance pupil.
// Exactness T1.
// Java twin ciel.sim.photon.Pupil, ciel.sim.engine.ScalarSteps

INLINE bool step_pupil(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    const float x = fma((float)(int)(W_PUPIL_RADIUS >> 8) * 0x1p-24f, PUPIL_SQUARE_SPAN, PUPIL_SQUARE_INNER);
    float r = as_float(PUPIL_ROOT_GUESS - (as_uint(x) >> 1));
    const float half_x = -0.5f * x;
    r = r * fma(half_x * r, r, 1.5f);
    r = r * fma(half_x * r, r, 1.5f);
    r = r * fma(half_x * r, r, 1.5f);
    const float2 at = direction(x * r, W_PUPIL_ANGLE);
    p->u = at.x;
    p->v = at.y;
    p->t = fma(p->span, (float)(int)(W_TIME_AND_VANE >> 16) * 0x1p-16f, p->begin);
    return true;
}
