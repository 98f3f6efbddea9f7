package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorType;
import ciel.sim.camera.Vendor;
import ciel.sim.photon.EdgeRolloff;
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
 * @param edgeShift      of electrons at the outer side of the first pixel (px); 0 for none
 * @param edgeLength     over which that shift falls to 1/e (um)
 */
record SensorSettings(
        boolean silicon,
        boolean brighterFatter,
        int epochs,
        Optional<BoundaryKernel> table,
        boolean treeRings,
        Optional<Path> ringParameters,
        double temperature,
        double edgeShift,
        double edgeLength) {
    private static final int[] NOTHING_FIXED = {};
    private static final double[] EVEN = {};

    /** @throws InputException when a file that is named is not a solver's table, or the edges would have no pixels */
    static SensorSettings of(Settings s) {
        boolean brighterFatter = s.flag("sensor.brighter_fatter");
        return new SensorSettings(
                        s.flag("sensor.silicon"),
                        brighterFatter,
                        brighterFatter ? Integer.parseInt(s.choice("sensor.epochs")) : 1,
                        brighterFatter ? s.optionalPath("sensor.table").map(SolverTable::read) : Optional.empty(),
                        s.flag("sensor.tree_rings"),
                        s.optionalPath("sensor.tree_ring_parameters"),
                        s.number("sensor.temperature"),
                        s.number("sensor.edge_shift"),
                        s.number("sensor.edge_length"))
                .checked(s.camera());
    }

    private SensorSettings checked(Camera camera) {
        for (Detector detector : camera.all()) {
            if (!(edgeShift < edgePixels(detector))) {
                throw new InputException(
                        "sensor.edge_shift",
                        edgeShift + " px is not below sensor.edge_length, " + edgeLength + " um, which is "
                                + edgePixels(detector) + " px on " + detector.name()
                                + ": pixels at the edge would have no width",
                        "make sensor.edge_shift smaller, or sensor.edge_length longer");
            }
        }
        return this;
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
        if (edgeShift > 0) {
            steps.add(EdgeRolloff.of(detector.width(), detector.height(), edgeShift, edgePixels(detector)));
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

    /**
     * Relative widths of the columns or rows of a detector, which near its edges are narrower.
     *
     * @param pixels number of columns or rows
     * @return empty where all are equal
     */
    double[] widths(Detector detector, int pixels) {
        return edgeShift > 0 ? EdgeRolloff.widths(pixels, edgeShift, edgePixels(detector)) : EVEN;
    }

    private double edgePixels(Detector detector) {
        return edgeLength * 1e-3 / detector.pixelMm();
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
