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
    /** Points on each rim of the pupil that are looked at for the farthest photon, and what lies between them. */
    private static final int RIM = 16;

    private static final double BETWEEN = 1.1;

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
    public double reach(double photons, double scale, float[] floats, int f) {
        double most = 0;
        for (int k = 0; k < 2 * RIM * 3; k++) {
            double angle = 2 * Math.PI * (k % RIM) / RIM;
            double radius = k / RIM % 2 == 0 ? 1 : Pupil.INNER_M / Pupil.OUTER_M;
            float u = (float) (radius * StrictMath.cos(angle));
            float v = (float) (radius * StrictMath.sin(angle));
            float w = k / (2 * RIM) - 1;
            double x = PupilTerms.shifted(0, floats, f, 0, u, v, w);
            double y = PupilTerms.shifted(0, floats, f, 1, u, v, w);
            most = Math.max(most, x * x + y * y);
        }
        return BETWEEN * Math.sqrt(most);
    }

    @Override
    public void source(SourcePlace place, float[] floats, int f, int[] ints, int i) {
        numbers.fill(place, floats, f);
    }
}
