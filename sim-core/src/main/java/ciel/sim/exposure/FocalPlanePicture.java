package ciel.sim.exposure;

import ciel.sim.CielException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.EImageReader;
import ciel.sim.fits.FileNames;
import ciel.sim.fits.Mosaic;
import ciel.sim.fits.Thumbnail;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** The picture of all detectors of a rendering, those of an earlier run included. */
final class FocalPlanePicture {
    private final Path out;
    private final Visit visit;
    private final Mosaic mosaic;
    private int shown;

    /** @param north direction of north, counterclockwise from up (deg); NaN where the scene has no sky */
    FocalPlanePicture(Path out, Visit visit, Camera camera, double north) {
        this.mosaic = new Mosaic(camera.detectors(), north);
        this.out = out;
        this.visit = visit;
    }

    synchronized void add(Detector detector, Thumbnail thumbnail) {
        mosaic.add(detector, thumbnail);
        shown++;
    }

    /** Takes a detector of an earlier run from its e-image. @return whether there is one */
    boolean addKept(Detector detector) {
        if (!detector.science()) {
            return true; // the picture is of the science CCDs
        }
        Path eimage = out.resolve(FileNames.eimage(visit, detector));
        if (!Files.exists(eimage)) {
            return false;
        }
        add(detector, Mosaic.thumbnail(EImageReader.read(eimage, detector), detector));
        return true;
    }

    /** @throws CielException when it cannot be written */
    WrittenFile write() {
        return mosaic.write(
                out.resolve(FileNames.mosaic(visit)),
                "visit " + visit.observationId() + "  " + visit.band().letter(),
                shown + " CCDs",
                WholeFile.Existing.REPLACE);
    }
}
