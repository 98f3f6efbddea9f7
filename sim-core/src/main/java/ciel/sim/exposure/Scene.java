package ciel.sim.exposure;

import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.WcsHeader;
import ciel.sim.photon.SourceTable;

/** What is to be drawn: the visit, and for each detector the sources whose light reaches it. Safe for many threads. */
interface Scene {
    Visit visit();

    /** @return photons to shoot on all detectors asked for, about; for a progress bar */
    long expectedPhotons();

    Sources on(Detector detector);

    WcsHeader wcs(Detector detector);

    HeaderInput header(Detector detector, Provenance provenance);

    /**
     * @return whether the scene is seen through the telescope; else it is given as it falls on the detector: the sky is
     * not vignetted and cosmic rays are left out unless asked for
     */
    boolean throughTelescope();

    /** @return dark-sky electrons per pixel at the centre of the field when the settings leave it to the scene */
    double skyElectrons(Detector detector);

    /** @return how many spectra came from a library and how many were made up; asked after the last detector */
    RenderManifest.Spectra spectra();

    /** @return what became of the catalog; for the summary */
    default CatalogFindings findings() {
        return CatalogFindings.NONE;
    }

    /**
     * The sources of one detector.
     *
     * @param batch   for the engine; source i has row i of the truth, which may have more rows
     * @param truth   one row a source, realized flux still 0
     * @param objects objects that the catalog's selection puts on the detector, also those that skip_invalid
     *      leaves undrawn; the other rows are bright objects far outside whose wings reach it
     */
    record Sources(SourceTable batch, java.util.List<TruthRow> truth, long objects) {}
}
