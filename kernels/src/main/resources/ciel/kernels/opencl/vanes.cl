// Purpose   Step: vanes of the spider stop photons and deflect those that pass near.
// Tables    VANES_KICK    float[128]   lambda / (4 pi sqrt 2) (m) of each wavelength bin
//           VANES_NORMAL  float[994]   nodes of the normal deviates
//           VANES_TURN    number       bits of the angle (rad) by which the vanes turn in the exposure
//           VANES_BLOCKS  number       1 where photons on a vane are lost
// Source    2 x 2 matrix, pixels per radian along u and v
// Exactness T1.
// Java twin ciel.sim.photon.Vanes, ciel.sim.engine.ScalarOptics

INLINE bool step_vanes(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    const float angle = (p->t - 0.5f) * as_float(VANES_TURN);
    const float su = fma(angle, p->v, p->u);
    const float sv = fma(-angle, p->u, p->v);
    const float a1 = fabs(fabs((su + sv) * VANE_DIAGONAL) - VANE_OFFSET) - VANE_HALF_WIDTH;
    const float a2 = fabs(fabs((su - sv) * VANE_DIAGONAL) - VANE_OFFSET) - VANE_HALF_WIDTH;
    const float nearest = fmin(a1, a2);
    if (VANES_BLOCKS != 0u && nearest < 0.0f) {
        return false;
    }
    const uint word = W_TIME_AND_VANE << 16;
    const uint bits = as_uint((float)((word & 0x7FFFFFFFu) | 1u));
    global const float *node = floats + VANES_NORMAL + (bits >> 18) - NORMAL_FIRST_CELL;
    const float magnitude = fma((float)(bits & 0x3FFFFu) * NORMAL_CELL_FRACTION, node[1] - node[0], node[0]);
    const float deviate = as_float(as_uint(magnitude) | (word & 0x80000000u));
    const float d = fmax(fabs(nearest), VANE_NEAREST);
    float r = as_float(VANE_FIRST_GUESS - as_uint(d));
    r = fma(r, fma(-d, r, 1.0f), r);
    r = fma(r, fma(-d, r, 1.0f), r);
    r = fma(r, fma(-d, r, 1.0f), r);
    const float a = deviate * floats[VANES_KICK + p->bin] * r;
    const float b = a1 - a2 < 0.0f ? a : -a;
    global const float *m = s->f + SF_VANES;
    move(p, (float4)(m[0], m[1], m[2], m[3]), (float2)(fma(-angle, b, a), fma(angle, a, b)));
    return true;
}
