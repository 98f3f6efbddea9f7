// Purpose   Step: transverse aberration of the telescope, and slopes within the silicon.
// Tables    ABERRATION_INDEX   float[128]   scaled refractive index of each wavelength bin
//           ABERRATION_SLOPES  number       1 where a later step needs slopes
// Source    PupilTerms
// Exactness T1.
// Java twin ciel.sim.photon.PupilTerms, ciel.sim.engine.ScalarOptics

// A polynomial in u and v: the coefficient of u^i v^j in row i, place j; rows follow one another and become shorter.
INLINE float pupil_polynomial(global const float *c, int degree, float u, float v) {
    int row = (degree + 1) * (degree + 2) / 2 - 1;
    float sum = c[row];
    for (int i = degree - 1; i >= 0; i--) {
        row -= degree - i + 1;
        float inner = c[row + degree - i];
        for (int j = degree - i - 1; j >= 0; j--) {
            inner = fma(inner, v, c[row + j]);
        }
        sum = fma(sum, u, inner);
    }
    return sum;
}

INLINE float pupil_shifted(float start, global const float *c, int axis, float u, float v, float w) {
    float moved = start + pupil_polynomial(c + axis * 45, 8, u, v);
    global const float *own = c + 90 + axis * 37;
    const float p3 = pupil_polynomial(own + 21, 3, u, v);
    moved = fma(w, fma(w, p3, pupil_polynomial(own, 5, u, v)), moved);
    global const float *r = own + 31;
    const float t = fma(u, u, fma(v, v, -PUPIL_RADIAL_ZERO));
    const float t2 = t * t;
    const float along_u = fma(t, fma(t, r[2], r[1]), r[0]);
    const float along_v = fma(t, fma(t, r[5], r[4]), r[3]);
    return fma(t2 * t2, fma(u, along_u, v * along_v), moved);
}

INLINE float pupil_slope(global const float *c, int axis, float u, float v, float w) {
    global const float *own = c + 164 + axis * 13;
    return fma(w, pupil_polynomial(own + 10, 1, u, v), pupil_polynomial(own, 3, u, v));
}

INLINE bool step_aberration(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    global const float *c = s->f + SF_ABERRATION;
    const float index = floats[ABERRATION_INDEX + p->bin];
    p->x = pupil_shifted(p->x, c, 0, p->u, p->v, index);
    p->y = pupil_shifted(p->y, c, 1, p->u, p->v, index);
    if (ABERRATION_SLOPES != 0u) {
        p->slope_x = pupil_slope(c, 0, p->u, p->v, index);
        p->slope_y = pupil_slope(c, 1, p->u, p->v, index);
    }
    return true;
}
