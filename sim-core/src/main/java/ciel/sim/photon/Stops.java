package ciel.sim.photon;

import java.util.Set;

/**
 * A photon is lost where the clear apertures of mirrors, lenses and filter stop it. Each edge, traced back to the
 * entrance pupil, is a circle: the photon is outside of it where
 * a (u^2 + v^2) + b u + c v + d + e w is positive. u and v are in units of the pupil's radius; w is the refractive index
 * of the glass at the photon's wavelength, scaled to -1 to 1 over the band.
 *
 * @param circles how many of the {@value #CIRCLES} circles of a source can stop anything
 * @param index   w of each wavelength bin
 * @param numbers fills a, b, c, d, e of each circle of a source
 */
public record Stops(int circles, float[] index, SourceNumbers numbers) implements PhotonStep {
    /** Most circles. */
    public static final int CIRCLES = 8;
    /** Floats of a circle. */
    public static final int TERMS = 5;
    /** Floats of a source. */
    public static final int FLOATS = CIRCLES * TERMS;

    public Stops {
        if (circles < 0 || circles > CIRCLES || index.length != SourceTable.BINS) {
            throw new IllegalArgumentException(circles + " circles, " + index.length + " wavelength bins");
        }
    }

    /** @return whether a ray at a point of the pupil is stopped by one of the circles that begin at {@code at} */
    public static boolean stopped(float[] c, int at, int circles, float u, float v, float w) {
        float square = Math.fma(u, u, v * v);
        float most = -1;
        for (int k = at; k < at + circles * TERMS; k += TERMS) {
            float outside = Math.fma(
                    c[k], square, Math.fma(c[k + 1], u, Math.fma(c[k + 2], v, Math.fma(c[k + 4], w, c[k + 3]))));
            most = Math.max(most, outside);
        }
        return most > 0;
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
    public boolean loses() {
        return true;
    }

    @Override
    public void tables(StepTables to) {
        to.floats("STOPS_INDEX", index);
        to.number("STOPS_CIRCLES", circles);
    }

    @Override
    public int sourceFloats() {
        return FLOATS;
    }

    @Override
    public void source(SourcePlace place, float[] floats, int f, int[] ints, int i) {
        numbers.fill(place, floats, f);
    }
}
