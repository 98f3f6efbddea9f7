package ciel.sim.optics;

import ciel.sim.photon.Screens;
import ciel.sim.photon.SourceNumbers;
import ciel.sim.photon.SourcePlace;

/**
 * Where the rays of a source meet the layers of the atmosphere, and what a gradient there is in pixels. Field angles say
 * how light travels ({@link VisitGeometry}), so that a ray that reaches the pupil at (u, v) has met a layer at the height
 * h at (u, v) less h times the field angle: on the side of the star, as in GalSim's PhaseScreenPSF, whose angles say
 * where the star stands. Safe for many threads.
 */
public final class ScreenPlaces implements SourceNumbers {
    /** Nodes that the pupil reaches from its middle, and some more. */
    private static final double PUPIL = 32;

    private final DetectorWcs wcs;
    private final double[] height;
    private final double side;
    private final double[] reach = new double[Screens.LAYERS];

    /**
     * @param height of each layer, in nodes
     * @param bits   a layer has 2^bits nodes along a side
     * @param wind   as of {@link Screens}
     */
    public ScreenPlaces(DetectorWcs wcs, double[] height, int bits, float[] wind) {
        this.wcs = wcs;
        this.height = height.clone();
        this.side = 1 << bits;
        for (int layer = 0; layer < reach.length; layer++) {
            double most = PUPIL + Math.max(Math.abs(wind[2 * layer]), Math.abs(wind[2 * layer + 1]));
            reach[layer] = side * Math.ceil(most / side);
        }
    }

    @Override
    public void fill(SourcePlace place, float[] floats, int at) {
        double[] field = new double[2];
        double[] scale = new double[4];
        wcs.pixelToField(place.x() + 1, place.y() + 1, field);
        wcs.fieldJacobian(place.x() + 1, place.y() + 1, scale);
        for (int k = 0; k < 4; k++) {
            floats[at + k] = (float) (scale[k] * 1e-9); // nm/m is 1e-9 rad
        }
        for (int layer = 0; layer < Screens.LAYERS; layer++) {
            for (int axis = 0; axis < 2; axis++) {
                double node = -height[layer] * field[axis];
                floats[at + 4 + 2 * layer + axis] = (float) (node - side * Math.floor(node / side) + reach[layer]);
            }
        }
    }
}
