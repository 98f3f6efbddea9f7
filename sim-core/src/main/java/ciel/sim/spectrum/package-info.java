/**
 * Spectra, dust, throughputs: from an SED name and a magnitude to photons per wavelength bin.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.sim.spectrum;
