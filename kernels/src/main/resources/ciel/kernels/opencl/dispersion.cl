// Purpose   Step: along the direction to the zenith by the refraction of the wavelength.
// Tables    DISPERSION_SHIFT   float[128]   arcsec at a zenith distance of 45 deg
// Exactness T1.
// Java twin ciel.sim.photon.Dispersion, ciel.sim.engine.ScalarSteps

INLINE bool step_dispersion(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    const float shift = floats[DISPERSION_SHIFT + p->bin];
    p->x = fma(s->f[SF_DISPERSION], shift, p->x);
    p->y = fma(s->f[SF_DISPERSION + 1u], shift, p->y);
    return true;
}
