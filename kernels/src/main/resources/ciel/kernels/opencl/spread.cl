// Purpose   Step: a radius by quantile table and a direction: point spread function, or the kick of small turbulence.
// Tables    SPREAD_RADII   float2[2048 rows]   quantile tables of the radius (arcsec)
// Exactness T1.
// Java twin ciel.sim.photon.Spread, ciel.sim.engine.ScalarSteps

INLINE bool step_spread(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    const uint radius = W_SPREAD_RADIUS & s->i[I_SPREAD_FREE] | s->i[I_SPREAD_GIVEN];
    const uint row = p->bin >> SPREAD_ROW_SHIFT;
    global const float2 *radii = (global const float2 *)(floats + SPREAD_RADII);
    move(p, s->spread, direction(quantile(radii, row * (2u * SIDE), radius), W_SPREAD_DIRECTION));
    return true;
}
