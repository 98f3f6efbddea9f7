package ciel.sim.spectrum;

/**
 * The light of one object as it reaches the camera of one visit, independent of which detector it falls on.
 *
 * <p>Photons are drawn once for the whole focal plane, in an envelope band: optics x atmosphere x the best quantum
 * efficiency of any of the
 * detectors at each wavelength. A detector then keeps a photon of wavelength bin k with probability {@link
 * VisitSpectra#acceptance}[k]. So the
 * same photons fall whichever detector is rendered (law 2), and each detector sees its own quantum efficiency.
 *
 * @param electrons   expected photons in the envelope band during the exposure, over the whole pupil, unlensed
 * @param probability distribution over the {@link VisitSpectra#BINS} wavelength bins, sums to 1; shared by
 *      objects of equal spectrum
 * @param key         equal for objects that share {@code probability}: index into tables that are built once per
 *      spectrum
 */
public record ObjectSpectrum(double electrons, double[] probability, int key) {}
