package ciel.sim.spectrum;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Light;

/**
 * Turns SED name, magnitude, redshift and dust into photons, for one visit (band, airmass, exposure time). Safe for
 * many threads.
 */
public interface VisitSpectra {
    /**
     * Number of wavelength bins: {@link #IN_BAND} across the band, the rest for what the filter lets through elsewhere.
     */
    int BINS = 128;

    /**
     * Bins 0 to IN_BAND - 1 are equal and adjoining. Bins IN_BAND to BINS - 1, wide and elsewhere, hold less than 1 %
     * of most spectra.
     */
    int IN_BAND = 112;

    /**
     * @return wavelength (nm) of bin k, 0 to BINS - 1: its centre; out of band, the mean over the photons of a flat-AB
     * source
     */
    double wavelength(int bin);

    /**
     * @param sed      file name relative to the library
     * @param magnorm  AB magnitude at 500 nm in the rest frame of the file
     * @param redshift &ge; 0
     * @param internal host dust at rest wavelength (CCM)
     * @param galactic Milky Way dust at observed wavelength (Fitzpatrick 2019)
     */
    ObjectSpectrum spectrum(String sed, double magnorm, double redshift, Dust internal, Dust galactic);

    /**
     * As {@link #spectrum(String, double, double, Dust, Dust)} for a spectrum however it is given; magnorm does not
     * scale one that has its own scale.
     */
    ObjectSpectrum spectrum(Light light, double magnorm, double redshift, Dust internal, Dust galactic);

    /**
     * @param detector number 0 to 188
     * @return probability, per wavelength bin, that this detector keeps a photon of the envelope band; each 0 to 1
     */
    double[] acceptance(int detector);

    /** @return expected electrons of an object on a detector (unlensed, unvignetted) */
    default double electrons(ObjectSpectrum spectrum, int detector) {
        double[] acceptance = acceptance(detector);
        double sum = 0;
        for (int k = 0; k < BINS; k++) {
            sum += spectrum.probability()[k] * acceptance[k];
        }
        return sum * spectrum.electrons();
    }

    /**
     * @param spectrum of the sky above the telescope (erg/s/cm^2/nm/arcsec^2), a value for each whole nm from {@link
     *     Throughputs#FIRST_NM} to LAST_NM
     * @return electrons per pixel (of LSSTCam 0.04 arcsec^2) during the exposure on a detector, before vignetting
     */
    double skyElectrons(double[] spectrum, int detector);

    /**
     * @return mean wavelength (nm) of the band of a detector, weighted by its transmission: integral of lambda S
     *      over integral of S, as GalSim defines it;
     *         without out-of-band light
     */
    double effectiveWavelength(int detector);
}
