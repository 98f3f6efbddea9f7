package ciel.sim.optics;

import ciel.sim.camera.CameraOptics;

/**
 * A plate scale with radial distortion, as lsst/obs_lsst describes its cameras: the tangent of the field angle of a
 * point at r mm from the axis is s (r + c r^3 + q r^5). Valid while it grows with r, to {@value #MOST_DEGREES} deg.
 */
final class PlateScaleMap implements RadialMap {
    private static final double MOST_DEGREES = 12;
    private static final double ARCSEC_PER_RADIAN = 648000 / Math.PI;
    private static final int MAX_STEPS = 60;
    /** Steps in which the end of the valid range is looked for. */
    private static final int SEARCH = 4096;

    private final double scale;
    private final double cubic;
    private final double quintic;
    private final double maxRadius;
    private final double maxTangent;

    PlateScaleMap(CameraOptics.PlateScale optics) {
        scale = optics.scale() / ARCSEC_PER_RADIAN;
        cubic = optics.cubic();
        quintic = optics.quintic();
        double end = StrictMath.tan(Math.toRadians(MOST_DEGREES)) / scale;
        double radius = 0;
        for (int i = 1; i <= SEARCH && slope(end * i / SEARCH) > 0; i++) {
            radius = end * i / SEARCH;
        }
        maxRadius = radius;
        maxTangent = radius * perMm(radius * radius);
    }

    private double perMm(double radius2) {
        return scale * Math.fma(radius2, Math.fma(radius2, quintic, cubic), 1);
    }

    private double slope(double radius) {
        double r2 = radius * radius;
        return scale * Math.fma(r2, Math.fma(r2, 5 * quintic, 3 * cubic), 1);
    }

    @Override
    public double inverseScale(double radius2) {
        return radius2 <= maxRadius * maxRadius ? perMm(radius2) : Double.NaN;
    }

    /** By Newton's rule, within the bracket that the range gives. */
    @Override
    public double scale(double tan2) {
        double tangent = Math.sqrt(tan2);
        if (!(tangent <= maxTangent)) {
            return Double.NaN;
        }
        if (tangent < 1e-12) {
            return 1 / scale;
        }
        double low = 0;
        double high = maxRadius;
        double radius = Math.min(tangent / scale, maxRadius);
        for (int i = 0; i < MAX_STEPS; i++) {
            double miss = radius * perMm(radius * radius) - tangent;
            if (Math.abs(miss) <= 1e-16 * tangent) {
                break;
            }
            if (miss > 0) {
                high = radius;
            } else {
                low = radius;
            }
            double next = radius - miss / slope(radius);
            if (next == radius) {
                break;
            }
            radius = next > low && next < high ? next : (low + high) / 2;
        }
        return radius / tangent;
    }
}
