package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.readout.SkyGradient;
import ciel.sim.sky.DarkSky;
import ciel.sim.sky.Direction;
import ciel.sim.sky.SkyConditions;
import ciel.sim.sky.SkyModel;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.SpectrumOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisitSkyTest {
    private static final Visit VISIT = new Visit(
            1, 0, Band.R, 150.1, 2.2, 0, 112.44997, 54.593182, 26.847651, 61_087.166666667, 30, 0.65, 871, 610_871);
    private static final Map<String, Double> MOONLIT =
            Map.of("moonalt", 45.0, "dist2moon", 30.0, "moonphase", 90.0, "sunalt", -40.0);

    private static SkyLight light(SkyModel model) {
        return new SkyLight(
                model,
                VisitGeometry.of(VISIT),
                LsstSpectra.of(VISIT, SpectrumOptions.DEFAULTS, SedLibrary.synthetic()),
                1);
    }

    private static double level(SkyModel model) {
        return light(model).on(Camera.lsst().detector("R22_S11")).level();
    }

    @Test
    void theMoonOfTheHeaderBrightensTheSky() {
        double dark = level(DarkSky.INSTANCE);
        double night = level(VisitSky.of(Settings.defaults(), VISIT, Map.of()));
        double moonlit = level(VisitSky.of(Settings.defaults(), VISIT, MOONLIT));
        assertAll(
                () -> assertEquals(1.32, night / dark, 0.05, "airmass 1.23; 13 deg from the antisolar point"),
                () -> assertTrue(moonlit > 5 * night, moonlit + " e-/px; without moon " + night));
    }

    @Test
    void theFieldFollowsTheHeadersDirectionAsAWhole_nearTheZenithToo() {
        // by place and time 0.3 deg from the zenith; the header says 0.9 deg, in another azimuth
        double mjd = 61_087.166666667;
        double ra = VisitGeometry.of(VISIT).hourAngle(mjd) + VISIT.ra();
        Visit visit = new Visit(1, 0, Band.R, ra, -30.5, 0, 0, 89.1, 200, mjd, 30, 0.65, 871, 1);
        VisitGeometry geometry = VisitGeometry.of(visit);
        SkyLight light = new SkyLight(
                DarkSky.INSTANCE, geometry, LsstSpectra.of(visit, SpectrumOptions.DEFAULTS, SedLibrary.synthetic()), 1);
        double[][] places = {{ra, -30.5}, {ra + 1, -31}, {ra - 1.2, -30}, {ra, -29}};
        for (double[] one : places) {
            for (double[] other : places) {
                double[] a = geometry.astrometry().azimuthZenith(one[0], one[1]);
                double[] b = geometry.astrometry().azimuthZenith(other[0], other[1]);
                Direction seen = light.pointed(b);
                assertEquals(
                        new Direction(90 - a[1], a[0]).separation(90 - b[1], b[0]),
                        light.pointed(a).separation(seen.altitude(), seen.azimuth()),
                        1e-6);
            }
        }
        Direction boresight = light.pointed(geometry.astrometry().azimuthZenith(ra, -30.5));
        assertEquals(0, boresight.separation(89.1, 200), 1e-6);
    }

    @Test
    void theSkyFallsAwayFromTheMoonOnOppositeSidesOfTheFocalPlane() {
        SkyLight light = light(VisitSky.of(Settings.defaults(), VISIT, MOONLIT));
        SkyGradient centre = light.on(Camera.lsst().detector("R22_S11"));
        double brightest = 0;
        double faintest = Double.POSITIVE_INFINITY;
        for (String name : new String[] {"R02_S11", "R20_S11", "R24_S11", "R42_S11"}) {
            double level = light.on(Camera.lsst().detector(name)).level();
            brightest = Math.max(brightest, level);
            faintest = Math.min(faintest, level);
        }
        String levels = faintest + " to " + brightest + ", centre " + centre.level();
        assertTrue(brightest > 1.01 * centre.level() && faintest < 0.99 * centre.level(), levels);
        assertTrue(brightest > 1.04 * faintest, levels);
        assertTrue(brightest < 1.25 * faintest);
        // the plane of a detector agrees with the level of the whole: its slope over four rafts
        double slope = Math.hypot(centre.xSlope(), centre.ySlope()) * 12_700 * 4;
        assertEquals(brightest - faintest, slope, 0.4 * slope);
    }

    @Test
    void theDarkModelIsTheSameEverywhere() {
        Settings dark = Settings.defaults().with("sky.model=dark");
        SkyLight light = light(VisitSky.of(dark, VISIT, MOONLIT));
        SkyGradient sky = light.on(Camera.lsst().detector("R22_S11"));
        assertAll(
                () -> assertEquals(1163.4, sky.level(), 0.1),
                () -> assertEquals(0, sky.xSlope(), 0),
                () -> assertEquals(0, sky.ySlope(), 0));
    }

    @Test
    void theHeadersDescribeWhatIsInTheSky() {
        RenderSummary.SkyLevel parts = light(VisitSky.of(Settings.defaults(), VISIT, MOONLIT))
                .parts(Camera.lsst().detector("R22_S11"));
        assertAll(
                () -> assertEquals("site", parts.model()),
                () -> assertEquals(parts.electrons(), parts.dark() + parts.moon() + parts.twilight(), 1e-6),
                () -> assertTrue(parts.moon() > parts.dark()),
                () -> assertEquals(0, parts.twilight(), 0));
    }

    @Test
    void daylightIsRefusedUnlessTheLevelIsGiven() {
        Map<String, Double> day = Map.of("sunalt", 12.0);
        InputException e = assertThrows(InputException.class, () -> VisitSky.of(Settings.defaults(), VISIT, day));
        assertTrue(e.getMessage().contains("12.0 deg") && e.getMessage().contains("sky.electrons"), e.getMessage());
        VisitSky.of(Settings.defaults().with("sky.electrons=100"), VISIT, day);
    }

    @Test
    void aPercentageIsTheIlluminatedPartOrTheElongationWhicheverFitsTheDate() {
        assertAll(
                () -> assertEquals(180 - 1.8 * 30, VisitSky.phaseAngle(30, 125), 1e-9),
                () -> assertEquals(Math.toDegrees(Math.acos(-0.4)), VisitSky.phaseAngle(30, 114), 1e-9));
    }

    @Test
    void withoutAHeaderTheDateSaysWhereTheMoonIs() {
        SkyConditions conditions = VisitSky.conditions(VISIT, Map.of());
        assertAll(
                () -> assertEquals(-40.8, conditions.moonAltitude(), 0.5),
                () -> assertEquals(-45.2, conditions.sunAltitude(), 0.1));
    }
}
