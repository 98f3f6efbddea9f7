package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.LsstDetectors;
import ciel.sim.camera.ResourceTable;
import ciel.sim.catalog.Visit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Acceptance rows 24 and 25: sky to pixel over the whole camera, the TAN-SIP fit, the sign of the rotator. */
class VisitGeometryTest {
    private static final double ARCSEC = 3600;

    static Visit visit(long id, Band band, double ra, double dec, double rotTelPos, double mjd) {
        return new Visit(id, 0, band, ra, dec, rotTelPos, 0, 60, 0, mjd, 30, 0.7, 0, id);
    }

    private static Map<String, Visit> visits() {
        Map<String, Visit> visits = new HashMap<>();
        for (String[] r : ResourceTable.rows(VisitGeometryTest.class, "visits.csv")) {
            visits.put(
                    r[0],
                    visit(
                            Long.parseLong(r[0]),
                            Band.of(r[1]),
                            Double.parseDouble(r[2]),
                            Double.parseDouble(r[3]),
                            Double.parseDouble(r[4]),
                            Double.parseDouble(r[5])));
        }
        return visits;
    }

    /**
     * Eight visits in all six bands, 10 to 60 deg from the zenith, seven chips each, on the chip and up to half a
     * degree off it: ERFA and batoid (golden/geometry_golden.py).
     */
    @Test
    void pixelsAgreeWithErfaAndBatoid() {
        Map<String, VisitGeometry> geometry = new HashMap<>();
        Map<String, Visit> visits = visits();
        for (String[] r : ResourceTable.rows(VisitGeometryTest.class, "visits.csv")) {
            geometry.put(r[0], VisitGeometry.of(visits.get(r[0]), Double.parseDouble(r[8]), Weather.CERRO_PACHON));
        }
        double[] out = new double[2];
        double worst = 0;
        int rows = 0;
        for (String[] r : ResourceTable.rows(VisitGeometryTest.class, "chain.csv")) {
            DetectorWcs wcs = geometry.get(r[0]).wcs(Camera.lsst().detector(r[1]));
            wcs.toPixel(Double.parseDouble(r[2]), Double.parseDouble(r[3]), out);
            double off = Math.hypot(out[0] - Double.parseDouble(r[4]), out[1] - Double.parseDouble(r[5]));
            worst = Math.max(worst, off);
            rows++;
        }
        System.out.printf("exact chain: %d points, largest difference %.2e px%n", rows, worst);
        assertEquals(224, rows);
        assertTrue(worst < 5e-3, "largest difference " + worst + " px");
    }

    /** 100 random points on each of the 189 CCDs, for three visits of different band, height and rotator angle. */
    @Test
    void headerCoordinatesFollowTheExactChainOnAllDetectors() {
        Random random = new Random(4);
        double worst = 0;
        double worstRound = 0;
        double worstExact = 0;
        double[] sky = new double[2];
        double[] pixel = new double[2];
        for (String id : List.of("398414", "182850", "1001")) {
            VisitGeometry geometry = VisitGeometry.of(visits().get(id));
            for (Detector detector : Camera.lsst().detectors()) {
                DetectorWcs wcs = geometry.wcs(detector);
                TanSip sip = wcs.tanSip();
                for (int i = 0; i < 100; i++) {
                    double x = 0.5 + detector.width() * random.nextDouble();
                    double y = 0.5 + detector.height() * random.nextDouble();
                    wcs.toSky(x, y, sky);
                    wcs.toPixel(sky[0], sky[1], pixel);
                    worstExact = Math.max(worstExact, Math.hypot(pixel[0] - x, pixel[1] - y));
                    double[] back = sip.toPixel(sky[0], sky[1]);
                    worst = Math.max(worst, Math.hypot(back[0] - x, back[1] - y));
                    double[] forth = sip.toSky(back[0], back[1]);
                    double across = Math.IEEEremainder(forth[0] - sky[0], 360) * Math.cos(Math.toRadians(sky[1]));
                    worstRound = Math.max(worstRound, Math.hypot(across, forth[1] - sky[1]) * ARCSEC);
                    double[] direct = sip.toSky(x, y);
                    across = Math.IEEEremainder(direct[0] - sky[0], 360) * Math.cos(Math.toRadians(sky[1]));
                    worst = Math.max(worst, Math.hypot(across, direct[1] - sky[1]) * ARCSEC / 0.2);
                }
            }
        }
        System.out.printf(
                "TAN-SIP: largest residual %.2e px, sky-pixel-sky by AP/BP and A/B %.2e arcsec; exact chain "
                        + "there and back %.1e px%n",
                worst, worstRound, worstExact);
        assertTrue(worst < 2e-3, "largest residual " + worst + " px");
        assertTrue(worstRound < 1e-5, "round trip " + worstRound + " arcsec");
        assertTrue(worstExact < 1e-6, "exact chain there and back " + worstExact + " px");
    }

    @Test
    void positionsOffTheChipStayExactAndContinuous() {
        VisitGeometry geometry = VisitGeometry.of(visits().get("398414"));
        DetectorWcs a = geometry.wcs(Camera.lsst().detector("R22_S11"));
        DetectorWcs b = geometry.wcs(Camera.lsst().detector("R24_S12"));
        double[] sky = new double[2];
        double[] out = new double[2];
        // A star on R24_S12, 1.6 deg from R22_S11: both chips put it at one place of the focal plane.
        b.toSky(2000, 2000, sky);
        a.toPixel(sky[0], sky[1], out);
        assertEquals(2000 - 2048.5 + 29625, out[0] - 2048.5, 1e-6);
        assertEquals(2000, out[1], 1e-6);
        // No jump anywhere along a line from the chip outwards.
        double before = Double.NaN;
        for (double x = 1; x < 20_000; x += 97) {
            a.toSky(x, 2000, sky);
            a.toPixel(sky[0], sky[1], out);
            assertEquals(x, out[0], 1e-6);
            assertTrue(Double.isNaN(before) || Math.abs(out[0] - before - 97) < 1e-5);
            before = out[0];
        }
    }

    @Test
    void farDirectionsAreNotANumber() {
        DetectorWcs wcs =
                VisitGeometry.of(visits().get("398414")).wcs(Camera.lsst().detector(94));
        double[] out = new double[2];
        for (double[] sky : new double[][] {{60.49 + 180, 38.16}, {60.49, -30}, {240, -38}, {Double.NaN, 0}}) {
            wcs.toPixel(sky[0], sky[1], out);
            assertTrue(Double.isNaN(out[0]) && Double.isNaN(out[1]), sky[0] + " " + sky[1]);
        }
        wcs.toPixel(60.49 + 360, -38.164, out);
        double x = out[0];
        wcs.toPixel(60.49, -38.164, out);
        assertEquals(out[0], x, 1e-6);
    }

    /**
     * At the celestial pole, at the zenith and low above the horizon there are coordinates, and the header follows the
     * chain.
     */
    @Test
    void pointingsAtThePoleTheZenithAndLowDownWork() {
        double[] sky = new double[2];
        double[] out = new double[2];
        double mjd = 60750.15;
        double zenith = Math.toDegrees(new Astrometry(mjd, Weather.CERRO_PACHON, 622).siderealTime());
        for (double[] pointing : new double[][] {
            {10, -90},
            {10, -89.9},
            {zenith, Astrometry.LATITUDE},
            {zenith + 85, Astrometry.LATITUDE},
            {zenith + 90, -20},
            {0, 0},
            {359.99, 0}
        }) {
            VisitGeometry geometry = VisitGeometry.of(visit(1, Band.R, pointing[0], pointing[1], 20, mjd));
            for (String name : List.of("R22_S11", "R01_S00")) {
                DetectorWcs wcs = geometry.wcs(Camera.lsst().detector(name));
                for (double[] xy : new double[][] {{1, 1}, {2000.3, 1900.7}, {4072, 4000}}) {
                    wcs.toSky(xy[0], xy[1], sky);
                    assertTrue(sky[0] >= 0 && sky[0] < 360 && Math.abs(sky[1]) <= 90);
                    wcs.toPixel(sky[0], sky[1], out);
                    assertEquals(xy[0], out[0], 1e-5, name + pointing[0] + " " + pointing[1]);
                    assertEquals(xy[1], out[1], 1e-5);
                    double[] header = wcs.tanSip().toPixel(sky[0], sky[1]);
                    assertEquals(xy[0], header[0], 2e-3, name + " " + pointing[0] + " " + pointing[1]);
                    assertEquals(xy[1], header[1], 2e-3);
                }
            }
            assertTrue(geometry.rotSkyPos() >= 0 && geometry.rotSkyPos() < 360);
        }
    }

    @Test
    void impossiblePointingsAreRefused() {
        double nan = Double.NaN;
        for (double[] v : new double[][] {
            {nan, 0, 0, 60000},
            {0, 91, 0, 60000},
            {0, nan, 0, 60000},
            {0, 0, nan, 60000},
            {0, 0, 0, nan},
            {0, 0, 0, 1e9},
            {1e30, 0, 0, 60000}
        }) {
            assertThrows(InputException.class, () -> VisitGeometry.of(visit(1, Band.R, v[0], v[1], v[2], v[3])));
        }
    }

    /**
     * Turning the rotator by 30 deg moves a star at the edge of the field along a circle, by 30 deg, and rotSkyPos by
     * -30 deg.
     */
    @Test
    void rotatorTurnsTheFocalPlaneTheRightWay() {
        Visit before = visit(1, Band.R, 150, -10, 5, 60750.15);
        Visit after = visit(1, Band.R, 150, -10, 35, 60750.15);
        DetectorWcs first = VisitGeometry.of(before).wcs(Camera.lsst().detector(94));
        DetectorWcs second = VisitGeometry.of(after).wcs(Camera.lsst().detector(94));
        double[] a = new double[2];
        double[] b = new double[2];
        first.toPixel(150.5, -8.7, a);
        second.toPixel(150.5, -8.7, b);
        double ra = Math.hypot(a[0] - 2048.5, a[1] - 2002.5);
        double rb = Math.hypot(b[0] - 2048.5, b[1] - 2002.5);
        assertEquals(ra, rb, 1e-6);
        assertTrue(ra > 20_000);
        double turn =
                Math.toDegrees(Math.atan2(b[1] - 2002.5, b[0] - 2048.5) - Math.atan2(a[1] - 2002.5, a[0] - 2048.5));
        assertEquals(30, Math.IEEEremainder(turn, 360), 1e-6);
        assertEquals(
                -30,
                Math.IEEEremainder(
                        VisitGeometry.of(after).rotSkyPos()
                                - VisitGeometry.of(before).rotSkyPos(),
                        360),
                1e-9);
    }

    /** rotSkyPos is the position angle, north through east, of the +y axis of the pixels: what an image shows. */
    @Test
    void rotSkyPosIsTheDirectionOfPixelRowsOnTheSky() {
        for (Visit visit : visits().values()) {
            VisitGeometry geometry = VisitGeometry.of(visit);
            DetectorWcs wcs = geometry.wcs(Camera.lsst().detector(94));
            double[] here = new double[2];
            double[] above = new double[2];
            wcs.toSky(2048.5, 2002.5, here);
            wcs.toSky(2048.5, 2012.5, above);
            double angle = Math.toDegrees(Astrometry.positionAngle(
                    Math.toRadians(here[0]),
                    Math.toRadians(here[1]),
                    Math.toRadians(above[0]),
                    Math.toRadians(above[1])));
            // Refraction shears the field by up to 1e-3 along the vertical, 0.03 deg at worst
            assertEquals(0, Math.IEEEremainder(geometry.rotSkyPos(visit.mjd()) - angle, 360), 0.06, visit.toString());
        }
    }

    @Test
    void jacobianIsTheDerivativeOfPixelsWithRespectToTheSky() {
        VisitGeometry geometry = VisitGeometry.of(visits().get("1001"));
        double[] j = new double[4];
        double[] sky = new double[2];
        double[] p = new double[2];
        for (String name : List.of("R22_S11", "R01_S00", "R43_S02")) {
            DetectorWcs wcs = geometry.wcs(Camera.lsst().detector(name));
            for (double[] xy : new double[][] {{1, 1}, {4000, 3000}, {-3000, 9000}}) {
                wcs.jacobian(xy[0], xy[1], j);
                wcs.toSky(xy[0], xy[1], sky);
                double step = 1;
                wcs.toPixel(sky[0] + step / 3600 / Math.cos(Math.toRadians(sky[1])), sky[1], p);
                assertEquals(p[0] - xy[0], j[0] * step, 1e-4);
                assertEquals(p[1] - xy[1], j[2] * step, 1e-4);
                wcs.toPixel(sky[0], sky[1] + step / 3600, p);
                assertEquals(p[0] - xy[0], j[1] * step, 1e-4);
                assertEquals(p[1] - xy[1], j[3] * step, 1e-4);
                double scale = 1 / Math.sqrt(Math.abs(j[0] * j[3] - j[1] * j[2]));
                assertEquals(0.2001, scale, 0.0008);
            }
        }
    }

    /** Pixel scale in the middle of the field (imsim.md 1.6, visit 449053: 0.20011 arcsec). */
    @Test
    void pixelScaleInTheMiddleIs20011MilliarcsecPerTen() {
        VisitGeometry geometry = VisitGeometry.of(visit(
                449053,
                Band.R,
                54.3712096044475,
                -35.8373231129231,
                24.3157942276737,
                61017.0451099272 + 15.0 / 86400));
        double[] cd = geometry.wcs(Camera.lsst().detector(94)).tanSip().cd();
        assertEquals(0.20011, ARCSEC * Math.sqrt(Math.abs(cd[0] * cd[3] - cd[1] * cd[2])), 2e-5);
    }

    @Test
    void raisedDetectorSeesALargerOrSmallerScale() {
        VisitGeometry geometry = VisitGeometry.of(visits().get("398414"));
        Detector flat = Camera.lsst().detector("R24_S12");
        Detector raised = LsstDetectors.of(
                flat.number(),
                flat.name(),
                flat.serial(),
                flat.vendor(),
                flat.xCenter(),
                flat.yCenter(),
                1.5,
                flat.yaw(),
                flat.amplifiers());
        Detector turned = LsstDetectors.of(
                flat.number(),
                flat.name(),
                flat.serial(),
                flat.vendor(),
                flat.xCenter(),
                flat.yCenter(),
                0,
                90,
                flat.amplifiers());
        double[] sky = new double[2];
        double[] out = new double[2];
        geometry.wcs(flat).toSky(2048.5, 2002.5, sky);
        geometry.wcs(raised).toPixel(sky[0], sky[1], out);
        // chief rays come in at up to 10 deg off the normal: 1.5 mm of height is some ten pixels
        assertTrue(Math.abs(out[0] - 2048.5) > 1 && Math.abs(out[0] - 2048.5) < 60, "shift " + (out[0] - 2048.5));
        geometry.wcs(raised).toSky(out[0], out[1], out);
        assertEquals(sky[0], out[0], 1e-9);
        geometry.wcs(flat).toSky(2058.5, 2002.5, sky);
        geometry.wcs(turned).toPixel(sky[0], sky[1], out);
        assertEquals(2048.5, out[0], 1e-6);
        assertEquals(1992.5, out[1], 1e-6);
    }
}
