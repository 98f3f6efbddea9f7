package ciel.sim.optics;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;

/**
 * A TAN-SIP world coordinate system (Calabretta and Greisen 2002; Shupe et al. 2005): with u = x - CRPIX1, v = y -
 * CRPIX2 in FITS pixels, the tangent-plane
 * coordinates (deg, xi east, eta north, about CRVAL) are CD (u + A(u,v), v + B(u,v)); AP and BP lead back.
 *
 * @param crpix  FITS pixel of the tangent point
 * @param crval  ra, dec ICRS of the tangent point (deg)
 * @param cd     CD1_1, CD1_2, CD2_1, CD2_2 (deg/px)
 * @param a      A_p_q at [p][q], order {@value #ORDER}, terms of degree 2 and more
 * @param b      B_p_q
 * @param ap     AP_p_q, order {@value #INVERSE_ORDER}, terms of degree 0 and more
 * @param bp     BP_p_q
 */
public record TanSip(
        double[] crpix, double[] crval, double[] cd, double[][] a, double[][] b, double[][] ap, double[][] bp) {
    /** Degree of A and B. */
    public static final int ORDER = 3;

    /** Degree of AP and BP: sky to pixel to sky is then good to 2e-6 arcsec. */
    public static final int INVERSE_ORDER = 3;

    private static final double RADIAN = Math.PI / 180;

    /**
     * Least squares over a grid of points.
     *
     * @param x   FITS pixels
     * @param y   FITS pixels
     * @param ra  ICRS (rad)
     * @param dec ICRS (rad)
     * @param x0  pixel that becomes CRPIX
     * @param y0  pixel that becomes CRPIX
     * @param ra0  sky position of that pixel (rad)
     * @param dec0 sky position of that pixel (rad)
     */
    static TanSip fit(
            double[] x, double[] y, double[] ra, double[] dec, double x0, double y0, double ra0, double dec0) {
        int n = x.length;
        double unit = 2000;
        double[][] basis = new double[n][];
        for (int i = 0; i < n; i++) {
            basis[i] = monomials((x[i] - x0) / unit, (y[i] - y0) / unit, ORDER);
        }
        QRDecomposition solver = new QRDecomposition(MatrixUtils.createRealMatrix(basis));
        double[] center = {ra0, dec0};
        double[] xi = new double[n];
        double[] eta = new double[n];
        double[] cx = null;
        double[] cy = null;
        // The constant terms of the fit are moved into CRVAL; they are below 1e-9 rad, so the second round leaves
        // nothing.
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < n; i++) {
                double[] plane = project(ra[i], dec[i], center[0], center[1]);
                xi[i] = plane[0];
                eta[i] = plane[1];
            }
            cx = solver.getSolver().solve(MatrixUtils.createRealVector(xi)).toArray();
            cy = solver.getSolver().solve(MatrixUtils.createRealVector(eta)).toArray();
            if (round < 2) {
                center = deproject(cx[0], cy[0], center[0], center[1]);
            }
        }
        double toDegrees = 180 / Math.PI;
        // monomials() lists 1, v, u, v^2, uv, u^2, ...
        double[] cd = {
            cx[2] / unit * toDegrees, cx[1] / unit * toDegrees, cy[2] / unit * toDegrees, cy[1] / unit * toDegrees
        };
        double det = cd[0] * cd[3] - cd[1] * cd[2];
        double[][] a = new double[ORDER + 1][ORDER + 1];
        double[][] b = new double[ORDER + 1][ORDER + 1];
        int k = 0;
        for (int degree = 0; degree <= ORDER; degree++) {
            for (int p = 0; p <= degree; p++, k++) {
                if (degree > 1) {
                    double scale = toDegrees / StrictMath.pow(unit, degree);
                    a[p][degree - p] = (cd[3] * cx[k] - cd[1] * cy[k]) * scale / det;
                    b[p][degree - p] = (cd[0] * cy[k] - cd[2] * cx[k]) * scale / det;
                }
            }
        }
        double[] crval = {Math.toDegrees(EarthRotation.wrap(center[0])), Math.toDegrees(center[1])};
        double[] crpix = {x0, y0};
        double[][][] inverse = invert(x, y, crpix, a, b);
        return new TanSip(crpix, crval, cd, a, b, inverse[0], inverse[1]);
    }

    /** AP and BP such that u = U + AP(U, V) undoes U = u + A(u, v), over the same points. */
    private static double[][][] invert(double[] x, double[] y, double[] crpix, double[][] a, double[][] b) {
        int n = x.length;
        double unit = 2000;
        double[][] basis = new double[n][];
        double[] du = new double[n];
        double[] dv = new double[n];
        for (int i = 0; i < n; i++) {
            double u = x[i] - crpix[0];
            double v = y[i] - crpix[1];
            du[i] = -polynomial(a, u, v);
            dv[i] = -polynomial(b, u, v);
            basis[i] = monomials((u - du[i]) / unit, (v - dv[i]) / unit, INVERSE_ORDER);
        }
        QRDecomposition solver = new QRDecomposition(MatrixUtils.createRealMatrix(basis));
        double[] cx = solver.getSolver().solve(MatrixUtils.createRealVector(du)).toArray();
        double[] cy = solver.getSolver().solve(MatrixUtils.createRealVector(dv)).toArray();
        double[][][] result = new double[2][INVERSE_ORDER + 1][INVERSE_ORDER + 1];
        int k = 0;
        for (int degree = 0; degree <= INVERSE_ORDER; degree++) {
            for (int p = 0; p <= degree; p++, k++) {
                double scale = StrictMath.pow(unit, degree);
                result[0][p][degree - p] = cx[k] / scale;
                result[1][p][degree - p] = cy[k] / scale;
            }
        }
        return result;
    }

    private static double[] monomials(double u, double v, int order) {
        double[] m = new double[(order + 1) * (order + 2) / 2];
        int k = 0;
        for (int degree = 0; degree <= order; degree++) {
            for (int p = 0; p <= degree; p++) {
                double product = 1;
                for (int i = 0; i < p; i++) {
                    product *= u;
                }
                for (int i = p; i < degree; i++) {
                    product *= v;
                }
                m[k++] = product;
            }
        }
        return m;
    }

    private static double polynomial(double[][] c, double u, double v) {
        double sum = 0;
        for (int p = c.length - 1; p >= 0; p--) {
            double row = 0;
            for (int q = c.length - 1 - p; q >= 0; q--) {
                row = row * v + c[p][q];
            }
            sum = sum * u + row;
        }
        return sum;
    }

    /** Gnomonic projection: xi, eta (rad) of a position about a centre (rad). */
    static double[] project(double ra, double dec, double ra0, double dec0) {
        double sin = StrictMath.sin(dec);
        double cos = StrictMath.cos(dec);
        double sin0 = StrictMath.sin(dec0);
        double cos0 = StrictMath.cos(dec0);
        double cosRa = StrictMath.cos(ra - ra0);
        double depth = sin * sin0 + cos * cos0 * cosRa;
        return new double[] {cos * StrictMath.sin(ra - ra0) / depth, (sin * cos0 - cos * sin0 * cosRa) / depth};
    }

    /** The inverse of {@link #project}: ra, dec (rad). */
    static double[] deproject(double xi, double eta, double ra0, double dec0) {
        double sin0 = StrictMath.sin(dec0);
        double cos0 = StrictMath.cos(dec0);
        double across = cos0 - eta * sin0;
        return new double[] {
            ra0 + StrictMath.atan2(xi, across), StrictMath.atan2(sin0 + eta * cos0, StrictMath.hypot(xi, across))
        };
    }

    /** @return ra, dec (deg) of a FITS pixel, by CD, A and B */
    public double[] toSky(double x, double y) {
        double u = x - crpix[0];
        double v = y - crpix[1];
        double du = u + polynomial(a, u, v);
        double dv = v + polynomial(b, u, v);
        double[] sky = deproject(
                Math.toRadians(cd[0] * du + cd[1] * dv),
                Math.toRadians(cd[2] * du + cd[3] * dv),
                Math.toRadians(crval[0]),
                Math.toRadians(crval[1]));
        return new double[] {Math.toDegrees(EarthRotation.wrap(sky[0])), Math.toDegrees(sky[1])};
    }

    /** @return the FITS pixel of a position (deg), by CD, AP and BP; meant for the CCD that was fitted */
    public double[] toPixel(double ra, double dec) {
        double[] plane =
                project(Math.toRadians(ra), Math.toRadians(dec), Math.toRadians(crval[0]), Math.toRadians(crval[1]));
        double xi = Math.toDegrees(plane[0]);
        double eta = Math.toDegrees(plane[1]);
        double det = cd[0] * cd[3] - cd[1] * cd[2];
        double u = (cd[3] * xi - cd[1] * eta) / det;
        double v = (cd[0] * eta - cd[2] * xi) / det;
        return new double[] {crpix[0] + u + polynomial(ap, u, v), crpix[1] + v + polynomial(bp, u, v)};
    }

    /**
     * Pixels per arcsec on the sky, as {@link SkyMap#jacobian} has them.
     *
     * @param out receives dx/dxi, dx/deta, dy/dxi, dy/deta, xi east and eta north at the pixel itself
     */
    void jacobian(double x, double y, double[] out) {
        double u = x - crpix[0];
        double v = y - crpix[1];
        double[] ga = gradient(a, u, v);
        double[] gb = gradient(b, u, v);
        double xi = RADIAN * (cd[0] * (u + ga[2]) + cd[1] * (v + gb[2]));
        double eta = RADIAN * (cd[2] * (u + ga[2]) + cd[3] * (v + gb[2]));
        double xiX = cd[0] * (1 + ga[0]) + cd[1] * gb[0];
        double xiY = cd[0] * ga[1] + cd[1] * (1 + gb[1]);
        double etaX = cd[2] * (1 + ga[0]) + cd[3] * gb[0];
        double etaY = cd[2] * ga[1] + cd[3] * (1 + gb[1]);
        // Axes: depth (towards CRVAL), east and north there. d is the direction of the pixel, its east is pole x d, its
        // north d x east.
        double norm = 1 / Math.sqrt(1 + xi * xi + eta * eta);
        double sin0 = StrictMath.sin(RADIAN * crval[1]);
        double cos0 = StrictMath.cos(RADIAN * crval[1]);
        double dz = norm;
        double dx = xi * norm;
        double dy = eta * norm;
        double ez = -cos0 * dx;
        double ex = cos0 * dz - sin0 * dy;
        double ey = sin0 * dx;
        double length = 1 / Math.sqrt(ez * ez + ex * ex + ey * ey);
        ez *= length;
        ex *= length;
        ey *= length;
        double nx = dy * ez - dz * ey;
        double ny = dz * ex - dx * ez;
        // Unit steps of xi and eta move the direction by the part of the east and north axes across the line of sight,
        // over the depth.
        double eastX = norm * ex;
        double eastY = norm * ey;
        double northX = norm * nx;
        double northY = norm * ny;
        double scale = 3600;
        double localXiX = scale * (eastX * xiX + eastY * etaX);
        double localXiY = scale * (eastX * xiY + eastY * etaY);
        double localEtaX = scale * (northX * xiX + northY * etaX);
        double localEtaY = scale * (northX * xiY + northY * etaY);
        double det = localXiX * localEtaY - localXiY * localEtaX;
        out[0] = localEtaY / det;
        out[1] = -localXiY / det;
        out[2] = -localEtaX / det;
        out[3] = localXiX / det;
    }

    private static double[] gradient(double[][] c, double u, double v) {
        double value = 0;
        double du = 0;
        double dv = 0;
        for (int p = c.length - 1; p >= 0; p--) {
            double row = 0;
            double slope = 0;
            for (int q = c.length - 1 - p; q >= 0; q--) {
                slope = slope * v + row;
                row = row * v + c[p][q];
            }
            du = du * u + value;
            value = value * u + row;
            dv = dv * u + slope;
        }
        return new double[] {du, dv, value};
    }

    /** @return the header cards in the order in which they are usually written, CTYPE to BP */
    public List<WcsKeyword> keywords() {
        List<WcsKeyword> cards = new ArrayList<>();
        cards.add(new WcsKeyword("CTYPE1", "RA---TAN-SIP", "gnomonic projection with SIP polynomials"));
        cards.add(new WcsKeyword("CTYPE2", "DEC--TAN-SIP", "gnomonic projection with SIP polynomials"));
        cards.add(new WcsKeyword("CRPIX1", crpix[0], "[px] tangent point, first pixel is 1"));
        cards.add(new WcsKeyword("CRPIX2", crpix[1], "[px] tangent point, first pixel is 1"));
        String[] names = {"CD1_1", "CD1_2", "CD2_1", "CD2_2"};
        for (int i = 0; i < 4; i++) {
            cards.add(new WcsKeyword(names[i], cd[i], "[deg/px] linear terms"));
        }
        cards.add(new WcsKeyword("CUNIT1", "deg", "unit of CRVAL1 and CD1_i"));
        cards.add(new WcsKeyword("CUNIT2", "deg", "unit of CRVAL2 and CD2_i"));
        cards.add(new WcsKeyword("CRVAL1", crval[0], "[deg] right ascension of the tangent point"));
        cards.add(new WcsKeyword("CRVAL2", crval[1], "[deg] declination of the tangent point"));
        polynomial(cards, "A", a, 2);
        polynomial(cards, "B", b, 2);
        polynomial(cards, "AP", ap, 0);
        polynomial(cards, "BP", bp, 0);
        return cards;
    }

    private static void polynomial(List<WcsKeyword> cards, String name, double[][] c, int least) {
        int order = c.length - 1;
        cards.add(new WcsKeyword(name + "_ORDER", order, "degree of the SIP polynomial"));
        for (int p = 0; p <= order; p++) {
            for (int q = Math.max(0, least - p); q <= order - p; q++) {
                cards.add(new WcsKeyword(name + "_" + p + "_" + q, c[p][q], ""));
            }
        }
    }
}
