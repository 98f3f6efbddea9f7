package ciel.sim.photon;

import java.util.Set;

/**
 * Near the edges of a CCD the electric field leans outwards: an electron ends nearer to the edge than where it was made,
 * and what is made at the very edge is lost to the guard ring. So the outermost pixels see less sky, and stars close to
 * the edge are moved towards it.
 *
 * <p>The pixel coordinate p of an electron made at a distance d from an edge (px, from the outer side of the first
 * pixel) follows from d = p + A exp(-p / L). This is C. Stubbs's form of the roll-off of LSST CCDs, as LSST's package
 * obs_lsstSim has it (EdgeRolloffFunctor, 2015; there with A = 2 px and L = 3 px, and switched off). The shift does not
 * depend on the depth at which an electron is made.
 *
 * @param table the shift (px, outwards) at equal steps of the distance from an edge, 0 first; {@value #NODES} and two
 *     zeros. Then {@value #NUMBERS} numbers: width and height of the detector (px), steps in a px
 */
public record EdgeRolloff(float[] table) implements PhotonStep {
    /** Steps of the table. */
    public static final int NODES = 2048;

    public static final int WIDTH = NODES + 2;
    public static final int HEIGHT = NODES + 3;
    public static final int PER_PIXEL = NODES + 4;
    /** Numbers behind the shifts. */
    public static final int NUMBERS = 3;

    /** Shifts below this are none (px). */
    private static final double LEAST = 1e-5;

    public EdgeRolloff {
        if (table.length != NODES + 2 + NUMBERS || table[NODES] != 0 || table[NODES + 1] != 0) {
            throw new IllegalArgumentException(table.length + " numbers of the edges' roll-off");
        }
    }

    /**
     * @param width  of the detector (px)
     * @param height of the detector (px)
     * @param shift  at the outer side of the first pixel (px), A, &gt; 0 and below the length
     * @param length over which it falls to 1 / e (px), L
     */
    public static EdgeRolloff of(int width, int height, double shift, double length) {
        if (!(shift > 0 && shift < length)) {
            throw new IllegalArgumentException("shift of " + shift + " px over " + length + " px");
        }
        double reach = length * Math.max(1, StrictMath.log(shift / LEAST)) + shift;
        // the kink of the table, where the outer side of the first pixel is, lies on a node
        double perPixel = Math.max(1, Math.rint(NODES * shift / reach)) / shift;
        float[] table = new float[NODES + 2 + NUMBERS];
        for (int k = 0; k < NODES; k++) {
            double distance = k / perPixel;
            table[k] = (float) (distance <= shift ? shift : distance - pixel(distance, shift, length));
        }
        table[WIDTH] = width;
        table[HEIGHT] = height;
        table[PER_PIXEL] = (float) perPixel;
        return new EdgeRolloff(table);
    }

    /** @return pixel coordinate of what is made at a distance from the edge of at least the shift */
    private static double pixel(double distance, double shift, double length) {
        double low = 0;
        double high = distance;
        for (int k = 0; k < 60; k++) {
            double middle = 0.5 * (low + high);
            boolean below = middle + shift * StrictMath.exp(-middle / length) < distance;
            low = below ? middle : low;
            high = below ? high : middle;
        }
        return 0.5 * (low + high);
    }

    /**
     * Relative width of pixels of a row or column: how much of a level sky they see.
     *
     * @param pixels of the row or column
     * @param shift  see {@link #of}
     * @param length see {@link #of}
     */
    public static double[] widths(int pixels, double shift, double length) {
        double[] widths = new double[pixels];
        for (int k = 0; k < pixels; k++) {
            widths[k] = 1 + narrower(k, shift, length) + narrower(pixels - 1 - k, shift, length);
        }
        return widths;
    }

    private static double narrower(int pixel, double shift, double length) {
        return shift * (StrictMath.exp(-(pixel + 1) / length) - StrictMath.exp(-pixel / length));
    }

    @Override
    public Set<PhotonWord> words() {
        return Set.of();
    }

    @Override
    public void tables(StepTables to) {
        to.floats("EDGE_ROLLOFF_TABLE", table);
    }

    @Override
    public double reach(double photons, double scale, float[] floats, int f) {
        return table[0];
    }
}
