package ciel.sim.photon;

import java.util.Set;

/**
 * Layers of frozen turbulence that the wind carries over the telescope: a photon is deflected by the sum of the
 * layers' gradients where its ray meets them. The gradient of the nearest node is taken, which is exact for the
 * distribution of the deflections; between nodes nothing is interpolated.
 *
 * @param gradients of each layer, in the order of {@link #node}: that along u (nm/m) in the lower 16 bits, that along v in
 *      the upper
 * @param bits      a layer has 2^bits x 2^bits nodes and repeats itself
 * @param radius    of the pupil, in nodes: what u = 1 is
 * @param wind      of each layer: nodes an exposure along u and v, as the pupil moves over the layer
 * @param numbers   fills the {@value #FLOATS} floats of a source: the 2 x 2 matrix (row-major) that turns a gradient
 *      (nm/m) along u and v into pixels, and for each layer where the middle of the pupil meets it when the exposure
 *      begins (nodes along u and v; so large that nothing becomes negative)
 */
public record Screens(int[] gradients, int bits, float radius, float[] wind, SourceNumbers numbers)
        implements PhotonStep {
    /** Layers. */
    public static final int LAYERS = 6;
    /** Gradients of layers reach 7335 nm/m in bad seeing (measured); six of them in one direction (arcsec). */
    private static final double FARTHEST_ARCSEC = 9.1;
    /** Floats of a source. */
    public static final int FLOATS = 4 + 2 * LAYERS;
    /** Lines of a strip are 2^STRIP. */
    public static final int STRIP = 4;

    public Screens {
        if (gradients.length != LAYERS << 2 * bits || wind.length != 2 * LAYERS) {
            throw new IllegalArgumentException(gradients.length + " nodes and " + wind.length
                    + " components of wind for " + LAYERS + " layers of 2^" + bits + " x 2^" + bits + " nodes");
        }
    }

    /**
     * Where a node is: a layer is cut into strips of 16 lines, in which column comes after column. So the 16 neighbours
     * across are one line of a cache, and the few thousand nodes under a pupil lie on a few pages; lines as a whole
     * are a power of two apart, and compete for the same places in a cache.
     *
     * @param line   0 to 2^bits - 1, along v
     * @param column 0 to 2^bits - 1, along u
     */
    public static int node(int layer, int line, int column, int bits) {
        int within = (1 << STRIP) - 1;
        return (layer << 2 * bits) + ((line & ~within) << bits) + (column << STRIP) + (line & within);
    }

    @Override
    public Set<PhotonWord> words() {
        return Set.of();
    }

    @Override
    public Set<Class<? extends PhotonStep>> needs() {
        return Set.of(Pupil.class);
    }

    @Override
    public void tables(StepTables to) {
        to.ints("SCREENS_GRADIENTS", gradients);
        to.number("SCREENS_BITS", bits);
        to.number("SCREENS_RADIUS", Float.floatToRawIntBits(radius));
        to.floats("SCREENS_WIND", wind);
    }

    @Override
    public int sourceFloats() {
        return FLOATS;
    }

    @Override
    public double reach(double photons, double scale, float[] floats, int f) {
        return FARTHEST_ARCSEC * scale;
    }

    @Override
    public void source(SourcePlace place, float[] floats, int f, int[] ints, int i) {
        numbers.fill(place, floats, f);
    }
}
