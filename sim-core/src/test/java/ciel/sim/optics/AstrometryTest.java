package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.camera.ResourceTable;
import org.junit.jupiter.api.Test;

/**
 * Acceptance row 23: ICRS to observed azimuth and zenith distance against ERFA's atco13 (golden/geometry_golden.py).
 */
class AstrometryTest {
    private static final double ARCSEC = 3600;

    /** 200 directions and instants from 2017 to 2031 down to 60 deg from the zenith, with and without air. */
    @Test
    void observedDirectionsAgreeWithErfaTo1e4Arcsec() {
        double[][] rows = ResourceTable.numbers(AstrometryTest.class, "atco13.csv");
        assertEquals(200, rows.length);
        double worst = 0;
        for (double[] r : rows) {
            Astrometry astrometry = new Astrometry(r[0], r[1], new Weather(r[2], r[3], r[4]), r[5]);
            double[] seen = astrometry.azimuthZenith(r[6], r[7]);
            double across = Math.IEEEremainder(seen[0] - r[8], 360) * Math.sin(Math.toRadians(r[9])) * ARCSEC;
            double along = (seen[1] - r[9]) * ARCSEC;
            worst = Math.max(worst, Math.hypot(across, along));
        }
        System.out.printf("atco13: largest difference %.2e arcsec%n", worst);
        assertTrue(worst < 1e-4, "largest difference from atco13 is " + worst + " arcsec");
        assertTrue(worst > 1e-9, "a difference of nothing would mean that nothing was compared");
    }

    @Test
    void wayBackIsExact() {
        double[] out = new double[3];
        double[] sky = new double[2];
        for (double[] r : ResourceTable.numbers(AstrometryTest.class, "atco13.csv")) {
            Astrometry astrometry = new Astrometry(r[0], Weather.CERRO_PACHON, 500);
            astrometry.toHorizon(Math.toRadians(r[6]), Math.toRadians(r[7]), out);
            if (out[2] < 0.3) {
                continue;
            }
            assertEquals(1, out[0] * out[0] + out[1] * out[1] + out[2] * out[2], 1e-12);
            astrometry.toIcrs(out, sky);
            assertEquals(r[7], Math.toDegrees(sky[1]), 1e-9);
            assertEquals(0, Math.IEEEremainder(Math.toDegrees(sky[0]) - r[6], 360) * Math.cos(sky[1]), 1e-9);
        }
    }

    /** Also where the refraction model has ended: at and below the horizon. */
    @Test
    void wayBackIsExactDownToTheHorizonAndBelow() {
        Astrometry astrometry = new Astrometry(60750, Weather.CERRO_PACHON, 500);
        double[] direction = new double[3];
        double[] back = new double[3];
        double[] sky = new double[2];
        for (double altitude = -40; altitude <= 90; altitude += 0.25) {
            double h = Math.toRadians(altitude);
            direction[0] = Math.cos(h) * 0.6;
            direction[1] = Math.cos(h) * -0.8;
            direction[2] = Math.sin(h);
            astrometry.toIcrs(direction, sky);
            astrometry.toHorizon(sky[0], sky[1], back);
            for (int i = 0; i < 3; i++) {
                assertEquals(direction[i], back[i], altitude > 20 ? 1e-12 : 1e-8, altitude + " deg");
            }
        }
    }

    @Test
    void impossibleDatesAreRefused() {
        for (double mjd : new double[] {0, 2460143.5, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertTrue(assertThrows(InputException.class, () -> new Astrometry(mjd, Weather.CERRO_PACHON, 500))
                    .getMessage()
                    .contains("MJD"));
        }
    }

    @Test
    void siderealTimeAndVerticalAgreeWithErfa() {
        for (String[] row : ResourceTable.rows(AstrometryTest.class, "visits.csv")) {
            double mjd = Double.parseDouble(row[5]);
            Astrometry astrometry =
                    new Astrometry(mjd, new Weather(280.01, 72.7, 0.1007462401928582), Double.parseDouble(row[8]));
            // 1 ms of UT1 is 4e-6 deg: what the 4-day table of UT1 is good to
            assertEquals(Double.parseDouble(row[7]), Math.toDegrees(astrometry.siderealTime()), 4e-6, row[0]);
            double angle = 270
                    - Double.parseDouble(row[4])
                    + astrometry.pseudoParallacticAngle(Double.parseDouble(row[2]), Double.parseDouble(row[3]));
            assertEquals(0, Math.IEEEremainder(angle - Double.parseDouble(row[6]), 360), 1e-4, row[0]);
        }
    }

    /**
     * IERS Bulletin A, and the step of a leap second that must not show: UT1-UTC was -0.40853 s on 2016-12-31 and
     * +0.59128 s on 2017-01-01.
     */
    @Test
    void ut1IsContinuousThroughLeapSeconds() {
        assertEquals(-36 - 0.40853, EarthRotation.ut1MinusTai(57753), 1.5e-3);
        assertEquals(-37 + 0.59128, EarthRotation.ut1MinusTai(57754), 1.5e-3);
        assertEquals(EarthRotation.ut1MinusTai(53370), EarthRotation.ut1MinusTai(50000));
        assertEquals(EarthRotation.ut1MinusTai(70000), EarthRotation.ut1MinusTai(80000));
    }

    /**
     * Refraction at 45 deg is nearly (n - 1): 58.2" at sea level, 10 C, 574 nm (Explanatory Supplement 1992, sect.
     * 3.28); its change from 400 to 800 nm is 1.0755" at 69.328 kPa
     * and 293.15 K (Filippenko 1982), scaled here with P/T.
     */
    @Test
    void airLiftsObjectsAndVacuumDoesNot() {
        double air = new Weather(283.15, 101.325, 0).refraction(574)[0] * 206265;
        assertEquals(58.2, air, 0.3);
        assertEquals(0, Weather.VACUUM.refraction(500)[0]);
        double blue = Weather.CERRO_PACHON.refraction(400)[0];
        double red = Weather.CERRO_PACHON.refraction(800)[0];
        assertEquals(1.0755 * (72.7 / 280) / (69.328 / 293.15), (blue - red) * 206265, 0.015);
    }

    @Test
    void impossibleWeatherIsRefused() {
        assertThrows(InputException.class, () -> new Weather(7, 72.7, 0.1));
        assertThrows(InputException.class, () -> new Weather(280, 727, 0.1));
        assertThrows(InputException.class, () -> new Weather(280, 72.7, 10));
    }
}
