/** Spectra, dust, throughputs: from an SED name and a magnitude to photons per wavelength bin. */
package ciel.sim.spectrum;
