package ciel.sim.exposure;

import ciel.sim.atmosphere.Turbulence;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.special.BesselJ;

/**
 * How ellipticities of stars go together in an exposure through layers of frozen Gaussian turbulence, by integration
 * and without any screen.
 *
 * <p>Second moments of a star are Q_ij = mean of g_i g_j less that of g_i times that of g_j, g the gradient of the
 * wavefront, over the points of the annular pupil and the times of the exposure. The gradient is Gaussian, so that
 * cov(Q_ij, Q_kl) is the mean of C_ik C_jl + C_il C_jk with rows and columns centred (Isserlis 1918), C the covariance of
 * gradients between a point and time of one star and those of the other: a sum over layers of the tensor
 * C_T(r) (1 - rr) + C_L(r) rr, C_T = int (2 pi f)^2 W(f) J1(x)/x 2 pi f df with x = 2 pi f r, C_L = d(r C_T)/dr, W the
 * spectrum of von Karman up to the boundary of the screens.
 */
final class EllipticityTheory {
    private static final int POINTS = 450;
    private static final int FREQUENCIES = 1000;
    private static final double NEAR = 20;
    private static final int STEPS = 400;
    private static final double RADIUS_OUTER = 4.18;
    private static final double RADIUS_INNER = 2.55;

    private final double period;
    private final double far;
    /** C_T at steps of the radius: to {@value #NEAR} m, and from there to the farthest. */
    private final double[][] across = new double[2][STEPS + 2];

    private final double[][] along = new double[2][STEPS + 2];

    /**
     * @param limit  boundary of the screens (cycles/m)
     * @param period of the screens (m)
     */
    EllipticityTheory(double r0, double outerScale, double limit, double period) {
        this.period = period;
        far = period / Math.sqrt(2) + 1;
        double[] f = new double[FREQUENCIES];
        double[] power = new double[FREQUENCIES];
        for (int i = 0; i < FREQUENCIES; i++) {
            double s = (i + 0.5) / FREQUENCIES;
            f[i] = limit * s * s;
            double w = 500
                    * 500
                    * 0.00058
                    * Math.pow(r0, -5.0 / 3)
                    * Math.pow(f[i] * f[i] + 1 / (outerScale * outerScale), -11.0 / 6);
            power[i] = Math.pow(2 * Math.PI * f[i], 2) * w * 2 * Math.PI * f[i] * limit * 2 * s / FREQUENCIES;
        }
        for (int part = 0; part < 2; part++) {
            for (int k = 0; k < STEPS + 2; k++) {
                double r = radius(part, k);
                double h = 1e-3;
                across[part][k] = transverse(r, f, power);
                along[part][k] = r == 0
                        ? across[part][k]
                        : ((r + h) * transverse(r + h, f, power) - (r - h) * transverse(r - h, f, power)) / (2 * h);
            }
        }
    }

    private double radius(int part, int k) {
        return part == 0 ? NEAR * k / STEPS : NEAR + (far - NEAR) * k / STEPS;
    }

    private static double transverse(double r, double[] f, double[] power) {
        double sum = 0;
        for (int i = 0; i < f.length; i++) {
            double x = 2 * Math.PI * f[i] * r;
            sum += power[i] * (x < 1e-4 ? 0.5 : BesselJ.value(1, x) / x);
        }
        return sum;
    }

    /**
     * @param layers   of the atmosphere
     * @param exposure s
     * @param apart    of the stars: tangents along u and v
     * @return covariance of Q_uu - Q_vv of the two stars, and of 2 Q_uv (nm/m)^4
     */
    double[] covariance(List<Turbulence.Layer> layers, double exposure, double[] apart) {
        Random random = new Random(layers.hashCode());
        double[][] a = points(random, exposure);
        double[][] b = points(random, exposure);
        double[] uu = new double[POINTS * POINTS];
        double[] vv = new double[POINTS * POINTS];
        double[] uv = new double[POINTS * POINTS];
        for (int i = 0; i < POINTS; i++) {
            for (int j = 0; j < POINTS; j++) {
                int at = i * POINTS + j;
                double time = a[2][i] - b[2][j];
                for (Turbulence.Layer layer : layers) {
                    double x = Math.IEEEremainder(
                            a[0][i] - b[0][j] - layer.windU() * time + layer.height() * apart[0], period);
                    double y = Math.IEEEremainder(
                            a[1][i] - b[1][j] - layer.windV() * time + layer.height() * apart[1], period);
                    double r2 = x * x + y * y;
                    double r = Math.sqrt(r2);
                    int part = r < NEAR ? 0 : 1;
                    double scaled = part == 0 ? r / NEAR * STEPS : (r - NEAR) / (far - NEAR) * STEPS;
                    int k = (int) scaled;
                    double share = scaled - k;
                    double t = layer.weight() * (across[part][k] + share * (across[part][k + 1] - across[part][k]));
                    double l = layer.weight() * (along[part][k] + share * (along[part][k + 1] - along[part][k]));
                    double excess = (l - t) / Math.max(r2, 1e-12);
                    uu[at] += t + excess * x * x;
                    vv[at] += t + excess * y * y;
                    uv[at] += excess * x * y;
                }
            }
        }
        return new double[] {
            2 * (centred(uu, uu) - 2 * centred(uv, uv) + centred(vv, vv)), 4 * (centred(uu, vv) + centred(uv, uv))
        };
    }

    /** @return what moments from so many photons scatter by: variance of Q_uu - Q_vv and of 2 Q_uv (nm/m)^4 */
    double noise(int photons) {
        return 4 * across[0][0] * across[0][0] / photons;
    }

    /** Points of the pupil (m) and times (s), independent of each other: all distances between two stars must come up. */
    private static double[][] points(Random random, double exposure) {
        double[][] points = new double[3][POINTS];
        for (int n = 0; n < POINTS; n++) {
            double square = RADIUS_INNER * RADIUS_INNER
                    + (RADIUS_OUTER * RADIUS_OUTER - RADIUS_INNER * RADIUS_INNER) * random.nextDouble();
            double angle = 2 * Math.PI * random.nextDouble();
            points[0][n] = Math.sqrt(square) * Math.cos(angle);
            points[1][n] = Math.sqrt(square) * Math.sin(angle);
            points[2][n] = exposure * random.nextDouble();
        }
        return points;
    }

    /** Mean of a product, less those of the means of rows and of columns, and with that of all. */
    private static double centred(double[] p, double[] q) {
        double all = 0;
        double allP = 0;
        double allQ = 0;
        double means = 0;
        double[] columnP = new double[POINTS];
        double[] columnQ = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            double rowP = 0;
            double rowQ = 0;
            for (int j = 0; j < POINTS; j++) {
                double x = p[i * POINTS + j];
                double y = q[i * POINTS + j];
                all += x * y;
                rowP += x;
                rowQ += y;
                columnP[j] += x;
                columnQ[j] += y;
            }
            means += rowP * rowQ;
            allP += rowP;
            allQ += rowQ;
        }
        for (int j = 0; j < POINTS; j++) {
            means += columnP[j] * columnQ[j];
        }
        double n = POINTS;
        return all / (n * n) - means / (n * n * n) + allP * allQ / (n * n * n * n);
    }
}
