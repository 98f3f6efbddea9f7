package ciel.sim.photon;

import java.util.Set;

/**
 * A photon is moved by a radius from a quantile table in a direction drawn at random: a point spread function, or what
 * of it the screens leave out.
 *
 * @param radii quantile tables of the radius (arcsec), one after the other: one row, or a power of two of them up to
 *      {@value SourceTable#BINS}; the row of wavelength bin k is k rows / BINS
 */
public record Spread(float[] radii) implements PhotonStep {
    public Spread {
        int rows = radii.length / QuantileTable.STRIDE;
        if (Integer.bitCount(rows) != 1 || rows > SourceTable.BINS || rows * QuantileTable.STRIDE != radii.length) {
            throw new IllegalArgumentException(
                    "point spread function of " + radii.length + " floats is not a power of two of tables");
        }
    }

    /** @return right shift that turns a wavelength bin into a row */
    public int rowShift() {
        return Integer.numberOfTrailingZeros(SourceTable.BINS / (radii.length / QuantileTable.STRIDE));
    }

    @Override
    public Set<PhotonWord> words() {
        return Set.of(PhotonWord.SPREAD_RADIUS, PhotonWord.SPREAD_DIRECTION);
    }

    @Override
    public void tables(StepTables to) {
        to.floats("SPREAD_RADII", radii);
        to.number("SPREAD_ROW_SHIFT", rowShift());
    }
}
