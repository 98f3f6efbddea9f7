package ciel.sim.exposure;

import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.WcsHeader;
import ciel.sim.optics.SkyMap;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.SkyGradient;
import ciel.sim.spectrum.LsstSpectra;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** What is to be drawn: the visit, and for each detector the sources whose light reaches it. Safe for many threads. */
interface Scene {
    Visit visit();

    /** @return photons to shoot on all detectors asked for, about; for a progress bar */
    long expectedPhotons();

    /** @return objects that are held in memory for all detectors */
    long objects();

    /** @return bytes that they take */
    default long objectBytes() {
        return objects() * MemoryPlan.OBJECT;
    }

    Sources on(Detector detector);

    WcsHeader wcs(Detector detector);

    /** @return the exact map of the sky onto a detector, or nothing where the scene has no sky */
    Optional<SkyMap> map(Detector detector);

    HeaderInput header(Detector detector, Provenance provenance);

    /**
     * @return whether the scene is seen through the telescope; else it is given as it falls on the detector: the sky is
     * not vignetted and cosmic rays are left out unless asked for
     */
    boolean throughTelescope();

    /** @return throughput against the radius on the focal plane (mm), relative to the axis: how the sky falls off */
    DoubleUnaryOperator vignetting();

    /** @return the level of the sky on a detector when the settings leave it to the scene; vignetting apart */
    SkyGradient sky(Detector detector);

    /** @return wavelength (nm) of a bin of its photons */
    default double wavelength(int bin) {
        return visit().band().effectiveWavelength();
    }

    /** @return solid angle (arcsec2) of a pixel that the level of the sky is of */
    default double pixelArcsec2(Detector detector) {
        return LsstSpectra.PIXEL_ARCSEC2;
    }

    /** @return whether its even light has emission lines, which interfere in the silicon: a lamp's has none */
    default boolean emissionLines() {
        return true;
    }

    /** @return what that sky consists of, or nothing where the scene has none */
    default Optional<RenderSummary.SkyLevel> skyLevel(Detector detector) {
        return Optional.empty();
    }

    /** @return how many spectra came from a library and how many were made up; asked after the last detector */
    RenderManifest.Spectra spectra();

    /** @return what became of the catalog; for the summary */
    default CatalogFindings findings() {
        return CatalogFindings.NONE;
    }

    /**
     * The sources of one detector.
     *
     * @param batch      for the engine; a bright object has several rows
     * @param truthOfRow object of each row of the batch: its place in the truth, or {@link #NO_OBJECT}
     * @param truth      one row an object, realized flux still 0: what the catalog's selection puts on the detector,
     *      bright objects outside of whose light something was drawn, and objects that skip_invalid leaves undrawn
     */
    record Sources(SourceTable batch, int[] truthOfRow, List<TruthRow> truth) {
        /** In place of a truth row: light of no object's own image. */
        static final int NO_OBJECT = -1;

        /** @return electrons of each object, from those of each row of the batch */
        long[] electronsOfObjects(long[] electronsOfRows) {
            long[] sums = new long[truth.size()];
            for (int row = 0; row < truthOfRow.length; row++) {
                if (truthOfRow[row] != NO_OBJECT) {
                    sums[truthOfRow[row]] += electronsOfRows[row];
                }
            }
            return sums;
        }
    }
}
