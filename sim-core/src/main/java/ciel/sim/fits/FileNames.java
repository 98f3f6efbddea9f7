package ciel.sim.fits;

import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import java.util.Locale;

/**
 * The names of the files of one detector of one visit: {@code
 * <kind>_<visit>-<snap>-<band>-<raft>_<sensor>-det<nnn>.<suffix>}.
 */
public final class FileNames {
    private FileNames() {}

    /** @return what the names of all files of this detector share: {@code 00398414-0-r-R22_S11-det094} */
    public static String stem(Visit visit, Detector detector) {
        return String.format(
                Locale.ROOT,
                "%08d-%1d-%s-%s-det%03d",
                visit.observationId(),
                visit.snap(),
                visit.band().letter(),
                detector.name(),
                detector.number());
    }

    /** @return name of the electrons before readout */
    public static String eimage(Visit visit, Detector detector) {
        return "eimage_" + stem(visit, detector) + ".fits";
    }

    /** @return name of the raw file */
    public static String raw(Visit visit, Detector detector) {
        return "amp_" + stem(visit, detector) + ".fits.fz";
    }

    /** @return name of the truth table */
    public static String truth(Visit visit, Detector detector) {
        return "truth_" + stem(visit, detector) + ".parquet";
    }

    /** @return name of the truth table as imSim has it */
    public static String centroid(Visit visit, Detector detector) {
        return "centroid_" + stem(visit, detector) + ".txt.gz";
    }

    /** @return name of the list of photons */
    public static String photons(Visit visit, Detector detector) {
        return "photons_" + stem(visit, detector) + ".parquet";
    }

    /** @return name of the picture of the e-image */
    public static String preview(Visit visit, Detector detector) {
        return "preview_" + stem(visit, detector) + ".png";
    }

    /** @return name of the manifest, which is written last */
    public static String manifest(Visit visit, Detector detector) {
        return "manifest_" + stem(visit, detector) + ".json";
    }

    /** @return name of the picture of the whole focal plane of a visit */
    public static String mosaic(Visit visit) {
        return String.format(
                Locale.ROOT,
                "mosaic_%08d-%1d-%s.png",
                visit.observationId(),
                visit.snap(),
                visit.band().letter());
    }
}
