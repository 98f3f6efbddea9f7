package ciel.sim.spectrum;

import ciel.sim.camera.Camera;

/**
 * Choices of {@link LsstSpectra}.
 *
 * @param baselineDetector every CCD has the efficiency of the baseline detector of lsst/throughputs instead of its own
 * @param airmass          airmass instead of the visit's, &ge; 1; NaN takes the visit's
 * @param atmosphere       whether the atmosphere absorbs
 * @param hostDust         whether a catalog's internal dust is applied (imSim reads it and does not)
 * @param outOfBand        whether light counts that passes the filter where the band is below 1e-3 of its peak
 *      (imSim cuts it off: 0.2 % of a flat spectrum
 *                         in u, 0.7 % of a G star, 20 % of an M dwarf)
 * @param camera           filters, CCDs and collecting area
 * @param air              what the air holds
 * @param own              curves of the user's own in place of the project's
 */
public record SpectrumOptions(
        boolean baselineDetector,
        double airmass,
        boolean atmosphere,
        boolean hostDust,
        boolean outOfBand,
        Camera camera,
        Air air,
        OwnThroughput own) {
    /** The CCDs' own efficiencies, the visit's airmass, atmosphere, host dust and out-of-band light on. */
    public static final SpectrumOptions DEFAULTS =
            new SpectrumOptions(false, Double.NaN, true, true, true, Camera.lsst(), Air.TABLE, OwnThroughput.NONE);

    /** @return the same with the quantum efficiency of the project's baseline for every CCD, or with each CCD's own */
    public SpectrumOptions withBaselineDetector(boolean on) {
        return new SpectrumOptions(on, airmass, atmosphere, hostDust, outOfBand, camera, air, own);
    }

    /** @param value airmass, or NaN for the visit's */
    public SpectrumOptions withAirmass(double value) {
        return new SpectrumOptions(baselineDetector, value, atmosphere, hostDust, outOfBand, camera, air, own);
    }

    /** @return the same with or without the transmission of the atmosphere */
    public SpectrumOptions withAtmosphere(boolean on) {
        return new SpectrumOptions(baselineDetector, airmass, on, hostDust, outOfBand, camera, air, own);
    }

    /** @return the same with or without the internal dust of galaxies */
    public SpectrumOptions withHostDust(boolean on) {
        return new SpectrumOptions(baselineDetector, airmass, atmosphere, on, outOfBand, camera, air, own);
    }

    /** @return the same with or without light outside the filter's nominal band */
    public SpectrumOptions withOutOfBand(boolean on) {
        return new SpectrumOptions(baselineDetector, airmass, atmosphere, hostDust, on, camera, air, own);
    }

    /** @return the same through other air */
    public SpectrumOptions withAir(Air value) {
        return new SpectrumOptions(baselineDetector, airmass, atmosphere, hostDust, outOfBand, camera, value, own);
    }

    /** @return the same with curves of the user's own */
    public SpectrumOptions withOwn(OwnThroughput value) {
        return new SpectrumOptions(baselineDetector, airmass, atmosphere, hostDust, outOfBand, camera, air, value);
    }

    /** @return the same with another camera */
    public SpectrumOptions withCamera(Camera other) {
        return new SpectrumOptions(baselineDetector, airmass, atmosphere, hostDust, outOfBand, other, air, own);
    }
}
