package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.camera.CameraOptics.Lenses;
import ciel.sim.camera.Detector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The Simonyi telescope with the lenses of the commissioning camera. Chief rays, spots and open pupils are those of
 * batoid 0.9.0 with its ComCam_*.yaml, 4000 rays in a golden spiral from 2.55 to 4.18 m at 0.1, 0.25, 0.4, 0.5 deg.
 */
class ComCamOpticsTest {
    private static final double[] DEGREES = {0.1, 0.25, 0.4, 0.5};
    /** [band][mm] */
    private static final double[][] CHIEF = {
        {17.979047394, 44.940993188, 71.885714827, 89.833937655},
        {17.981408093, 44.946906112, 71.895208590, 89.845842844},
        {17.982790185, 44.950370094, 71.900776979, 89.852833366},
        {17.986455012, 44.959555034, 71.915541269, 89.871368252},
        {17.986862741, 44.960577514, 71.917186641, 89.873435852},
        {17.987175404, 44.961361736, 71.918449040, 89.875022700}
    };
    /** [band][x, y of each angle] (um) */
    private static final double[][] SPOT = {
        {4.882237, 4.776712, 4.872698, 4.222106, 4.551398, 3.269064, 4.770964, 2.260152},
        {2.362754, 2.238299, 2.473400, 1.789171, 2.376642, 1.682429, 2.499762, 2.506515},
        {1.808336, 1.692429, 2.114276, 1.693058, 2.309723, 2.610591, 2.402629, 4.104935},
        {1.937778, 1.816824, 2.141888, 1.423431, 2.412434, 1.360194, 2.666397, 2.361827},
        {1.739878, 1.612443, 2.014649, 1.339367, 2.315905, 1.679510, 2.453101, 2.906140},
        {1.597210, 1.474301, 1.912994, 1.329573, 2.231431, 1.939109, 2.332805, 3.285453}
    };

    private static final double[][] OPEN = {
        {0.99625, 0.99650, 0.95775, 0.84350},
        {0.99625, 0.99650, 0.95775, 0.84350},
        {0.99625, 0.99650, 0.95775, 0.84350},
        {0.99625, 0.99650, 0.95575, 0.84175},
        {0.99625, 0.99650, 0.95575, 0.84175},
        {0.99625, 0.99650, 0.95575, 0.84175}
    };

    @Test
    void chiefRaysSpotsAndOpenPupilsAreThoseOfBatoid() {
        int rays = 4000;
        double golden = Math.PI * (3 - Math.sqrt(5));
        double farthest = 0;
        for (Band band : Band.values()) {
            Telescope telescope = Telescope.of(band, Lenses.COMCAM);
            double nm = VisitGeometry.chiefWavelength(band, 1.2);
            for (int i = 0; i < DEGREES.length; i++) {
                String where = band + " at " + DEGREES[i] + " deg";
                double tangent = Math.tan(Math.toRadians(DEGREES[i]));
                double chief = ChiefRayMap.radius(telescope, nm, tangent);
                farthest = Math.max(farthest, Math.abs(chief - CHIEF[band.ordinal()][i]));
                double n = 0;
                double[] sums = new double[4];
                Ray ray = new Ray();
                for (int k = 0; k < rays; k++) {
                    double r = Math.sqrt(2.55 * 2.55 + (4.18 * 4.18 - 2.55 * 2.55) * (k + 0.5) / rays);
                    ray.enter(tangent, 0, r * Math.cos(k * golden), r * Math.sin(k * golden), nm);
                    if (telescope.trace(ray) && !ray.vignetted) {
                        n++;
                        sums[0] += ray.x;
                        sums[1] += ray.y;
                        sums[2] += ray.x * ray.x;
                        sums[3] += ray.y * ray.y;
                    }
                }
                for (int axis = 0; axis < 2; axis++) {
                    double mean = sums[axis] / n;
                    double rms = 1e6 * Math.sqrt(sums[2 + axis] / n - mean * mean);
                    assertEquals(SPOT[band.ordinal()][2 * i + axis], rms, 2e-3, where);
                }
                assertEquals(OPEN[band.ordinal()][i], n / rays, 5e-4, where);
            }
        }
        System.out.printf("chief rays within %.1e mm of batoid's%n", farthest);
        assertEquals(0, farthest, 1e-5);
    }

    /** lsst/obs_lsst, commit 0e84d755: field angle = scale (r + c r^3 + q r^5), of the same design. */
    @Test
    void theRadiusOfAFieldAngleIsThatOfTheObservatorysOwnPackage() {
        Telescope telescope = Telescope.of(Band.R, Lenses.COMCAM);
        for (double degrees : DEGREES) {
            double r = ChiefRayMap.radius(telescope, 621.77, Math.tan(Math.toRadians(degrees)));
            double arcsec = 20.018130891688713
                    * (r + 9.2793028e-08 * StrictMath.pow(r, 3) + 2.41770368e-13 * StrictMath.pow(r, 5));
            assertEquals(
                    Math.toDegrees(Math.atan(Math.toRadians(arcsec / 3600))) * 3600,
                    degrees * 3600,
                    0.06,
                    degrees + " deg");
        }
    }

    @Test
    void fastOpticsFollowsTheTraceOnTheCornerAndInTheMiddle() {
        List<String> failures = new ArrayList<>();
        Camera camera = Camera.of("LSSTComCam");
        for (Band band : List.of(Band.U, Band.Y)) {
            VisitGeometry geometry = VisitGeometry.of(
                    VisitGeometryTest.visit(1, band, 150, -10, 25, 60750.15),
                    Weather.CERRO_PACHON,
                    TelescopeState.DESIGN,
                    camera);
            for (String name : List.of("R22_S11", "R22_S00")) {
                DetectorOpticsTest.check(geometry, camera.detector(name), 20_000, failures);
            }
        }
        assertTrue(failures.isEmpty(), failures.toString());
    }

    @Test
    void theSkyFallsOffAsTheLensesLetItThrough() {
        TracedVignetting traced = TracedVignetting.of(Band.R, Lenses.COMCAM);
        assertEquals(1, traced.at(0), 1e-9);
        assertEquals(0.95775 / 0.99625, traced.at(71.90), 1.5e-3);
        assertEquals(0.84350 / 0.99625, traced.at(89.85), 1.5e-3);
        Detector corner = Camera.of("LSSTComCam").detector("R22_S00");
        double radius = Math.hypot(corner.xCenter(), corner.yCenter());
        assertEquals(traced.at(radius), Vignetting.of(Camera.of("LSSTComCam")).at(radius), 1e-9);
    }
}
