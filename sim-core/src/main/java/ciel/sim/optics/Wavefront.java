package ciel.sim.optics;

import ciel.sim.InputException;
import java.util.Arrays;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * The optical path difference of one field angle over the entrance pupil, as batoid and Zemax define it: the difference
 * in path between the chief ray and each ray, from the plane wave that arrives to a sphere about the place where the
 * chief ray meets the focal surface; positive where the ray's path is the shorter one. Rays stand on a square grid of
 * {@value #PUPIL_SIZE} m, columns along x and rows along y of the pupil.
 */
public final class Wavefront {
    /** Side of the square that the map covers (m). */
    public static final double PUPIL_SIZE = 8.36;
    /** Radius of the reference sphere (m), batoid's of the LSST models. */
    public static final double SPHERE_RADIUS = 5.0;
    /** Inner over outer radius of the annular polynomials. */
    public static final double OBSCURATION = 0.612;
    /** Largest Noll index that is fitted. */
    public static final int MAX_NOLL = 28;

    private static final double NM = 1e9;

    private final int side;
    private final double[] nm;
    private final double[] zernike;

    private Wavefront(int side, double[] nm) {
        this.side = side;
        this.nm = nm;
        this.zernike = fit();
    }

    /**
     * @param telescope  as it stands
     * @param tanX       gnomonic field angle (tangent), as {@link Ray#enter} takes it
     * @param tanY       gnomonic field angle (tangent)
     * @param wavelength in vacuum (nm)
     * @param side       columns and rows of the map, odd, 3 or more: 255 in imSim
     * @throws IllegalArgumentException when the chief ray does not arrive, or fewer rays than {@value #MAX_NOLL} do
     */
    public static Wavefront trace(Telescope telescope, double tanX, double tanY, double wavelength, int side) {
        if (side < 3 || side % 2 == 0) {
            throw new IllegalArgumentException("a map of " + side + " columns; an odd number from 3 is wanted");
        }
        Ray chief = new Ray().enter(tanX, tanY, 0, 0, wavelength);
        double toFocus = telescope.tracePath(chief);
        if (Double.isNaN(toFocus)) {
            throw new IllegalArgumentException("the chief ray misses the optics");
        }
        double reference = toFocus + beyond(chief, chief);
        double[] nm = new double[side * side];
        Arrays.fill(nm, Double.NaN);
        double step = PUPIL_SIZE / (side - 1);
        Ray ray = new Ray();
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double u = (column - side / 2) * step;
                double v = (row - side / 2) * step;
                ray.enter(tanX, tanY, u, v, wavelength);
                // the plane wave reaches the points of the pupil's plane one after the other
                double late = ray.vx * u + ray.vy * v;
                double path = telescope.tracePath(ray);
                if (!Double.isNaN(path) && !ray.vignetted) {
                    nm[row * side + column] = (reference - (late + path + beyond(ray, chief))) * NM;
                }
            }
        }
        return new Wavefront(side, nm);
    }

    /** Path (m) from the focal surface to the sphere about the chief ray's place on it. */
    private static double beyond(Ray ray, Ray chief) {
        double x = ray.x - chief.x;
        double y = ray.y - chief.y;
        double z = ray.z - chief.z;
        double along = x * ray.vx + y * ray.vy + z * ray.vz;
        return -along + Math.sqrt(along * along - (x * x + y * y + z * z) + SPHERE_RADIUS * SPHERE_RADIUS);
    }

    /** Least squares of the annular polynomials over the rays that arrive (batoid's {@code zernike}). */
    private double[] fit() {
        Figure[] basis = new Figure[MAX_NOLL];
        for (int j = 0; j < MAX_NOLL; j++) {
            basis[j] = Figure.zernike(Map.of(j + 1, 1.0), PUPIL_SIZE / 2, PUPIL_SIZE / 2 * OBSCURATION);
        }
        double[][] normal = new double[MAX_NOLL][MAX_NOLL];
        double[] right = new double[MAX_NOLL];
        double[] at = new double[MAX_NOLL];
        double step = PUPIL_SIZE / (side - 1);
        int rays = 0;
        for (int k = 0; k < nm.length; k++) {
            if (Double.isNaN(nm[k])) {
                continue;
            }
            rays++;
            double x = (k % side - side / 2) * step;
            double y = (k / side - side / 2) * step;
            for (int j = 0; j < MAX_NOLL; j++) {
                at[j] = basis[j].sag(x, y);
            }
            for (int i = 0; i < MAX_NOLL; i++) {
                right[i] += at[i] * nm[k];
                for (int j = 0; j <= i; j++) {
                    normal[i][j] += at[i] * at[j];
                }
            }
        }
        if (rays < MAX_NOLL) {
            throw new InputException(
                    "wavefront",
                    rays + " rays arrive, fewer than the " + MAX_NOLL + " polynomials that are fitted",
                    "choose a field angle nearer to the axis, or perturbations that leave some light");
        }
        for (int i = 0; i < MAX_NOLL; i++) {
            for (int j = 0; j < i; j++) {
                normal[j][i] = normal[i][j];
            }
        }
        return new CholeskyDecomposition(new Array2DRowRealMatrix(normal, false))
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
    }

    /** @return columns and rows */
    public int side() {
        return side;
    }

    /** @return distance of the columns and rows on the pupil (m) */
    public double step() {
        return PUPIL_SIZE / (side - 1);
    }

    /** @return nm, row by row from the smallest y; NaN where no light comes through; must not be changed */
    public double[] nanometres() {
        return nm;
    }

    /** @param noll 1 to {@value #MAX_NOLL} @return coefficient (nm) of an annular Zernike polynomial of mean square 1 */
    public double zernike(int noll) {
        return zernike[noll - 1];
    }
}
