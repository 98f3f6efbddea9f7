package ciel.sim.optics;

/**
 * One optical surface of revolution in its own frame (m):
 * sag(r) = r^2 / (R (1 + sqrt(1 - (1 + k) r^2 / R^2))) + a4 r^4 + a6 r^6 + a8 r^8.
 *
 * @param name      such as M1 or L2_exit
 * @param kind      what it does to light
 * @param curvature 1/R (1/m), 0 for a plane
 * @param conic     k
 * @param a4        m^-3
 * @param a6        m^-5
 * @param a8        m^-7
 * @param inner     radius of the central hole of the clear aperture (m), 0 for none
 * @param outer     radius of the clear aperture (m)
 * @param figure    what is added to the sag, or null
 */
record Surface(
        String name,
        Kind kind,
        double curvature,
        double conic,
        double a4,
        double a6,
        double a8,
        double inner,
        double outer,
        Figure figure) {
    /** What a surface does to light: reflect it, let it into glass, let it out of glass, or take it. */
    enum Kind {
        MIRROR,
        INTO_GLASS,
        OUT_OF_GLASS,
        FOCAL
    }

    /** How a ray meets a surface: on its way to the focal plane, on its way back, or thrown back by it. */
    enum Passage {
        FORWARD,
        BACKWARD,
        REFLECTED
    }

    /** Newton steps before a ray counts as having missed the surface. */
    private static final int MAX_STEPS = 60;

    /** Largest residual path (m) of an intersection. */
    private static final double TOLERANCE = 1e-14;

    /** @return height (m) above the vertex at x, y (m) */
    double sag(double x, double y) {
        double r2 = x * x + y * y;
        double root = Math.sqrt(1 - (1 + conic) * curvature * curvature * r2);
        double sag = r2 * (curvature / (1 + root) + r2 * (a4 + r2 * (a6 + r2 * a8)));
        return figure == null ? sag : sag + figure.sag(x, y);
    }

    /** @return this surface with a figure error added to those that it has */
    Surface with(Figure error) {
        Figure sum = figure == null ? error : figure.plus(error);
        return new Surface(name, kind, curvature, conic, a4, a6, a8, inner, outer, sum);
    }

    /**
     * Moves the ray (in this surface's frame) to the surface, bends it, and notes whether it is vignetted.
     *
     * @param glass refractive index of the glass at the ray's wavelength
     * @return false if the ray misses
     */
    boolean pass(Ray ray, double glass) {
        return pass(ray, glass, Passage.FORWARD);
    }

    /** {@link #pass(Ray, double)} of a ray that may be on its way back. */
    boolean pass(Ray ray, double glass, Passage passage) {
        double path = -ray.z / ray.vz;
        double x = 0;
        double y = 0;
        double slope = 0;
        double figureX = 0;
        double figureY = 0;
        double step = Double.POSITIVE_INFINITY;
        for (int i = 0; i < MAX_STEPS && !(Math.abs(step) <= TOLERANCE); i++) {
            x = ray.x + path * ray.vx;
            y = ray.y + path * ray.vy;
            double r2 = x * x + y * y;
            double root = Math.sqrt(1 - (1 + conic) * curvature * curvature * r2);
            double sag = r2 * (curvature / (1 + root) + r2 * (a4 + r2 * (a6 + r2 * a8)));
            slope = curvature / root + r2 * (4 * a4 + r2 * (6 * a6 + r2 * 8 * a8));
            double along = slope * (x * ray.vx + y * ray.vy);
            if (figure != null) {
                sag += figure.sag(x, y);
                figureX = figure.slopeX(x, y);
                figureY = figure.slopeY(x, y);
                along += figureX * ray.vx + figureY * ray.vy;
            }
            step = (sag - ray.z - path * ray.vz) / (ray.vz - along);
            path += step;
        }
        if (!(Math.abs(step) <= 1e-11)) {
            ray.vignetted = true;
            return false;
        }
        ray.x = x;
        ray.y = y;
        ray.z += path * ray.vz;
        double r2 = x * x + y * y;
        ray.vignetted |= r2 > outer * outer || r2 < inner * inner;
        double slopeX = slope * x + figureX;
        double slopeY = slope * y + figureY;
        double steepness = figure == null ? slope * slope * r2 : slopeX * slopeX + slopeY * slopeY;
        double norm = 1 / Math.sqrt(1 + steepness);
        return bend(ray, -slopeX * norm, -slopeY * norm, norm, glass, passage);
    }

    private boolean bend(Ray ray, double nx, double ny, double nz, double glass, Passage passage) {
        double cosine = ray.vx * nx + ray.vy * ny + ray.vz * nz;
        if (passage == Passage.REFLECTED) {
            return reflect(ray, nx, ny, nz, cosine);
        }
        switch (kind) {
            case FOCAL -> {
                return true;
            }
            case MIRROR -> {
                return reflect(ray, nx, ny, nz, cosine);
            }
            case INTO_GLASS, OUT_OF_GLASS -> {
                boolean into = (kind == Kind.INTO_GLASS) == (passage == Passage.FORWARD);
                double ratio = into ? 1 / glass : glass;
                double square = 1 - ratio * ratio * (1 - cosine * cosine);
                if (!(square >= 0)) {
                    ray.vignetted = true;
                    return false;
                }
                double along = Math.copySign(Math.sqrt(square), cosine) - ratio * cosine;
                ray.vx = ratio * ray.vx + along * nx;
                ray.vy = ratio * ray.vy + along * ny;
                ray.vz = ratio * ray.vz + along * nz;
                return true;
            }
        }
        throw new AssertionError(kind);
    }

    private static boolean reflect(Ray ray, double nx, double ny, double nz, double cosine) {
        ray.vx -= 2 * cosine * nx;
        ray.vy -= 2 * cosine * ny;
        ray.vz -= 2 * cosine * nz;
        return true;
    }
}
