// Purpose   Step: from the centre of an extended source to a place in its profile.
// Tables    PROFILES   float2[2048 each]   quantile tables of the radial profiles
//           POINTS     float2[]            knots (profile units)
//           PICTURE    uint[3 cells]       alias tables of pictures
// Exactness T1.
// Java twin ciel.sim.photon.Profile, ciel.sim.engine.ScalarSteps

INLINE float2 profile_displacement(const source_t *s, uint first, uint second, global const float *floats, global const uint *ints) {
    switch (s->kind) {
    case KIND_RADIAL:
        return direction(quantile((global const float2 *)(floats + PROFILES), s->table >> 1, first), second);
    case KIND_BOX:
        return (float2)((float)(int)first * 0x1p-32f, (float)(int)second * 0x1p-32f);
    case KIND_POINTS:
        return ((global const float2 *)(floats + POINTS))[(s->table >> 1) + (uint)((ulong)first * s->count >> 32)];
    default: {
        global const uint *picture = ints + PICTURE + s->table;
        const ulong product = (ulong)first * s->count;
        uint cell = (uint)(product >> 32);
        if ((uint)product >= picture[3u * cell]) {
            cell = picture[3u * cell + 1u];
        }
        const uint position = picture[3u * cell + 2u];
        return (float2)((float)(int)(position & 0xFFFFu) + (float)(int)(second & 0xFFFFu) * 0x1p-16f,
                        (float)(int)(position >> 16) + (float)(int)(second >> 16) * 0x1p-16f);
    }
    }
}

INLINE bool step_profile(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    if (s->kind != KIND_POINT) {
        const uint first = W_PROFILE_FIRST & s->i[I_PROFILE_FREE] | s->i[I_PROFILE_GIVEN];
        move(p, s->profile, profile_displacement(s, first, W_PROFILE_SECOND, floats, ints));
    }
    return true;
}
