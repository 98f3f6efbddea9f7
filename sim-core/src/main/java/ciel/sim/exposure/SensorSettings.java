package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorType;
import ciel.sim.camera.Vendor;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Pixels;
import ciel.sim.sensor.BoundaryKernel;
import ciel.sim.sensor.FixedBoundaries;
import ciel.sim.sensor.PixelBoundaries;
import ciel.sim.sensor.SensorModel;
import ciel.sim.sensor.SolverTable;
import ciel.sim.sensor.TreeRings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the settings say about the sensor: the last steps of a photon's way.
 *
 * @param silicon        whether photons have a depth and electrons diffuse
 * @param brighterFatter whether charge moves the boundaries of pixels
 * @param epochs         of an exposure in which it does
 * @param table          boundaries about a charge; empty: Ciel's own
 * @param treeRings      whether there are any
 * @param ringParameters file of measured ones; empty: made up
 * @param temperature    of the silicon (K)
 */
record SensorSettings(
        boolean silicon,
        boolean brighterFatter,
        int epochs,
        Optional<BoundaryKernel> table,
        boolean treeRings,
        Optional<Path> ringParameters,
        double temperature) {
    private static final int[] NOTHING_FIXED = {};

    /** @throws ciel.sim.InputException when a file that is named is not a solver's table */
    static SensorSettings of(Settings s) {
        boolean brighterFatter = s.flag("sensor.brighter_fatter");
        return new SensorSettings(
                s.flag("sensor.silicon"),
                brighterFatter,
                brighterFatter ? Integer.parseInt(s.choice("sensor.epochs")) : 1,
                brighterFatter ? s.optionalPath("sensor.table").map(SolverTable::read) : Optional.empty(),
                s.flag("sensor.tree_rings"),
                s.optionalPath("sensor.tree_ring_parameters"),
                s.number("sensor.temperature"));
    }

    /** @return whether pixels have boundaries that move, which takes memory */
    boolean boundaries() {
        return brighterFatter || treeRings;
    }

    /**
     * The last steps of a photon's way onto a detector.
     *
     * @param nm wavelength of each bin (nm)
     */
    List<PhotonStep> steps(Detector detector, double[] nm) {
        Vendor vendor = detector.vendor();
        List<PhotonStep> steps = new ArrayList<>();
        if (silicon) {
            steps.add(SensorModel.silicon(vendor, nm, temperature, detector.pixelMm()));
        }
        if (!boundaries()) {
            steps.add(new Pixels());
            return steps;
        }
        requireLsstPixels(detector);
        steps.add(SensorModel.boundaries(
                detector.width(),
                detector.height(),
                treeRings ? rings(detector) : NOTHING_FIXED,
                brighterFatter ? table.orElseGet(() -> BoundaryKernel.of(vendor)) : null,
                epochs,
                silicon));
        return steps;
    }

    private static void requireLsstPixels(Detector detector) {
        if (detector.pixelMm() != DetectorType.LSST_PIXEL_MM) {
            throw new InputException(
                    "detector " + detector.name(),
                    "has pixels of " + 1e3 * detector.pixelMm() + " um; boundaries of pixels are known for 10 um",
                    "set sensor.brighter_fatter=false and sensor.tree_rings=false");
        }
    }

    private int[] rings(Detector detector) {
        TreeRings rings =
                ringParameters.map(file -> TreeRings.read(file, detector)).orElseGet(() -> TreeRings.of(detector));
        int width = detector.width();
        int height = detector.height();
        int[] words = new int[PixelBoundaries.size(width, height)];
        new FixedBoundaries(width, height).treeRings(rings, rings.table(), words, 0, height);
        return words;
    }
}
