package ciel.sim.fits;

/**
 * Centroid, size and ellipticity of an image by adaptive moments: those of the elliptical Gaussian that fits it best
 * (Bernstein and Jarvis 2002, AJ 123, 583; Hirata and Seljak 2003, MNRAS 343, 459).
 *
 * @param x  centroid (pixels of the image, in its own frame)
 * @param y  centroid
 * @param xx moment (pixels squared)
 * @param yy moment
 * @param xy moment
 */
public record AdaptiveMoments(double x, double y, double xx, double yy, double xy) {
    private static final int ITERATIONS = 300;
    private static final double CONVERGED = 1e-5;
    /** The weight of a pixel beyond this many sigma squared is nothing. */
    private static final double FAR = 40;
    /** How far (first sigmas) the centroid may run. */
    private static final double STRAY = 4;

    /** The image about its middle, background taken off. */
    @FunctionalInterface
    public interface Light {
        /** @param i column from the middle @param j row from the middle */
        double at(int i, int j);
    }

    /**
     * @param radius     pixels on each side of the middle that are looked at
     * @param x          first guess of the centroid
     * @param y          first guess of the centroid
     * @param firstSigma first guess of the size (pixels)
     * @return the moments, or null where they do not converge
     */
    public static AdaptiveMoments of(Light light, int radius, double x, double y, double firstSigma) {
        double xx = firstSigma * firstSigma;
        double yy = xx;
        double xy = 0;
        for (int n = 0; n < ITERATIONS; n++) {
            double det = xx * yy - xy * xy;
            double sum = 0;
            double sx = 0;
            double sy = 0;
            double sxx = 0;
            double syy = 0;
            double sxy = 0;
            for (int j = -radius; j <= radius; j++) {
                for (int i = -radius; i <= radius; i++) {
                    double dx = i - x;
                    double dy = j - y;
                    double rho = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / det;
                    if (rho > FAR) {
                        continue;
                    }
                    double w = StrictMath.exp(-rho / 2) * light.at(i, j);
                    sum += w;
                    sx += w * dx;
                    sy += w * dy;
                    sxx += w * dx * dx;
                    syy += w * dy * dy;
                    sxy += w * dx * dy;
                }
            }
            if (!(sum > 0 && det > 0)) {
                return null;
            }
            double moved = 2 * StrictMath.hypot(sx, sy) / sum;
            x += 2 * sx / sum;
            y += 2 * sy / sum;
            double change = Math.abs(2 * sxx / sum - xx) + Math.abs(2 * syy / sum - yy);
            xx = 2 * sxx / sum;
            yy = 2 * syy / sum;
            xy = 2 * sxy / sum;
            if (!(StrictMath.hypot(x, y) < STRAY * firstSigma
                    && xx < (double) radius * radius
                    && yy < (double) radius * radius)) {
                return null;
            }
            if (moved < CONVERGED && change < CONVERGED * xx) {
                return new AdaptiveMoments(x, y, xx, yy, xy);
            }
        }
        return null;
    }

    /** @return fourth root of the determinant (pixels) */
    public double sigma() {
        return Math.sqrt(Math.sqrt(xx * yy - xy * xy));
    }

    /** @return (xx - yy) / (xx + yy) */
    public double e1() {
        return (xx - yy) / (xx + yy);
    }

    /** @return 2 xy / (xx + yy) */
    public double e2() {
        return 2 * xy / (xx + yy);
    }
}
