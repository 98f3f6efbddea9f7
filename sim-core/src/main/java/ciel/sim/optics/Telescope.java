package ciel.sim.optics;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.camera.CameraOptics.Lenses;
import ciel.sim.camera.ResourceTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Simonyi Survey Telescope as a sequence of surfaces, traced ray by ray in double precision: three mirrors, two
 * lenses, the filter of the band, the window lens, the
 * focal plane. Prescription: the tables prescription.csv and filters.csv beside this class, of the commissioning camera
 * comcam_prescription.csv and comcam_filters.csv. Vacuum between the
 * elements, fused silica in them.
 *
 * <p>Immutable and safe for many threads. Frame: z towards the sky from the vertex of M1, m.
 *
 * <p>Elements that can be moved: every surface, M1, M2, M3, M1M3 (both, which are one piece of glass), L1, L2, Filter,
 * L3, Detector, and Camera (all from L1 to the detector).
 */
public final class Telescope {
    /** Height of the entrance pupil above the vertex of M1 (m). */
    public static final double PUPIL_Z = 0.4393899;

    /** Outer and inner radius (m) of the annulus that covers the entrance pupil (imSim samples from 2.55 to 4.18 m). */
    public static final double PUPIL_OUTER = 4.18;

    public static final double PUPIL_INNER = 2.55;

    private static final double[] IDENTITY = {1, 0, 0, 0, 1, 0, 0, 0, 1};

    /** A surface, the element it belongs to, and where it stands: origin (m) and rotation, local to global. */
    private record Placed(Surface surface, String element, boolean inCamera, double[] origin, double[] rotation) {
        boolean turned() {
            return rotation != IDENTITY;
        }
    }

    private final Band band;
    private final Lenses lenses;
    private final List<Placed> surfaces;
    private final boolean axisymmetric;

    private Telescope(Band band, Lenses lenses, List<Placed> surfaces, boolean axisymmetric) {
        this.band = band;
        this.lenses = lenses;
        this.surfaces = List.copyOf(surfaces);
        this.axisymmetric = axisymmetric;
    }

    /** @return the unperturbed telescope with LSSTCam and the filter of a band, camera rotator at 0 */
    public static Telescope of(Band band) {
        return of(band, Lenses.LSSTCAM);
    }

    /** @return the unperturbed telescope with the lenses of a camera and its filter of a band, camera rotator at 0 */
    public static Telescope of(Band band, Lenses lenses) {
        double[] filter = filterRow(band, lenses);
        double cameraZ = filter[0];
        List<Placed> placed = new ArrayList<>();
        for (String[] row : ResourceTable.rows(Telescope.class, tables(lenses) + "prescription.csv")) {
            boolean camera = row[3].equals("camera");
            double z = Double.parseDouble(row[4]);
            double radius = Double.parseDouble(row[5]);
            if (row[0].equals("Filter_exit")) {
                z += filter[1];
                radius = filter[2];
            }
            Surface surface = new Surface(
                    row[0],
                    Surface.Kind.valueOf(row[2]),
                    radius == 0 ? 0 : 1 / radius,
                    Double.parseDouble(row[6]),
                    Double.parseDouble(row[7]),
                    Double.parseDouble(row[8]),
                    Double.parseDouble(row[9]),
                    Double.parseDouble(row[10]),
                    Double.parseDouble(row[11]),
                    null);
            placed.add(new Placed(surface, row[1], camera, new double[] {0, 0, camera ? cameraZ + z : z}, IDENTITY));
        }
        return new Telescope(band, lenses, placed, true);
    }

    private static String tables(Lenses lenses) {
        return lenses == Lenses.LSSTCAM ? "" : "comcam_";
    }

    private static double[] filterRow(Band band, Lenses lenses) {
        for (String[] row : ResourceTable.rows(Telescope.class, tables(lenses) + "filters.csv")) {
            if (row[0].equals(band.letter())) {
                return new double[] {Double.parseDouble(row[1]), Double.parseDouble(row[2]), Double.parseDouble(row[3])
                };
            }
        }
        throw new AssertionError(band);
    }

    /** @return the band whose filter is in the beam */
    public Band band() {
        return band;
    }

    /**
     * @return largest angle from the axis (rad) that is mapped. Of LSSTCam 3.3 deg, its vignetted field ends at 2.05 deg;
     *     of the commissioning camera 0.8 deg, its CCDs end at 0.5 deg
     */
    public double maxAngle() {
        return lenses == Lenses.LSSTCAM ? 0.0576 : 0.0144;
    }

    /** @return true if nothing has been moved out of its design position except along or about the axis of symmetry */
    public boolean axisymmetric() {
        return axisymmetric;
    }

    /**
     * @param element a surface, M1, M2, M3, M1M3, L1, L2, Filter, L3, Detector, or Camera
     * @param motion  about the element's first vertex (for the Camera: the vertex of L1)
     * @return the telescope with that element moved, on top of earlier motions
     * @throws InputException for an unknown element
     */
    public Telescope with(String element, RigidMotion motion) {
        double[] pivot = null;
        List<Placed> moved = new ArrayList<>();
        double[] matrix = motion.matrix();
        for (Placed placed : surfaces) {
            boolean member =
                    switch (element) {
                        case "Camera" -> placed.inCamera();
                        case "M1M3" ->
                            placed.element().equals("M1") || placed.element().equals("M3");
                        default ->
                            placed.element().equals(element)
                                    || placed.surface().name().equals(element);
                    };
            if (!member) {
                moved.add(placed);
                continue;
            }
            if (pivot == null) {
                pivot = placed.origin();
            }
            double[] arm = {placed.origin()[0] - pivot[0], placed.origin()[1] - pivot[1], placed.origin()[2] - pivot[2]
            };
            double[] turned = multiply(matrix, arm);
            double[] origin = {
                pivot[0] + turned[0] + motion.dx(),
                pivot[1] + turned[1] + motion.dy(),
                pivot[2] + turned[2] + motion.dz()
            };
            moved.add(new Placed(
                    placed.surface(), placed.element(), placed.inCamera(), origin, compose(matrix, placed.rotation())));
        }
        if (pivot == null) {
            throw new InputException(
                    "optics", "the telescope has no element '" + element + "'", "one of " + elements());
        }
        boolean symmetric = motion.dx() == 0 && motion.dy() == 0 && motion.rx() == 0 && motion.ry() == 0;
        return new Telescope(band, lenses, moved, axisymmetric && symmetric);
    }

    /**
     * @param surface      M1, M2, M3, L1_entrance, ... : a surface, not an element of two
     * @param coefficients Zernike coefficients: Noll index, 1 to {@value Figure#MAX_NOLL}, to height (m), positive
     *     towards the sky
     * @param outer        outer radius (m) of the annulus of the polynomials; NaN for the clear aperture's
     * @param inner        inner radius (m); NaN for the clear aperture's, 0 for a disc
     * @return the telescope with that figure error, on top of earlier ones
     * @throws InputException for an unknown surface
     */
    public Telescope withFigure(String surface, Map<Integer, Double> coefficients, double outer, double inner) {
        List<Placed> changed = new ArrayList<>();
        boolean found = false;
        boolean symmetric = axisymmetric;
        for (Placed placed : surfaces) {
            Surface s = placed.surface();
            if (!s.name().equals(surface)) {
                changed.add(placed);
                continue;
            }
            found = true;
            symmetric = false;
            Figure figure = Figure.zernike(
                    coefficients, Double.isNaN(outer) ? s.outer() : outer, Double.isNaN(inner) ? s.inner() : inner);
            changed.add(new Placed(
                    s.with(figure), placed.element(), placed.inCamera(), placed.origin(), placed.rotation()));
        }
        if (!found) {
            throw new InputException(
                    "optics",
                    "the telescope has no surface '" + surface + "'",
                    "one of " + surfaces.stream().map(p -> p.surface().name()).toList());
        }
        return new Telescope(band, lenses, changed, symmetric);
    }

    /** @return the names that {@link #with} knows */
    public Set<String> elements() {
        Set<String> names = new LinkedHashSet<>();
        surfaces.forEach(placed -> names.add(placed.element()));
        names.add("M1M3");
        names.add("Camera");
        surfaces.forEach(placed -> names.add(placed.surface().name()));
        return names;
    }

    /**
     * Traces a ray to the focal surface. On return position and direction are in the detector's frame (m; x and y of
     * the rotated camera). A vignetted ray is traced on as
     * though nothing had stopped it, so that chief rays reach the focal plane through the hole of M1.
     *
     * @return false if the ray misses a surface; it is then marked vignetted and its position is meaningless
     */
    public boolean trace(Ray ray) {
        return trace(ray, null);
    }

    /**
     * {@link #trace(Ray)} that notes where the ray met each surface.
     *
     * @param squares receives the squared distance (m^2) from the axis of each surface, in their order; or null
     */
    boolean trace(Ray ray, double[] squares) {
        int at = 0;
        double glass = silica(ray.wavelength);
        Placed frame = null;
        for (Placed placed : surfaces) {
            if (frame != null) {
                leave(ray, frame);
            }
            enter(ray, placed);
            frame = placed;
            if (!placed.surface().pass(ray, glass)) {
                return false;
            }
            if (squares != null) {
                squares[at++] = ray.x * ray.x + ray.y * ray.y;
            }
        }
        return true;
    }

    /**
     * {@link #trace(Ray)} that measures the way.
     *
     * @return optical path (m) from where the ray is to the focal surface; NaN if the ray misses a surface
     */
    double tracePath(Ray ray) {
        double glass = silica(ray.wavelength);
        double path = 0;
        Placed frame = null;
        for (Placed placed : surfaces) {
            if (frame != null) {
                leave(ray, frame);
            }
            enter(ray, placed);
            frame = placed;
            double x = ray.x;
            double y = ray.y;
            double z = ray.z;
            double vx = ray.vx;
            double vy = ray.vy;
            double vz = ray.vz;
            if (!placed.surface().pass(ray, glass)) {
                return Double.NaN;
            }
            double index = placed.surface().kind() == Surface.Kind.OUT_OF_GLASS ? glass : 1;
            path += index * ((ray.x - x) * vx + (ray.y - y) * vy + (ray.z - z) * vz);
        }
        return path;
    }

    /**
     * Traces a ray that is thrown back by one surface of the camera and once more by an earlier one: a ghost. Position
     * and direction as {@link #trace(Ray)} leaves them.
     *
     * @param first  place among {@link #surfaces} of the surface that throws it back first
     * @param second place of the one that throws it towards the focal plane again, before {@code first}
     * @return how far outside of the clear apertures that it passes the ray is: above 0 where one of them stops it, the
     *     largest (r/R)^2 - 1 of all; NaN if it misses a surface
     */
    double traceGhost(Ray ray, int first, int second) {
        double outside = -1;
        double glass = silica(ray.wavelength);
        Placed frame = null;
        int last = surfaces.size() - 1;
        // to the first, back to the second, and on to the focal plane
        int steps = first + (first - second) + (last - second);
        for (int step = 0; step <= steps; step++) {
            int back = step - first;
            boolean returns = back > 0 && back < first - second;
            int at = step <= first ? step : back <= first - second ? first - back : second + back - (first - second);
            Surface.Passage passage = back == 0 || back == first - second
                    ? Surface.Passage.REFLECTED
                    : returns ? Surface.Passage.BACKWARD : Surface.Passage.FORWARD;
            Placed placed = surfaces.get(at);
            if (frame != null) {
                leave(ray, frame);
            }
            enter(ray, placed);
            frame = placed;
            Surface surface = placed.surface();
            if (!surface.pass(ray, glass, passage)) {
                return Double.NaN;
            }
            double square = ray.x * ray.x + ray.y * ray.y;
            outside = Math.max(outside, square / (surface.outer() * surface.outer()) - 1);
            if (surface.inner() > 0) {
                outside = Math.max(outside, 1 - square / (surface.inner() * surface.inner()));
            }
        }
        return outside;
    }

    /** @return the surfaces in the order in which light meets them */
    List<Surface> surfaces() {
        return surfaces.stream().map(Placed::surface).toList();
    }

    private static void enter(Ray ray, Placed placed) {
        double[] o = placed.origin();
        ray.x -= o[0];
        ray.y -= o[1];
        ray.z -= o[2];
        if (placed.turned()) {
            double[] m = placed.rotation();
            turn(ray, m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]);
        }
    }

    private static void leave(Ray ray, Placed placed) {
        if (placed.turned()) {
            double[] m = placed.rotation();
            turn(ray, m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]);
        }
        double[] o = placed.origin();
        ray.x += o[0];
        ray.y += o[1];
        ray.z += o[2];
    }

    private static void turn(
            Ray ray, double a, double b, double c, double d, double e, double f, double g, double h, double i) {
        double x = a * ray.x + b * ray.y + c * ray.z;
        double y = d * ray.x + e * ray.y + f * ray.z;
        ray.z = g * ray.x + h * ray.y + i * ray.z;
        ray.x = x;
        ray.y = y;
        double vx = a * ray.vx + b * ray.vy + c * ray.vz;
        double vy = d * ray.vx + e * ray.vy + f * ray.vz;
        ray.vz = g * ray.vx + h * ray.vy + i * ray.vz;
        ray.vx = vx;
        ray.vy = vy;
    }

    private static double[] multiply(double[] m, double[] v) {
        return new double[] {
            m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
            m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
            m[6] * v[0] + m[7] * v[1] + m[8] * v[2]
        };
    }

    private static double[] compose(double[] a, double[] b) {
        double[] c = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                c[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
            }
        }
        return c;
    }

    /**
     * Refractive index of fused silica, Sellmeier's formula with the coefficients of the LSST design (batoid's LSST
     * files; Malitson 1965 has nearly the same).
     *
     * @param nanometres wavelength in vacuum, 210 to 3700
     */
    public static double silica(double nanometres) {
        double w = nanometres * nanometres * 1e-6;
        return Math.sqrt(1
                + 0.696183020 * w / (w - 0.00467926519)
                + 0.407925877 * w / (w - 0.0135122244)
                + 0.897464057 * w / (w - 97.9323636));
    }
}
