package ciel.sim.sensor;

import ciel.sim.camera.Vendor;

/**
 * The project's own electrostatic model of moved pixel boundaries.
 *
 * <p>Electrons collect a short way above the gates. With its image in the gates a charge is a dipole across the
 * depleted silicon, a slab of thickness t between two conductors (gates and back), and an electron that drifts down at
 * the distance r is pushed aside by the integral of the dipole's lateral field over the slab. With the images of both
 * conductors that is
 * <pre>
 * d(r) = mu sum_i [ r / (r^2 + (2 i t)^2)^(3/2) - r / (r^2 + ((2 i - 1) t)^2)^(3/2) ]
 * </pre>
 * towards the charge, of which an edge takes its mean and slope along its length. Only the edges of the charged pixel
 * itself see more of the inside of a pixel than a dipole: across rows the barrier is a channel stop, along columns the
 * potential of a gate, which yields more easily. There the model has one factor for the mean of each kind of edge, and
 * one for the slope of the edge that continues it.
 *
 * <p>The numbers of each vendor reproduce the pixel areas of the Poisson solutions for the LSST sensors of Lage,
 * Bradshaw and Tyson (2017, JINST 12, C03091), which those authors compared with measured flats and spots of both
 * devices, at a back bias of -50 V: displacements of every edge to 10 %, of the nearest two to 2 %.
 */
final class DipoleBoundaries {
    /** Images of the slab on either side: the sum has converged to 1e-5 at 4 px. */
    private static final int IMAGES = 20;
    /** Gauss-Legendre nodes and weights on -1/2 ... 1/2 (Abramowitz and Stegun 1964, table 25.4, n = 8). */
    private static final double[] NODE = {0.0917173212478249, 0.2627662049581645, 0.3983332387068135, 0.4801449282487680
    };

    private static final double[] WEIGHT = {
        0.1813418916891810, 0.1568533229389435, 0.1111905172266872, 0.0506142681451880
    };

    /**
     * @param dipole       mu (px^3 an electron)
     * @param thickness    t (px), effective: the field is not constant across the silicon
     * @param alongColumns displacement of edges between rows relative to edges between columns
     * @param ownVertical  factor of the mean of the charged pixel's own edges between columns
     * @param ownHorizontal the same, edges between rows
     * @param nextVertical factor of the slope of the edges that continue them
     * @param nextHorizontal the same, edges between rows
     */
    private record Parameters(
            double dipole,
            double thickness,
            double alongColumns,
            double ownVertical,
            double ownHorizontal,
            double nextVertical,
            double nextHorizontal) {}

    private static final Parameters E2V = new Parameters(2.360e-7, 6.388, 1.0500, 0.5951, 1.0025, 0.9351, 1.0554);
    private static final Parameters ITL = new Parameters(9.533e-8, 6.337, 1.0144, 0.7282, 1.2308, 0.9912, 1.0160);

    private DipoleBoundaries() {}

    static BoundaryKernel kernel(Vendor vendor) {
        Parameters p =
                switch (vendor) {
                    case E2V -> E2V;
                    case ITL, ITL_WF -> ITL;
                };
        double[] verticalMean = new double[BoundaryKernel.SIZE];
        double[] verticalSlope = new double[BoundaryKernel.SIZE];
        double[] horizontalMean = new double[BoundaryKernel.SIZE];
        double[] horizontalSlope = new double[BoundaryKernel.SIZE];
        for (int along = 0; along < BoundaryKernel.REACH; along++) {
            for (int across = 0; across < BoundaryKernel.REACH; across++) {
                double mean = 0;
                double slope = 0;
                for (int i = 0; i < 2 * NODE.length; i++) {
                    double t = i < NODE.length ? NODE[i] : -NODE[i - NODE.length];
                    double pull = p.dipole * WEIGHT[i % NODE.length] * towards(across + 0.5, along + t, p.thickness);
                    mean += pull;
                    slope -= 12 * pull * t;
                }
                int n = BoundaryKernel.REACH * along + across;
                verticalMean[n] = mean;
                verticalSlope[n] = along == 0 ? 0 : slope;
                horizontalMean[n] = p.alongColumns * mean;
                horizontalSlope[n] = along == 0 ? 0 : p.alongColumns * slope;
            }
        }
        int own = 0;
        int next = BoundaryKernel.REACH;
        verticalMean[own] *= p.ownVertical;
        horizontalMean[own] *= p.ownHorizontal;
        verticalSlope[next] *= p.nextVertical;
        horizontalSlope[next] *= p.nextHorizontal;
        // the slope of a displacement away from the charge is that of the pull with its sign turned
        return new BoundaryKernel(verticalMean, verticalSlope, horizontalMean, horizontalSlope);
    }

    /** Component across the edge of the displacement, for a unit dipole. */
    private static double towards(double across, double along, double thickness) {
        double r2 = across * across + along * along;
        double sum = 0;
        for (int i = -IMAGES; i <= IMAGES; i++) {
            double even = 2 * i * thickness;
            double odd = (2 * i - 1) * thickness;
            double near = r2 + even * even;
            double far = r2 + odd * odd;
            sum += 1 / (near * StrictMath.sqrt(near)) - 1 / (far * StrictMath.sqrt(far));
        }
        return across * sum;
    }
}
