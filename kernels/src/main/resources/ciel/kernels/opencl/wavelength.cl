// Purpose   Step: wavelength bin from the source's spectrum, and whether the detector keeps a photon of that bin.
// Tables    SPECTRA                uint[128 each]   alias tables of spectra
//           WAVELENGTH_ACCEPTANCE  uint[128]        thresholds of detection
// Exactness T1.
// Java twin ciel.sim.photon.Wavelength, ciel.sim.engine.ScalarSteps

INLINE bool step_wavelength(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    const uint cell = W_WAVELENGTH >> 25;
    const uint entry = ints[SPECTRA + s->spectrum + cell];
    p->bin = (W_WAVELENGTH & 0x1FFFFFFu) < entry >> 7 ? cell : entry & 127u;
    return W_ACCEPTANCE >> 1 < ints[WAVELENGTH_ACCEPTANCE + p->bin];
}
