package ciel.sim.photon;

import java.util.Set;

/**
 * The telescope: a photon lands off the chief ray of its source by the transverse aberration of its point of the pupil
 * and its wavelength, and enters the silicon at a slope. Both are polynomials, see {@link PupilTerms}, whose
 * coefficients belong to the source.
 *
 * @param index   refractive index of the glass at each wavelength bin, scaled to -1 to 1 over the band
 * @param slopes  whether slopes are needed by a later step
 * @param numbers fills the {@link PupilTerms} of a source
 */
public record Aberration(float[] index, boolean slopes, SourceNumbers numbers) implements PhotonStep {
    public Aberration {
        if (index.length != SourceTable.BINS) {
            throw new IllegalArgumentException(index.length + " wavelength bins");
        }
    }

    @Override
    public Set<PhotonWord> words() {
        return Set.of();
    }

    @Override
    public Set<Class<? extends PhotonStep>> needs() {
        return Set.of(Wavelength.class, Pupil.class);
    }

    @Override
    public void tables(StepTables to) {
        to.floats("ABERRATION_INDEX", index);
        to.number("ABERRATION_SLOPES", slopes ? 1 : 0);
    }

    @Override
    public int sourceFloats() {
        return PupilTerms.FLOATS;
    }

    @Override
    public void source(SourcePlace place, float[] floats, int f, int[] ints, int i) {
        numbers.fill(place, floats, f);
    }
}
