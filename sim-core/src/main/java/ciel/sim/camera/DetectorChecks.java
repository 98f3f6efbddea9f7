package ciel.sim.camera;

import ciel.sim.yaml.Problems;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What detectors must be together: names once, no two in one place, within the focal plane that is computed. */
final class DetectorChecks {
    /** Radius (mm) to which vignetting and sky are computed. */
    private static final double MOST_MM = 370;
    /** Detectors may touch. */
    private static final double TOUCH_MM = 1e-6;
    /** Field angle (deg) of the outermost corner that the gnomonic map is used for. */
    private static final double MOST_DEGREES = 10;

    private final Problems problems;
    private final CameraOptics optics;

    DetectorChecks(Problems problems, CameraOptics optics) {
        this.problems = problems;
        this.optics = optics;
    }

    void check(List<Detector> detectors) {
        Map<String, Integer> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < detectors.size(); i++) {
            Detector detector = detectors.get(i);
            Integer other = names.putIfAbsent(detector.name(), i);
            if (other != null) {
                problems.add(
                        "/detectors/" + i + "/name", "'" + detector.name() + "' names two detectors", "rename one");
            }
            double radius = radius(detector);
            if (radius > MOST_MM) {
                problems.add(
                        "/detectors/" + i + "/at",
                        String.format(
                                Locale.ROOT,
                                "a corner of %s lies %.1f mm from the axis; the focal plane ends at %.0f mm",
                                detector.name(),
                                radius,
                                MOST_MM),
                        "move it inwards");
            }
            field(detector, radius, i);
            if (optics instanceof CameraOptics.Simonyi s && radius > s.lenses().fieldMm() && radius <= MOST_MM) {
                problems.add(
                        "/detectors/" + i + "/at",
                        String.format(
                                Locale.ROOT,
                                "a corner of %s lies %.1f mm from the axis; these lenses are traced to %.0f mm",
                                detector.name(),
                                radius,
                                s.lenses().fieldMm()),
                        "move it inwards, or take other lenses");
            }
            if (optics instanceof CameraOptics.Simonyi && detector.pixelMm() != DetectorType.LSST_PIXEL_MM) {
                problems.add(
                        "/detectors/" + i + "/type",
                        "pixels of " + 1000 * detector.pixelMm() + " um behind the Simonyi telescope",
                        "optics model simonyi is for pixels of 10 um; give a plate_scale");
            }
            for (int j = 0; j < i; j++) {
                if (overlap(detector, detectors.get(j))) {
                    problems.add(
                            "/detectors/" + i + "/at",
                            detector.name() + " lies on " + detectors.get(j).name(),
                            "each is " + size(detector) + " about its reference pixel; move one");
                }
            }
        }
        if (detectors.stream().noneMatch(Detector::science)) {
            problems.add("/detectors", "there is no science CCD", "give one detector the role science");
        }
    }

    private void field(Detector detector, double radius, int i) {
        if (!(optics instanceof CameraOptics.PlateScale p)) {
            return;
        }
        double r2 = radius * radius;
        double slope = 1 + 3 * p.cubic() * r2 + 5 * p.quintic() * r2 * r2;
        double degrees = p.scale() / 3600 * radius * (1 + p.cubic() * r2 + p.quintic() * r2 * r2);
        if (!(slope > 0.1) || !(degrees < MOST_DEGREES)) {
            problems.add(
                    "/detectors/" + i + "/at",
                    String.format(
                            Locale.ROOT,
                            slope > 0.1
                                    ? "a corner of %s sees %.2f deg from the axis; the limit is " + MOST_DEGREES
                                    : "the distortion folds the field before a corner of %s, %.2f deg from the axis",
                            detector.name(),
                            degrees),
                    "correct the plate scale, the distortion, or the place (mm)");
        }
    }

    private static String size(Detector d) {
        return String.format(Locale.ROOT, "%.2f x %.2f mm", d.width() * d.pixelMm(), d.height() * d.pixelMm());
    }

    private static double radius(Detector detector) {
        double most = 0;
        for (double[] corner : corners(detector)) {
            most = Math.max(most, StrictMath.hypot(corner[0], corner[1]));
        }
        return most;
    }

    /** The corners of a detector's pixels on the focal plane (mm), around it. */
    static double[][] corners(Detector d) {
        double left = (-0.5 - d.xReference()) * d.pixelMm();
        double right = (d.width() - 0.5 - d.xReference()) * d.pixelMm();
        double bottom = (-0.5 - d.yReference()) * d.pixelMm();
        double top = (d.height() - 0.5 - d.yReference()) * d.pixelMm();
        double[][] corners = {{left, bottom}, {right, bottom}, {right, top}, {left, top}};
        double cos = StrictMath.cos(StrictMath.toRadians(d.yaw()));
        double sin = StrictMath.sin(StrictMath.toRadians(d.yaw()));
        for (double[] c : corners) {
            double x = c[0];
            double y = c[1];
            c[0] = d.xCenter() + cos * x - sin * y;
            c[1] = d.yCenter() + cos * y + sin * x;
        }
        return corners;
    }

    /** Two rectangles lie apart where an axis of one of them separates them. */
    private static boolean overlap(Detector a, Detector b) {
        if (StrictMath.hypot(a.xCenter() - b.xCenter(), a.yCenter() - b.yCenter()) > span(a) + span(b)) {
            return false;
        }
        double[][] one = corners(a);
        double[][] two = corners(b);
        for (Detector d : List.of(a, b)) {
            for (int turn = 0; turn < 2; turn++) {
                double angle = StrictMath.toRadians(d.yaw() + 90 * turn);
                double[] p = extent(one, angle);
                double[] q = extent(two, angle);
                if (p[1] <= q[0] + TOUCH_MM || q[1] <= p[0] + TOUCH_MM) {
                    return false;
                }
            }
        }
        return true;
    }

    /** @return mm from the reference pixel that no corner exceeds */
    private static double span(Detector d) {
        return StrictMath.hypot(
                        Math.max(d.xReference(), d.width() - d.xReference()) + 1,
                        Math.max(d.yReference(), d.height() - d.yReference()) + 1)
                * d.pixelMm();
    }

    private static double[] extent(double[][] corners, double angle) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] c : corners) {
            double along = StrictMath.cos(angle) * c[0] + StrictMath.sin(angle) * c[1];
            low = Math.min(low, along);
            high = Math.max(high, along);
        }
        return new double[] {low, high};
    }
}
