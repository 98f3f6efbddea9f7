package ciel.sim.optics;

/**
 * Where the light of a star falls that takes a {@link GhostPath}: a picture on the focal plane. The rays of a grid over
 * the pupil are traced; between them the way is interpolated, and what the clear apertures stop is cut.
 *
 * @param path    of the light
 * @param weights of the cells, line by line: light in each, together {@code open}
 * @param columns of the picture
 * @param cell    side of a cell (mm)
 * @param focalX  lower left corner on the focal plane (mm)
 * @param focalY  lower left corner on the focal plane (mm)
 * @param open    fraction of the annulus of the pupil that reaches the focal plane this way
 */
public record GhostImage(
        GhostPath path, double[] weights, int columns, double cell, double focalX, double focalY, double open) {
    /** Rays along the radius of the pupil and around it. */
    private static final int RADII = 17;

    private static final int ANGLES = 64;
    /** Points of each cell of the grid, along each side. */
    private static final int FINE = 20;
    /** Cells of a picture along its longer side, about. */
    private static final int CELLS = 256;

    private static final double SMALLEST_CELL_MM = 0.02;
    /** Rays that are stopped by this much still bound the picture: the rim lies between two rays. */
    private static final double MARGIN = 0.3;

    /**
     * @param telescope  as it stands, camera rotated
     * @param field      gnomonic field angle of the star: towards larger azimuth, away from the zenith
     * @param wavelength (nm)
     * @return the image, or null where no light reaches the focal plane this way
     */
    public static GhostImage trace(Telescope telescope, GhostPath path, double[] field, double wavelength) {
        int nodes = (RADII + 1) * (ANGLES + 1);
        double[] x = new double[nodes];
        double[] y = new double[nodes];
        double[] outside = new double[nodes];
        double inner = Telescope.PUPIL_INNER * Telescope.PUPIL_INNER;
        double ring = Telescope.PUPIL_OUTER * Telescope.PUPIL_OUTER - inner;
        Ray ray = new Ray();
        for (int i = 0; i <= RADII; i++) {
            double radius = Math.sqrt(inner + ring * i / RADII); // rings of equal area
            for (int j = 0; j <= ANGLES; j++) {
                double angle = 2 * Math.PI * j / ANGLES;
                int k = i * (ANGLES + 1) + j;
                ray.enter(
                        field[0], field[1], radius * StrictMath.cos(angle), radius * StrictMath.sin(angle), wavelength);
                double stopped = telescope.traceGhost(ray, path.first(), path.second());
                outside[k] = Double.isNaN(stopped) ? 1 : stopped;
                x[k] = 1e3 * ray.y; // the focal plane's x runs along the camera's y
                y[k] = 1e3 * ray.x;
            }
        }
        return of(path, x, y, outside);
    }

    /** @return where the ray through the middle of the pupil lands (mm on the focal plane); NaN if it misses a surface */
    public static double[] centre(Telescope telescope, GhostPath path, double[] field, double wavelength) {
        Ray ray = new Ray().enter(field[0], field[1], 0, 0, wavelength);
        boolean missed = Double.isNaN(telescope.traceGhost(ray, path.first(), path.second()));
        return missed ? new double[] {Double.NaN, Double.NaN} : new double[] {1e3 * ray.y, 1e3 * ray.x};
    }

    private static GhostImage of(GhostPath path, double[] x, double[] y, double[] outside) {
        double lowX = Double.POSITIVE_INFINITY;
        double lowY = Double.POSITIVE_INFINITY;
        double highX = Double.NEGATIVE_INFINITY;
        double highY = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < x.length; k++) {
            if (outside[k] <= MARGIN && !Double.isNaN(x[k] + y[k])) {
                lowX = Math.min(lowX, x[k]);
                highX = Math.max(highX, x[k]);
                lowY = Math.min(lowY, y[k]);
                highY = Math.max(highY, y[k]);
            }
        }
        if (!(highX >= lowX)) {
            return null;
        }
        double cell = Math.max(SMALLEST_CELL_MM, Math.max(highX - lowX, highY - lowY) / (CELLS - 4));
        lowX -= 2 * cell;
        lowY -= 2 * cell;
        int columns = (int) Math.ceil((highX - lowX) / cell) + 2;
        int lines = (int) Math.ceil((highY - lowY) / cell) + 2;
        double[] weights = new double[columns * lines];
        double each = 1.0 / ((double) RADII * ANGLES * FINE * FINE);
        double open = 0;
        for (int i = 0; i < RADII; i++) {
            for (int j = 0; j < ANGLES; j++) {
                int k = i * (ANGLES + 1) + j;
                for (int n = 0; n < FINE * FINE; n++) {
                    double a = (n / FINE + 0.5) / FINE;
                    double b = (n % FINE + 0.5) / FINE;
                    if (!(between(outside, k, a, b) <= 0)) {
                        continue;
                    }
                    double placeX = (between(x, k, a, b) - lowX) / cell - 0.5;
                    double placeY = (between(y, k, a, b) - lowY) / cell - 0.5;
                    int column = (int) Math.floor(placeX);
                    int line = (int) Math.floor(placeY);
                    if (!(placeX >= 0 && placeY >= 0 && column < columns - 1 && line < lines - 1)) {
                        continue; // beside a ray that missed
                    }
                    // shared out over the four nearest cells, so that the grid of points does not show
                    double right = placeX - column;
                    double up = placeY - line;
                    int at = line * columns + column;
                    weights[at] += each * (1 - right) * (1 - up);
                    weights[at + 1] += each * right * (1 - up);
                    weights[at + columns] += each * (1 - right) * up;
                    weights[at + columns + 1] += each * right * up;
                    open += each;
                }
            }
        }
        return open == 0 ? null : new GhostImage(path, weights, columns, cell, lowX, lowY, open);
    }

    private static double between(double[] values, int k, double a, double b) {
        int next = k + ANGLES + 1;
        double low = values[k] + b * (values[k + 1] - values[k]);
        double high = values[next] + b * (values[next + 1] - values[next]);
        return low + a * (high - low);
    }

    /** @return lines of the picture */
    public int lines() {
        return weights.length / columns;
    }

    /** @return area (mm^2) in which there is light */
    public double area() {
        int lit = 0;
        for (double weight : weights) {
            lit += weight > 0 ? 1 : 0;
        }
        return lit * cell * cell;
    }
}
