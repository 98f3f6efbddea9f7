// Purpose   Step: a photon is lost where a clear aperture of the telescope stops it.
// Tables    STOPS_INDEX    float[128]   scaled refractive index of each wavelength bin
//           STOPS_CIRCLES  number       circles of a source that can stop anything
// Source    a, b, c, d, e of each circle
// Exactness T1.
// Java twin ciel.sim.photon.Stops, ciel.sim.engine.ScalarOptics

INLINE bool step_stops(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    const float index = floats[STOPS_INDEX + p->bin];
    const float square = fma(p->u, p->u, p->v * p->v);
    global const float *c = s->f + SF_STOPS;
    const uint circles = STOPS_CIRCLES;
    float most = -1.0f;
    for (uint k = 0u; k < circles; k++, c += 5) {
        most = fmax(most, fma(c[0], square, fma(c[1], p->u, fma(c[2], p->v, fma(c[4], index, c[3])))));
    }
    return !(most > 0.0f);
}
