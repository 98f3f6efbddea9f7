package ciel.sim.photon;

import java.util.Set;

/**
 * A photon gets the bin of its wavelength from its source's spectrum, and is kept with the probability that the
 * detector has in that bin.
 *
 * @param acceptance {@value SourceTable#BINS} thresholds: a photon of bin k is kept when its word &gt;&gt;&gt; 1 is
 *      below
 */
public record Wavelength(int[] acceptance) implements PhotonStep {
    /** @param acceptance probability to keep a photon of each of {@value SourceTable#BINS} bins, 0 to 1 */
    public static Wavelength of(double[] acceptance) {
        int[] thresholds = new int[SourceTable.BINS];
        for (int k = 0; k < thresholds.length; k++) {
            if (!(acceptance[k] >= 0 && acceptance[k] <= 1)) {
                throw new IllegalArgumentException(
                        "acceptance " + acceptance[k] + " of bin " + k + " is not a probability");
            }
            thresholds[k] = (int) Math.min(Integer.MAX_VALUE, Math.round(acceptance[k] * 0x1p31));
        }
        return new Wavelength(thresholds);
    }

    @Override
    public Set<PhotonWord> words() {
        return Set.of(PhotonWord.WAVELENGTH, PhotonWord.ACCEPTANCE);
    }

    @Override
    public boolean loses() {
        return true;
    }

    @Override
    public void tables(StepTables to) {
        to.ints("WAVELENGTH_ACCEPTANCE", acceptance);
    }
}
