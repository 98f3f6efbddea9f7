package ciel.sim.spectrum;

/**
 * Choices of {@link LsstSpectra}.
 *
 * @param baselineDetector every CCD has the efficiency of the baseline detector of lsst/throughputs instead of its own
 * @param airmass          airmass instead of the visit's, &ge; 1; NaN takes the visit's
 * @param atmosphere       whether the atmosphere absorbs
 * @param hostDust         whether a catalog's internal dust is applied (imSim reads it and does not)
 */
public record SpectrumOptions(boolean baselineDetector, double airmass, boolean atmosphere, boolean hostDust) {
    /** The CCDs' own efficiencies, the visit's airmass, atmosphere and host dust on. */
    public static final SpectrumOptions DEFAULTS = new SpectrumOptions(false, Double.NaN, true, true);

    public SpectrumOptions withBaselineDetector(boolean on) {
        return new SpectrumOptions(on, airmass, atmosphere, hostDust);
    }

    /** @param value airmass, or NaN for the visit's */
    public SpectrumOptions withAirmass(double value) {
        return new SpectrumOptions(baselineDetector, value, atmosphere, hostDust);
    }

    public SpectrumOptions withAtmosphere(boolean on) {
        return new SpectrumOptions(baselineDetector, airmass, on, hostDust);
    }

    public SpectrumOptions withHostDust(boolean on) {
        return new SpectrumOptions(baselineDetector, airmass, atmosphere, on);
    }
}
