package ciel.sim.optics;

import ciel.sim.CielException;

/**
 * Field angle to focal plane and back along the chief ray of an axisymmetric telescope, fast: the traced radius
 * r(theta) is written as tan(theta) g(tan^2 theta) and g as a
 * Chebyshev series (and likewise for the inverse), so that a point costs a dozen multiply-adds and no root. The fit
 * agrees with the trace to 1e-7 mm within the valid range.
 *
 * <p>Field angles are gnomonic tangents; focal-plane coordinates are mm along the axes of the camera (x, y as {@link
 * Ray} has them, unrotated).
 */
final class ChiefRayMap implements RadialMap {
    private static final int TERMS = 16;
    private static final int NODES = 64;

    private final double maxTan2;
    private final double maxRadius2;
    private final double[] forward;
    private final double[] inverse;

    ChiefRayMap(Telescope telescope, double wavelength) {
        double maxTan = StrictMath.tan(telescope.maxAngle());
        maxTan2 = maxTan * maxTan;
        double maxRadius = radius(telescope, wavelength, maxTan);
        maxRadius2 = maxRadius * maxRadius;
        double[] g = new double[NODES];
        double[] h = new double[NODES];
        for (int k = 0; k < NODES; k++) {
            double node = 0.5 * (1 + StrictMath.cos(Math.PI * (k + 0.5) / NODES));
            double tangent = StrictMath.sqrt(node * maxTan2);
            g[k] = radius(telescope, wavelength, tangent) / tangent;
            double target = StrictMath.sqrt(node) * maxRadius;
            h[k] = tangent(telescope, wavelength, target) / target;
        }
        forward = chebyshev(g);
        inverse = chebyshev(h);
    }

    /** Radius (mm) at which the chief ray from a field angle lands. */
    static double radius(Telescope telescope, double wavelength, double tangent) {
        Ray ray = new Ray().enter(tangent, 0, 0, 0, wavelength);
        if (!telescope.trace(ray)) {
            throw new CielException(
                    "the chief ray from " + Math.toDegrees(StrictMath.atan(tangent))
                            + " deg off axis misses the optics of band " + telescope.band(),
                    null);
        }
        return 1e3 * StrictMath.hypot(ray.x, ray.y);
    }

    private static double tangent(Telescope telescope, double wavelength, double target) {
        double low = target / 10.31e3;
        double high = low * 1.001;
        double fLow = radius(telescope, wavelength, low) - target;
        double fHigh = radius(telescope, wavelength, high) - target;
        for (int i = 0; i < 40 && Math.abs(fHigh) > 1e-11 && fHigh != fLow; i++) {
            double next = high - fHigh * (high - low) / (fHigh - fLow);
            low = high;
            fLow = fHigh;
            high = next;
            fHigh = radius(telescope, wavelength, high) - target;
        }
        return high;
    }

    private static double[] chebyshev(double[] values) {
        double[] c = new double[TERMS];
        for (int j = 0; j < TERMS; j++) {
            double sum = 0;
            for (int k = 0; k < NODES; k++) {
                sum += values[k] * StrictMath.cos(Math.PI * j * (k + 0.5) / NODES);
            }
            c[j] = sum * (j == 0 ? 1.0 : 2.0) / NODES;
        }
        return c;
    }

    private static double clenshaw(double[] c, double t) {
        double x = 2 * (2 * t - 1);
        double b1 = 0;
        double b2 = 0;
        for (int j = TERMS - 1; j > 0; j--) {
            double b = Math.fma(x, b1, c[j] - b2);
            b2 = b1;
            b1 = b;
        }
        return Math.fma(0.5 * x, b1, c[0] - b2);
    }

    @Override
    public double scale(double tan2) {
        return tan2 <= maxTan2 ? clenshaw(forward, tan2 / maxTan2) : Double.NaN;
    }

    @Override
    public double inverseScale(double radius2) {
        return radius2 <= maxRadius2 ? clenshaw(inverse, radius2 / maxRadius2) : Double.NaN;
    }
}
