package ciel.sim.photon;

import java.util.Set;

/**
 * The air's refraction differs with the wavelength: a photon is moved along the direction to the zenith.
 *
 * @param shift   {@value SourceTable#BINS} numbers: towards the zenith (arcsec) at a zenith distance of 45 deg,
 *      relative to the wavelength of the chief rays
 * @param numbers fills two numbers of a source: x and y (px) of one arcsec towards the zenith, times the tangent of
 *      its zenith distance
 */
public record Dispersion(float[] shift, SourceNumbers numbers) implements PhotonStep {
    /** Floats of a source. */
    public static final int FLOATS = 2;

    public Dispersion {
        if (shift.length != SourceTable.BINS) {
            throw new IllegalArgumentException(shift.length + " wavelength bins");
        }
    }

    @Override
    public Set<PhotonWord> words() {
        return Set.of();
    }

    @Override
    public Set<Class<? extends PhotonStep>> needs() {
        return Set.of(Wavelength.class);
    }

    @Override
    public void tables(StepTables to) {
        to.floats("DISPERSION_SHIFT", shift);
    }

    @Override
    public int sourceFloats() {
        return FLOATS;
    }

    @Override
    public double reach(double photons, double scale, float[] floats, int f) {
        double most = 0;
        for (float s : shift) {
            most = Math.max(most, Math.abs(s));
        }
        return most * Math.sqrt(floats[f] * floats[f] + floats[f + 1] * floats[f + 1]);
    }

    @Override
    public void source(SourcePlace place, float[] floats, int f, int[] ints, int i) {
        numbers.fill(place, floats, f);
    }
}
