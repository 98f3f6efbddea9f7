package ciel.sim.sensor;

import ciel.sim.camera.Vendor;

/**
 * How far one electron in a pixel moves the boundaries of the pixels around it: brighter-fatter.
 *
 * <p>An edge is described by the mean of its displacement at right angles to itself and by the slope of that
 * displacement along the edge. Pixels are symmetric, left to right and top to bottom, so a quadrant is enough: entry
 * {@code 4 a + k} belongs to the edge whose middle is k + 1/2 pixels from the middle of the charged pixel across the edge
 * and a pixels along it, a and k from 0 to 3. The mean is positive towards the charge; the slope, for an edge to the
 * right of and above the charge, is that of the displacement to the right with height (and, for edges above, of the
 * displacement up with x).
 *
 * @param verticalMean    px of shift for each electron, edges between columns
 * @param verticalSlope   px of shift for each electron and pixel along the edge
 * @param horizontalMean  the same for edges between rows
 * @param horizontalSlope the same for edges between rows
 */
public record BoundaryKernel(
        double[] verticalMean, double[] verticalSlope, double[] horizontalMean, double[] horizontalSlope) {
    /** Edges in each direction of a quadrant. */
    public static final int REACH = 4;
    /** Entries of each array. */
    public static final int SIZE = REACH * REACH;

    public BoundaryKernel {
        for (double[] part : new double[][] {verticalMean, verticalSlope, horizontalMean, horizontalSlope}) {
            if (part.length != SIZE) {
                throw new IllegalArgumentException("boundary kernel of " + part.length + " entries, must be " + SIZE);
            }
        }
    }

    /** @return the project's own kernel: {@link DipoleBoundaries} */
    public static BoundaryKernel of(Vendor vendor) {
        return DipoleBoundaries.kernel(vendor);
    }

    /** @return the kernel with all displacements times a factor */
    public BoundaryKernel scaled(double factor) {
        return new BoundaryKernel(
                times(verticalMean, factor),
                times(verticalSlope, factor),
                times(horizontalMean, factor),
                times(horizontalSlope, factor));
    }

    private static double[] times(double[] values, double factor) {
        double[] product = values.clone();
        for (int i = 0; i < product.length; i++) {
            product[i] *= factor;
        }
        return product;
    }
}
