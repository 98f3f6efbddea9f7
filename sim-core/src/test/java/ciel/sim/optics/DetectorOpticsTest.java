package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.photon.PupilTerms;
import ciel.sim.photon.Stops;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The fast optics against the exact trace, at fields, wavelengths and pupil points that the fit has not seen. */
class DetectorOpticsTest {
    /** Band edges (nm) at a thousandth of the peak. */
    private static final Map<Band, double[]> EDGES = Map.of(
            Band.U, new double[] {320, 409},
            Band.G, new double[] {384, 568},
            Band.R, new double[] {530, 715},
            Band.I, new double[] {669, 846},
            Band.Z, new double[] {797, 948},
            Band.Y, new double[] {901, 1100});

    /** Mirrors and camera moved, mirrors bent: P3 of the reference measurements. */
    static final TelescopeState PERTURBED = new TelescopeState(
            List.of(
                    new TelescopeState.Motion(
                            "M2", new RigidMotion(1e-4, 7e-5, 5e-5, Math.toRadians(0.01), Math.toRadians(-0.005), 0)),
                    new TelescopeState.Motion("Camera", new RigidMotion(0, 0, 3e-5, 0, 0, 0))),
            List.of(
                    new TelescopeState.FigureError("M1", zernikes(1, 4, 11, 150e-9, 28, 60e-9), Double.NaN, Double.NaN),
                    new TelescopeState.FigureError("M2", zernikes(2, 4, 22, 100e-9, 22, 0), Double.NaN, Double.NaN),
                    new TelescopeState.FigureError("M3", zernikes(3, 4, 22, 100e-9, 22, 0), Double.NaN, Double.NaN)));

    private static Map<Integer, Double> zernikes(int seed, int from, int middle, double low, int to, double high) {
        Map<Integer, Double> map = new java.util.TreeMap<>();
        java.util.Random random = new java.util.Random(seed);
        for (int j = from; j <= to; j++) {
            map.put(j, random.nextGaussian() * (j <= middle ? low : high));
        }
        return map;
    }

    private record Errors(double rms, double worst, double slope, double wrong, double lost, double lostExact) {}

    /** The full trial, 20 detectors, six bands, 1e5 rays each, is for a free quarter of an hour: tests/long/optics.sh. */
    private static final boolean FULL = System.getenv("CIEL_OPTICS_FULL") != null;

    private static final List<String> ALL = List.of(
            "R22_S11", "R43_S21", "R01_S00", "R24_S12", "R03_S02", "R41_S20", "R43_S22", "R10_S00", "R14_S02",
            "R34_S22", "R30_S20", "R02_S01", "R42_S21", "R20_S10", "R33_S11", "R11_S11", "R44_SW0", "R44_SW1",
            "R00_SW1", "R04_SG0");

    @Test
    void fastOpticsFollowsTheTrace() {
        List<String> failures = new java.util.ArrayList<>();
        List<String> detectors = FULL ? ALL : List.of("R22_S11", "R01_S00", "R24_S12", "R44_SW0");
        for (TelescopeState state : List.of(TelescopeState.DESIGN, PERTURBED)) {
            for (Band band : FULL ? List.of(Band.values()) : List.of(Band.U, Band.Y)) {
                VisitGeometry geometry =
                        VisitGeometry.of(VisitGeometryTest.visit(1, band, 150, -10, 25, 60750.15), state);
                for (String name : detectors) {
                    check(geometry, Camera.lsst().detector(name), FULL ? 100_000 : 20_000, failures);
                }
            }
        }
        assertTrue(failures.isEmpty(), failures.toString());
    }

    static void check(VisitGeometry geometry, Detector detector, int rays, List<String> failures) {
        long start = System.nanoTime();
        DetectorWcs wcs = geometry.wcs(detector);
        long middle = System.nanoTime();
        double[] edges = EDGES.get(geometry.visit().band());
        DetectorOptics fast = DetectorOptics.fit(geometry, wcs, edges[0], edges[1], 0);
        long end = System.nanoTime();
        Errors e = errors(geometry, wcs, fast, edges, rays);
        System.out.printf(
                "%s %s: rms %.4f px, worst %.3f px, slopes %.1e, stops wrong %.1e, lost %.4f (%.4f), %d circles, wcs %.0f ms, fit %.0f ms%n",
                geometry.visit().band(),
                detector.name(),
                e.rms,
                e.worst,
                e.slope,
                e.wrong,
                e.lost,
                e.lostExact,
                fast.stops().size(),
                (middle - start) / 1e6,
                (end - middle) / 1e6);
        if (e.rms > 0.01 || e.worst > 0.1 || e.slope > 1e-3 || e.wrong > 5e-4) {
            failures.add(geometry.visit().band() + " " + detector.name() + " " + e);
        }
    }

    private static Errors errors(
            VisitGeometry geometry, DetectorWcs wcs, DetectorOptics fast, double[] edges, int rays) {
        Telescope telescope = geometry.telescope(wcs.detector());
        SplittableRandom random = new SplittableRandom(wcs.detector().number() + 1000L * rays);
        float[] c = new float[PupilTerms.FLOATS];
        float[] stops = new float[Stops.FLOATS];
        double[] field = new double[2];
        double[] pixel = new double[2];
        Ray ray = new Ray();
        double sum = 0;
        double worst = 0;
        double slope = 0;
        int passed = 0;
        int wrong = 0;
        int lost = 0;
        int lostExact = 0;
        int perSource = 50;
        for (int i = 0; i < rays / perSource; i++) {
            double x = 0.5 + random.nextDouble() * wcs.detector().width();
            double y = 0.5 + random.nextDouble() * wcs.detector().height();
            wcs.pixelToField(x, y, field);
            fast.coefficients(x, y, c, 0);
            fast.stops(x, y, stops, 0);
            for (int k = 0; k < perSource; k++) {
                double r = Math.sqrt(2.55 * 2.55 + random.nextDouble() * (4.18 * 4.18 - 2.55 * 2.55));
                double phi = 2 * Math.PI * random.nextDouble();
                double nm = edges[0] + random.nextDouble() * (edges[1] - edges[0]);
                double u = r * Math.cos(phi);
                double v = r * Math.sin(phi);
                boolean arrived = telescope.trace(ray.enter(field[0], field[1], u, v, nm));
                boolean stopped = Stops.stopped(
                        stops, 0, fast.stops().size(), (float) (u / 4.18), (float) (v / 4.18), (float) fast.index(nm));
                wrong += stopped != ray.vignetted ? 1 : 0;
                lost += stopped ? 1 : 0;
                lostExact += ray.vignetted ? 1 : 0;
                if (!arrived || ray.vignetted) {
                    continue;
                }
                wcs.focalToPixel(1e3 * ray.y, 1e3 * ray.x, pixel);
                float w = (float) fast.index(nm);
                float fu = (float) (u / 4.18);
                float fv = (float) (v / 4.18);
                double ex = PupilTerms.shifted(0, c, 0, 0, fu, fv, w) - (pixel[0] - x);
                double ey = PupilTerms.shifted(0, c, 0, 1, fu, fv, w) - (pixel[1] - y);
                sum += ex * ex + ey * ey;
                worst = Math.max(worst, Math.max(Math.abs(ex), Math.abs(ey)));
                double yaw = Math.toRadians(wcs.detector().yaw());
                double sx = Math.cos(yaw) * ray.slopeY() + Math.sin(yaw) * ray.slopeX();
                double sy = Math.cos(yaw) * ray.slopeX() - Math.sin(yaw) * ray.slopeY();
                double s2 = sx * sx + sy * sy;
                double bent = 1 / Math.sqrt(3.9 * 3.9 * (1 + s2) - s2);
                slope = Math.max(slope, Math.abs(PupilTerms.slope(c, 0, 0, fu, fv, w) - bent * sx));
                slope = Math.max(slope, Math.abs(PupilTerms.slope(c, 0, 1, fu, fv, w) - bent * sy));
                passed++;
            }
        }
        double n = rays;
        return new Errors(Math.sqrt(sum / 2 / passed), worst, slope, wrong / n, lost / n, lostExact / n);
    }
}
