// Purpose   Step: column and line (from 0, of the whole detector) on a square grid; whether they are on the detector is asked where the electron is put down.
// Exactness T1.
// Java twin ciel.sim.photon.Pixels, ciel.sim.engine.ScalarSteps

INLINE bool step_pixels(photon_t *p, const source_t *s, const words_t *w, global const float *floats, global const uint *ints) {
    p->column = s->base_x + floor_to_int(p->x);
    p->line = s->base_y + floor_to_int(p->y);
    return true;
}
