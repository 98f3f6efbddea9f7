package ciel.sim.optics;

import ciel.sim.camera.Detector;
import java.util.List;

/**
 * From the sky to the pixels of one detector of one visit. {@link #toPixel} and {@link #toSky} follow the exact chain
 * (astrometry, field angle, chief ray, pose of the detector)
 * on the chip and far off it alike, in a fraction of a microsecond; the TAN-SIP of the header is a fit to that chain
 * over the chip, good to 1e-4 px.
 */
public final class DetectorWcs implements SkyMap {
    private static final int GRID = 13;
    /** How far off the chip (px) the derivatives of the fit are as good as the exact ones (1e-6). */
    private static final double MARGIN = 100;

    private static final double ARCSEC_PER_RADIAN = 648000 / Math.PI;

    private final Detector detector;
    private final Astrometry astrometry;
    private final FieldMap map;
    private final double[] axis;
    private final double[] azimuthward;
    private final double[] fromZenith;
    /** Rotation from focal plane (mm, about the detector's centre) to pixel. */
    private final double cosYaw;

    private final double sinYaw;
    private final TanSip fit;

    DetectorWcs(
            Detector detector,
            Astrometry astrometry,
            FieldMap map,
            double[] axis,
            double[] azimuthward,
            double[] fromZenith) {
        this.detector = detector;
        this.astrometry = astrometry;
        this.map = map;
        this.axis = axis;
        this.azimuthward = azimuthward;
        this.fromZenith = fromZenith;
        cosYaw = StrictMath.cos(Math.toRadians(detector.yaw()));
        sinYaw = StrictMath.sin(Math.toRadians(detector.yaw()));
        fit = fit();
    }

    /**
     * @param out receives the derivatives of pixels with respect to the field angle (px per radian): dx/dfieldX,
     *     dx/dfieldY, dy/dfieldX, dy/dfieldY
     */
    void fieldJacobian(double x, double y, double[] out) {
        double step = 1e-5;
        double[] field = new double[2];
        pixelToField(x, y, field);
        double[] a = new double[2];
        double[] b = new double[2];
        for (int axis = 0; axis < 2; axis++) {
            double dx = axis == 0 ? step : 0;
            double dy = step - dx;
            fieldToPixel(field[0] + dx, field[1] + dy, a);
            fieldToPixel(field[0] - dx, field[1] - dy, b);
            out[axis] = (a[0] - b[0]) / (2 * step);
            out[2 + axis] = (a[1] - b[1]) / (2 * step);
        }
    }

    /** @return the detector that these coordinates are of */
    public Detector detector() {
        return detector;
    }

    /** @return the header's approximation of this map */
    public TanSip tanSip() {
        return fit;
    }

    /** @return header cards of the TAN-SIP for the whole CCD, in order */
    public List<WcsKeyword> keywords() {
        return fit.keywords();
    }

    @Override
    public void toPixel(double ra, double dec, double[] out) {
        double[] d = new double[3];
        astrometry.toHorizon(Math.toRadians(ra), Math.toRadians(dec), d);
        double depth = d[0] * axis[0] + d[1] * axis[1] + d[2] * axis[2];
        if (!(depth > 0.9)) {
            out[0] = Double.NaN;
            out[1] = Double.NaN;
            return;
        }
        double fieldX = (d[0] * azimuthward[0] + d[1] * azimuthward[1]) / depth;
        double fieldY = (d[0] * fromZenith[0] + d[1] * fromZenith[1] + d[2] * fromZenith[2]) / depth;
        fieldToPixel(fieldX, fieldY, out);
    }

    /**
     * @param fieldX gnomonic field angle (tangent), towards larger azimuth
     * @param fieldY gnomonic field angle (tangent), away from the zenith
     * @param out    receives x, y in FITS pixels; NaN beyond 3.3 deg
     */
    public void fieldToPixel(double fieldX, double fieldY, double[] out) {
        map.toCamera(fieldX, fieldY, out);
        focalToPixel(out[1], out[0], out);
    }

    /**
     * @param x   FITS pixel
     * @param y   FITS pixel
     * @param out receives the field angle (tangents): towards larger azimuth, away from the zenith; NaN beyond 3.3 deg
     */
    public void pixelToField(double x, double y, double[] out) {
        pixelToFocal(x, y, out);
        map.toField(out[1], out[0], out);
    }

    /**
     * @param focalX focal plane (mm)
     * @param focalY focal plane (mm)
     * @param out    receives x, y in FITS pixels
     */
    public void focalToPixel(double focalX, double focalY, double[] out) {
        double dx = (focalX - detector.xCenter()) / detector.pixelMm();
        double dy = (focalY - detector.yCenter()) / detector.pixelMm();
        out[0] = 1 + detector.xReference() + cosYaw * dx + sinYaw * dy;
        out[1] = 1 + detector.yReference() + cosYaw * dy - sinYaw * dx;
    }

    /**
     * @param x   FITS pixel
     * @param y   FITS pixel
     * @param out receives the place on the focal plane (mm)
     */
    public void pixelToFocal(double x, double y, double[] out) {
        double dx = (x - 1 - detector.xReference()) * detector.pixelMm();
        double dy = (y - 1 - detector.yReference()) * detector.pixelMm();
        out[0] = detector.xCenter() + cosYaw * dx - sinYaw * dy;
        out[1] = detector.yCenter() + cosYaw * dy + sinYaw * dx;
    }

    @Override
    public void toSky(double x, double y, double[] out) {
        toSkyRadians(x, y, out);
        out[0] = Math.toDegrees(out[0]);
        out[1] = Math.toDegrees(out[1]);
    }

    private void toSkyRadians(double x, double y, double[] out) {
        pixelToField(x, y, out);
        double fx = out[0];
        double fy = out[1];
        double norm = 1 / Math.sqrt(1 + fx * fx + fy * fy);
        double[] d = new double[3];
        for (int i = 0; i < 3; i++) {
            d[i] = norm * (axis[i] + fx * azimuthward[i] + fy * fromZenith[i]);
        }
        astrometry.toIcrs(d, out);
    }

    @Override
    public void jacobian(double x, double y, double[] out) {
        if (x > -MARGIN && y > -MARGIN && x < detector.width() + MARGIN && y < detector.height() + MARGIN) {
            fit.jacobian(x, y, out);
        } else {
            traceJacobian(x, y, out);
        }
    }

    /** Off the chip, where the fit does not hold. */
    private void traceJacobian(double x, double y, double[] out) {
        double[] here = new double[2];
        toSkyRadians(x, y, here);
        double[] p = new double[2];
        // Tangent-plane coordinates of two neighbours on either side give d(xi, eta)/d(x, y); its inverse is asked for.
        double step = 0.5;
        toSkyRadians(x + step, y, p);
        double[] east = TanSip.project(p[0], p[1], here[0], here[1]);
        toSkyRadians(x - step, y, p);
        double[] west = TanSip.project(p[0], p[1], here[0], here[1]);
        toSkyRadians(x, y + step, p);
        double[] up = TanSip.project(p[0], p[1], here[0], here[1]);
        toSkyRadians(x, y - step, p);
        double[] down = TanSip.project(p[0], p[1], here[0], here[1]);
        double xiX = (east[0] - west[0]) * ARCSEC_PER_RADIAN;
        double etaX = (east[1] - west[1]) * ARCSEC_PER_RADIAN;
        double xiY = (up[0] - down[0]) * ARCSEC_PER_RADIAN;
        double etaY = (up[1] - down[1]) * ARCSEC_PER_RADIAN;
        double det = xiX * etaY - xiY * etaX;
        out[0] = etaY / det;
        out[1] = -xiY / det;
        out[2] = -etaX / det;
        out[3] = xiX / det;
    }

    /**
     * Fits over the whole chip on a grid of Chebyshev points (closer towards the edges, so that the largest residual is
     * small), 2 px beyond its borders.
     */
    private TanSip fit() {
        double width = detector.width();
        double height = detector.height();
        double[] x = new double[GRID * GRID];
        double[] y = new double[GRID * GRID];
        double[] ra = new double[GRID * GRID];
        double[] dec = new double[GRID * GRID];
        double[] sky = new double[2];
        for (int i = 0; i < GRID; i++) {
            for (int j = 0; j < GRID; j++) {
                int k = i * GRID + j;
                x[k] = (width + 1) / 2 + (width / 2 + 2) * StrictMath.cos(Math.PI * (i + 0.5) / GRID);
                y[k] = (height + 1) / 2 + (height / 2 + 2) * StrictMath.cos(Math.PI * (j + 0.5) / GRID);
                toSkyRadians(x[k], y[k], sky);
                ra[k] = sky[0];
                dec[k] = sky[1];
            }
        }
        double x0 = (width + 1) / 2;
        double y0 = (height + 1) / 2;
        toSkyRadians(x0, y0, sky);
        return TanSip.fit(x, y, ra, dec, x0, y0, sky[0], sky[1]);
    }
}
