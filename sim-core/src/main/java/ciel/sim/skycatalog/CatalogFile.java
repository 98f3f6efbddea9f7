package ciel.sim.skycatalog;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of objects.
 *
 * @param type  name of the object type
 * @param rows  how its rows become objects
 * @param pixel HEALPix pixel; -1 where the catalog is not divided
 * @param main  Parquet file
 * @param flux  Parquet file with fluxes of the same rows
 * @param seds  HDF5 file with spectra
 */
record CatalogFile(String type, ObjectRows rows, long pixel, Path main, Optional<Path> flux, Optional<Path> seds) {}
