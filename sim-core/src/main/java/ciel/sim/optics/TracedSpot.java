package ciel.sim.optics;

import ciel.sim.camera.Detector;

/**
 * The light of a star in one place of the focal plane, traced ray by ray: what the telescope alone makes of a point.
 *
 * @param detector   on which it lies
 * @param focalX     focal plane (mm)
 * @param focalY     focal plane (mm)
 * @param open       fraction of the annulus from 2.55 to 4.18 m that reaches the detector
 * @param centroidX  mean position against the chief ray (px, along the x of the focal plane)
 * @param centroidY  mean position against the chief ray (px)
 * @param xx         second moment about the mean (px^2)
 * @param yy         second moment (px^2)
 * @param xy         second moment (px^2)
 * @param x          positions of the rays against the chief ray (px), along the x of the focal plane
 * @param y          positions of the rays (px)
 */
public record TracedSpot(
        Detector detector,
        double focalX,
        double focalY,
        double open,
        double centroidX,
        double centroidY,
        double xx,
        double yy,
        double xy,
        float[] x,
        float[] y) {
    /**
     * @param geometry    of the visit
     * @param wcs         of the detector in that visit
     * @param pixelX      FITS pixel of the star
     * @param pixelY      FITS pixel of the star
     * @param wavelengths (nm) that the rays take in turn
     * @param rays        number of rays, evenly over the annulus of the pupil
     */
    public static TracedSpot trace(
            VisitGeometry geometry, DetectorWcs wcs, double pixelX, double pixelY, double[] wavelengths, int rays) {
        return new Tracer(geometry, wcs).trace(pixelX, pixelY, wavelengths, rays);
    }

    /** @return how far (px) the farthest ray lands from the chief ray */
    public double farthest() {
        double most = 0;
        for (int k = 0; k < x.length; k++) {
            most = Math.max(most, StrictMath.hypot(x[k], y[k]));
        }
        return most;
    }

    /** Traces several spots of one detector. */
    public static final class Tracer {
        private static final double GOLDEN = Math.PI * (3 - Math.sqrt(5));

        private final VisitGeometry geometry;
        private final DetectorWcs wcs;
        private final Telescope telescope;

        public Tracer(VisitGeometry geometry, DetectorWcs wcs) {
            this.geometry = geometry;
            this.wcs = wcs;
            telescope = geometry.telescope(wcs.detector());
        }

        /** As {@link TracedSpot#trace}. */
        public TracedSpot trace(double pixelX, double pixelY, double[] wavelengths, int rays) {
            double[] field = new double[2];
            wcs.pixelToField(pixelX, pixelY, field);
            Ray chief = new Ray().enter(field[0], field[1], 0, 0, geometry.wavelength());
            telescope.trace(chief);
            float[] x = new float[rays];
            float[] y = new float[rays];
            double sumX = 0;
            double sumY = 0;
            double sumXx = 0;
            double sumYy = 0;
            double sumXy = 0;
            int n = 0;
            Ray ray = new Ray();
            double inner = Telescope.PUPIL_INNER * Telescope.PUPIL_INNER;
            double ring = Telescope.PUPIL_OUTER * Telescope.PUPIL_OUTER - inner;
            for (int k = 0; k < rays; k++) {
                double radius = Math.sqrt(inner + ring * (k + 0.5) / rays);
                ray.enter(
                        field[0],
                        field[1],
                        radius * StrictMath.cos(k * GOLDEN),
                        radius * StrictMath.sin(k * GOLDEN),
                        wavelengths[k % wavelengths.length]);
                if (!telescope.trace(ray) || ray.vignetted) {
                    continue;
                }
                // the focal plane's x runs along the camera's y
                double dx = (ray.y - chief.y) * 1e3 / wcs.detector().pixelMm();
                double dy = (ray.x - chief.x) * 1e3 / wcs.detector().pixelMm();
                x[n] = (float) dx;
                y[n++] = (float) dy;
                sumX += dx;
                sumY += dy;
                sumXx += dx * dx;
                sumYy += dy * dy;
                sumXy += dx * dy;
            }
            double meanX = sumX / n;
            double meanY = sumY / n;
            double[] focal = new double[2];
            wcs.pixelToFocal(pixelX, pixelY, focal);
            return new TracedSpot(
                    wcs.detector(),
                    focal[0],
                    focal[1],
                    (double) n / rays,
                    meanX,
                    meanY,
                    sumXx / n - meanX * meanX,
                    sumYy / n - meanY * meanY,
                    sumXy / n - meanX * meanY,
                    java.util.Arrays.copyOf(x, n),
                    java.util.Arrays.copyOf(y, n));
        }
    }
}
