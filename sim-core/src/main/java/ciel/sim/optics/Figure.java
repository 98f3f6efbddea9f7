package ciel.sim.optics;

import java.util.Map;

/**
 * The figure error of a surface: a sum of annular Zernike polynomials, kept as one polynomial in x and y.
 *
 * <p>Noll's order (Noll 1976, JOSA 66, 207): index 1 is piston, 4 defocus, 11 primary spherical aberration; even
 * indices are the cosine terms. Annular polynomials are those of Mahajan (1981, JOSA 71, 75): orthogonal over the
 * annulus, root mean square 1 over it, so that a coefficient is the rms height (m) of its term. Outside of the annulus
 * the polynomial goes on.
 */
final class Figure {
    /** Largest Noll index that is taken: order 11 of the radius. */
    static final int MAX_NOLL = 78;

    private final double scale;
    private final int degree;
    /** coefficient of (x / outer)^i (y / outer)^j at i (degree + 1) + j */
    private final double[] c;

    private Figure(double outer, int degree, double[] c) {
        this.scale = 1 / outer;
        this.degree = degree;
        this.c = c;
    }

    /**
     * @param coefficients Noll index, 1 to {@value #MAX_NOLL}, to height (m)
     * @param outer        outer radius of the annulus (m)
     * @param inner        inner radius (m); 0 for a full disc
     */
    static Figure zernike(Map<Integer, Double> coefficients, double outer, double inner) {
        if (!(outer > 0 && inner >= 0 && inner < outer)) {
            throw new IllegalArgumentException("annulus from " + inner + " to " + outer + " m");
        }
        int degree = 0;
        for (int j : coefficients.keySet()) {
            if (j < 1 || j > MAX_NOLL) {
                throw new IllegalArgumentException("Noll index " + j + " is not 1 to " + MAX_NOLL);
            }
            degree = Math.max(degree, order(j));
        }
        double[] c = new double[(degree + 1) * (degree + 1)];
        double epsilon = inner / outer;
        coefficients.forEach((j, height) -> add(c, j, height, epsilon));
        return new Figure(outer, degree, c);
    }

    private static int order(int noll) {
        int n = 0;
        while ((n + 1) * (n + 2) / 2 < noll) {
            n++;
        }
        return n;
    }

    /** Azimuthal frequency of a Noll index. */
    private static int frequency(int noll) {
        int n = order(noll);
        int place = noll - n * (n + 1) / 2;
        return n % 2 == 0 ? place / 2 * 2 : (place - 1) / 2 * 2 + 1;
    }

    private static void add(double[] c, int noll, double height, double epsilon) {
        int side = (int) Math.round(Math.sqrt(c.length));
        int m = frequency(noll);
        double[] radial = radial(order(noll), m, epsilon);
        // (x + i y)^m: real and imaginary part as polynomials
        double[] angular = new double[m + 1];
        boolean cosine = m == 0 || noll % 2 == 0;
        double binomial = 1;
        for (int k = 0; k <= m; k++) {
            boolean real = k % 2 == 0;
            if (real == cosine) {
                angular[k] = binomial * (k / 2 % 2 == 0 ? 1 : -1);
            }
            binomial = binomial * (m - k) / (k + 1);
        }
        double norm = height * (m == 0 ? 1 : Math.sqrt(2));
        for (int p = 0; p < radial.length; p++) {
            double choose = 1;
            for (int q = 0; q <= p; q++) {
                // term q of (x^2 + y^2)^p is choose x^(2(p-q)) y^(2q)
                for (int k = 0; k <= m; k++) {
                    c[(2 * (p - q) + m - k) * side + 2 * q + k] += norm * radial[p] * choose * angular[k];
                }
                choose = choose * (p - q) / (q + 1);
            }
        }
    }

    /**
     * @return coefficients a of the radial polynomial r^m (a0 + a1 r^2 + ...), orthogonal over the annulus to those of
     *     lower order and of mean square 1, leading coefficient positive (Gram and Schmidt)
     */
    private static double[] radial(int n, int m, double epsilon) {
        int count = (n - m) / 2 + 1;
        double[][] basis = new double[count][];
        for (int k = 0; k < count; k++) {
            double[] p = new double[k + 1];
            p[k] = 1;
            for (int pass = 0; pass < 2; pass++) {
                for (int l = 0; l < k; l++) {
                    double overlap = product(p, basis[l], m, epsilon);
                    for (int i = 0; i <= l; i++) {
                        p[i] -= overlap * basis[l][i];
                    }
                }
            }
            double norm = Math.sqrt(product(p, p, m, epsilon));
            for (int i = 0; i <= k; i++) {
                p[i] /= norm;
            }
            basis[k] = p;
        }
        return basis[count - 1];
    }

    /** Mean over the annulus of r^(2m) p(r^2) q(r^2). */
    private static double product(double[] p, double[] q, int m, double epsilon) {
        double e2 = epsilon * epsilon;
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < q.length; j++) {
                int power = m + i + j + 1;
                sum += p[i] * q[j] * (1 - StrictMath.pow(e2, power)) / power;
            }
        }
        return sum / (1 - e2);
    }

    /** @return this figure and another one on the same surface */
    Figure plus(Figure other) {
        int most = Math.max(degree, other.degree);
        double[] sum = new double[(most + 1) * (most + 1)];
        for (Figure f : new Figure[] {this, other}) {
            double ratio = f.scale / scale;
            for (int i = 0; i <= f.degree; i++) {
                for (int j = 0; j <= f.degree; j++) {
                    sum[i * (most + 1) + j] += f.c[i * (f.degree + 1) + j] * StrictMath.pow(ratio, i + j);
                }
            }
        }
        return new Figure(1 / scale, most, sum);
    }

    /** @return height (m) at x, y (m) */
    double sag(double x, double y) {
        double u = x * scale;
        double v = y * scale;
        double sum = 0;
        for (int i = degree; i >= 0; i--) {
            double row = 0;
            int at = i * (degree + 1);
            for (int j = degree - i; j >= 0; j--) {
                row = row * v + c[at + j];
            }
            sum = sum * u + row;
        }
        return sum;
    }

    /** @return slope along x at x, y (m) */
    double slopeX(double x, double y) {
        double u = x * scale;
        double v = y * scale;
        double sum = 0;
        for (int i = degree; i >= 1; i--) {
            double row = 0;
            int at = i * (degree + 1);
            for (int j = degree - i; j >= 0; j--) {
                row = row * v + c[at + j];
            }
            sum = sum * u + i * row;
        }
        return sum * scale;
    }

    /** @return slope along y at x, y (m) */
    double slopeY(double x, double y) {
        double u = x * scale;
        double v = y * scale;
        double sum = 0;
        for (int i = degree; i >= 0; i--) {
            double row = 0;
            int at = i * (degree + 1);
            for (int j = degree - i; j >= 1; j--) {
                row = row * v + j * c[at + j];
            }
            sum = sum * u + row;
        }
        return sum * scale;
    }
}
