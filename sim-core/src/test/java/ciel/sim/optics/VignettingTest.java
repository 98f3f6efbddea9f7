package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.SharedData;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Acceptance row 48. */
class VignettingTest {
    private final Vignetting vignetting = Vignetting.lsst();

    /** Values of LSSTCam_vignetting_data.json at round radii. */
    @Test
    void profileIsThePublishedOne() {
        double[][] published = {
            {0, 1},
            {100, .9979},
            {200, .9861},
            {250, .9675},
            {300, .9275},
            {310, .9191},
            {315, .8974},
            {320, .8483},
            {325, .7835},
            {330, .7157},
            {340, .6089},
            {350, .5006},
            {360, .3192}
        };
        for (double[] point : published) {
            assertEquals(point[1], vignetting.at(point[0]), 0.002, point[0] + " mm");
        }
    }

    @Test
    void profileFallsAndStaysBetweenZeroAndOne() {
        double before = 1;
        for (double radius = 0; radius <= 400; radius += 0.5) {
            double value = vignetting.at(radius);
            assertTrue(value <= before + 1e-4 && value > 0 && value <= 1, radius + " mm: " + value);
            before = value;
        }
        assertThrows(IllegalArgumentException.class, () -> vignetting.at(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> vignetting.at(-1));
    }

    /** The sky falls off as traced photons do: the anchors of row 21, and the published profile where that is smooth. */
    @Test
    void tracedProfileAgreesWithAnchorsAndThePublishedOne() {
        TracedVignetting traced = TracedVignetting.of(Band.R);
        double[][] anchors = {
            {89.97958, 1.0},
            {134.98529, .9984},
            {180.01026, .9918},
            {225.06113, .9796},
            {270.14478, .9557},
            {297.21366, .9328},
            {315.26835, .8973}
        };
        for (double[] anchor : anchors) {
            assertEquals(anchor[1], traced.at(anchor[0]), 0.002, anchor[0] + " mm");
        }
        for (double radius = 0; radius < 317; radius += 7) {
            assertEquals(vignetting.at(radius), traced.at(radius), 0.005, radius + " mm");
        }
        assertEquals(1, traced.at(0));
        assertThrows(IllegalArgumentException.class, () -> traced.at(-1));
    }

    /** Sky on the outermost chips: the corner of R34_S22 nearest to the missing raft R44. */
    @Test
    void cornerOfTheFieldIsDark() {
        Detector detector = Camera.lsst().detector("R34_S22");
        double inner = Math.hypot(detector.xCenter() - 20.48, detector.yCenter() - 20.02);
        double outer = Math.hypot(detector.xCenter() + 20.48, detector.yCenter() + 20.02);
        assertEquals(0.904, vignetting.at(inner), 0.003);
        assertTrue(vignetting.at(outer) < 0.33);
    }

    /** The traced design against the profile: pupil filled evenly from 2.55 to 4.18 m, r band. */
    @Test
    void profileAgreesWithTheRayTrace() {
        Telescope telescope = Telescope.of(Band.R);
        double axis = open(telescope, 0);
        assertEquals(Vignetting.ON_AXIS, axis, 1e-4);
        double worst = 0;
        for (double degrees = 0.1; degrees < 2.03; degrees += 0.05) {
            double tangent = Math.tan(Math.toRadians(degrees));
            double radius = ChiefRayMap.radius(telescope, 622.2, tangent);
            double difference = Math.abs(open(telescope, tangent) / axis - vignetting.at(radius));
            assertTrue(
                    difference < (radius < 317 ? 0.0035 : 0.015),
                    radius + " mm: trace and profile differ by " + difference);
            worst = Math.max(worst, difference);
        }
        System.out.printf("vignetting: traced against profile, largest difference %.4f%n", worst);
        double tangent = Math.tan(Math.toRadians(1.7485));
        assertEquals(315, ChiefRayMap.radius(telescope, 622.2, tangent), 0.1);
        assertEquals(1, open(telescope, tangent) / axis / vignetting.at(315), 0.01);
    }

    private static double open(Telescope telescope, double tangent) {
        int rays = 20_000;
        double golden = Math.PI * (3 - Math.sqrt(5));
        Ray ray = new Ray();
        int open = 0;
        for (int i = 0; i < rays; i++) {
            double r = Math.sqrt(2.55 * 2.55 + (4.18 * 4.18 - 2.55 * 2.55) * (i + 0.5) / rays);
            ray.enter(tangent, 0, r * Math.cos(i * golden), r * Math.sin(i * golden), 622.2);
            telescope.trace(ray);
            open += ray.vignetted ? 0 : 1;
        }
        return (double) open / rays;
    }

    /** Every half millimetre against imSim's spline file, by de Boor's recursion written here. */
    @Test
    void profileFollowsImsimsSpline() throws IOException {
        JsonNode spline = new ObjectMapper()
                .readTree(SharedData.file("sensor/LSSTCam_vignetting_data.json").toFile());
        double axis = deBoor(spline, 0);
        for (double radius = 0; radius < 369; radius += 0.5) {
            assertEquals(deBoor(spline, radius) / axis, vignetting.at(radius), 5e-4, radius + " mm");
        }
    }

    private static double deBoor(JsonNode spline, double x) {
        JsonNode t = spline.get(0);
        int degree = spline.get(2).asInt();
        int k = degree;
        while (k < t.size() - degree - 2 && x >= t.get(k + 1).asDouble()) {
            k++;
        }
        double[] d = new double[degree + 1];
        for (int j = 0; j <= degree; j++) {
            d[j] = spline.get(1).get(j + k - degree).asDouble();
        }
        for (int r = 1; r <= degree; r++) {
            for (int j = degree; j >= r; j--) {
                double low = t.get(j + k - degree).asDouble();
                double alpha = (x - low) / (t.get(j + 1 + k - r).asDouble() - low);
                d[j] = (1 - alpha) * d[j - 1] + alpha * d[j];
            }
        }
        return d[degree];
    }
}
