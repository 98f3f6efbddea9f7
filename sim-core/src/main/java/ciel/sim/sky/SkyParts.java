package ciel.sim.sky;

/**
 * Spectra of the sky above the telescope, each in erg/s/cm^2/nm/arcsec^2 at whole nm from {@link
 * ciel.sim.spectrum.Throughputs#FIRST_NM} to LAST_NM.
 *
 * @param dark     airglow, starlight and zodiacal light
 * @param moon     scattered moonlight
 * @param twilight scattered sunlight
 */
public record SkyParts(double[] dark, double[] moon, double[] twilight) {
    /** @return their sum */
    public double[] total() {
        double[] sum = new double[dark.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = dark[i] + moon[i] + twilight[i];
        }
        return sum;
    }
}
