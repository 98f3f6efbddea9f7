// Purpose   Step: vanes of the spider stop photons and deflect those that pass near.
// Tables    VANES_KICK    float[128]   lambda / (4 pi sqrt 2) (m) of each wavelength bin
//           VANES_NORMAL  float[994]   nodes of the normal deviates
//           VANES_TURN    number       bits of the angle (rad) by which the vanes turn in the exposure
//           VANES_BLOCKS  number       1 where photons on a vane are lost
//           VANES_RIMS    number       1 where the rims of M1 deflect too
// Source    2 x 2 matrix, pixels per radian along u and v
// Exactness T1.
// Java twin ciel.sim.photon.Vanes, ciel.sim.engine.ScalarOptics

// 1 / d by three steps of Newton's.
INLINE float vane_reciprocal(float d) {
    float r = as_float(VANE_FIRST_GUESS - as_uint(d));
    r = fma(r, fma(-d, r, 1.0f), r);
    r = fma(r, fma(-d, r, 1.0f), r);
    return fma(r, fma(-d, r, 1.0f), r);
}

// Square root by three steps of Newton's.
INLINE float pupil_root(float x) {
    float r = as_float(PUPIL_ROOT_GUESS - (as_uint(x) >> 1));
    const float half_x = -0.5f * x;
    r = r * fma(half_x * r, r, 1.5f);
    r = r * fma(half_x * r, r, 1.5f);
    r = r * fma(half_x * r, r, 1.5f);
    return x * r;
}

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
    float distance = fmax(fabs(nearest), VANE_NEAREST);
    float across_u = 1.0f;
    float across_v = a1 - a2 < 0.0f ? 1.0f : -1.0f;
    if (VANES_RIMS != 0u) {
        const float radius = pupil_root(fma(su, su, sv * sv));
        const float rim = fmax(fmin(fabs(radius - VANE_INNER_RIM), fabs(radius - VANE_OUTER_RIM)) * VANE_RADIUS, VANE_NEAREST);
        if (rim < distance) {
            distance = rim;
            const float unit = VANE_ROOT_2 * vane_reciprocal(radius);
            across_u = su * unit;
            across_v = sv * unit;
        }
    }
    const uint word = W_TIME_AND_VANE << 16;
    const uint bits = as_uint((float)((word & 0x7FFFFFFFu) | 1u));
    global const float *node = floats + VANES_NORMAL + (bits >> 18) - NORMAL_FIRST_CELL;
    const float magnitude = fma((float)(bits & 0x3FFFFu) * NORMAL_CELL_FRACTION, node[1] - node[0], node[0]);
    const float deviate = as_float(as_uint(magnitude) | (word & 0x80000000u));
    const float kick = deviate * floats[VANES_KICK + p->bin] * vane_reciprocal(distance);
    const float a = kick * across_u;
    const float b = kick * across_v;
    global const float *m = s->f + SF_VANES;
    move(p, (float4)(m[0], m[1], m[2], m[3]), (float2)(fma(-angle, b, a), fma(angle, a, b)));
    return true;
}
