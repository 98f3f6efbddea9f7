/**
 * skyCatalogs (LSSTDESC): a YAML description, Parquet files by HEALPix pixel, spectra in HDF5. {@link
 * ciel.sim.skycatalog.SkyCatalog} is the entrance.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.sim.skycatalog;
