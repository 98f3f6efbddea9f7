package ciel.sim.sky;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.SharedData;
import ciel.sim.spectrum.Throughputs;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Validation: the sky over the site against other people's numbers. */
class SiteSkyTest {
    private static final double C = 2.99792458e17;

    /** AB magnitude per arcsec^2 of a spectrum through the hardware of a band. */
    private static double magnitude(double[] spectrum, Band band) {
        Throughputs tables = Throughputs.tables();
        double[] optics = tables.optics(band);
        double[] detector = tables.baselineDetector();
        double photons = 0;
        double reference = 0;
        for (int i = 0; i < spectrum.length; i++) {
            double nm = Throughputs.FIRST_NM + i;
            double pass = optics[i] * detector[i];
            photons += spectrum[i] * nm * pass;
            reference += StrictMath.pow(10, -0.4 * 48.6) * C / nm * pass;
        }
        return -2.5 * StrictMath.log10(photons / reference);
    }

    private static double magnitude(SkyConditions conditions, Direction direction, Band band) {
        return magnitude(new SiteSky(conditions).parts(direction).total(), band);
    }

    /** A sky with the moon at an altitude and a distance from the zenith's azimuth 0, looked at from an altitude. */
    private static double moonlit(
            double phase, double separation, double zenithDistance, double moonZenith, Band band) {
        Direction boresight = new Direction(90 - zenithDistance, 0);
        SkyConditions moon = SkyConditions.DARK.withMoon(90 - moonZenith, separation, phase, boresight);
        return magnitude(moon, boresight, band);
    }

    @Test
    void theDarkSkyAtTheZenithIsThatOfSmtn002() {
        double[] expected = {23.05, 22.25, 21.20, 20.46, 19.61, 18.60};
        for (Band band : Band.values()) {
            assertEquals(
                    expected[band.ordinal()],
                    magnitude(SkyConditions.DARK, new Direction(90, 0), band),
                    0.012,
                    band.letter());
        }
    }

    @Test
    void agreesWithTheAcceptanceTable() throws IOException {
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        for (String line : Files.readAllLines(SharedData.file("inputs/sky/sky_acceptance.csv"))) {
            String[] f = line.split(",", -1);
            if (line.startsWith("case")) {
                continue;
            }
            Band band = Band.of(f[2]);
            double zenith = Double.parseDouble(f[3]);
            Direction direction = new Direction(90 - zenith, 0);
            SkyConditions conditions = SkyConditions.DARK;
            if (!f[5].isEmpty()) {
                conditions = conditions.withMoon(
                        90 - Double.parseDouble(f[7]), Double.parseDouble(f[6]), Double.parseDouble(f[5]), direction);
            }
            double azimuth = f[9].isEmpty() ? 180 : Double.parseDouble(f[9]);
            conditions = new SkyConditions(
                    Double.parseDouble(f[8]),
                    -azimuth,
                    0,
                    conditions.moonAltitude(),
                    conditions.moonAzimuth(),
                    conditions.moonPhaseAngle());
            double seen = magnitude(conditions, direction, band);
            double limit = Double.parseDouble(f[15]);
            if (!(Math.abs(seen - Double.parseDouble(f[13])) <= limit)) {
                wrong.add(line + ": " + seen);
            }
            rows++;
        }
        assertEquals(List.of(), wrong);
        assertTrue(rows >= 20);
    }

    @Test
    void agreesWithRubinSimsPredictionsForPublicVisits() throws IOException {
        Map<String, List<Double>> residuals = new TreeMap<>();
        int row = 0;
        for (String line : Files.readAllLines(SharedData.file("inputs/sky/opsim_sky_reference.csv"))) {
            if (line.startsWith("#") || line.startsWith("band")) {
                continue;
            }
            String[] f = line.split(",");
            double airmass = Double.parseDouble(f[2]);
            double moonAltitude = Double.parseDouble(f[3]);
            double phase = Double.parseDouble(f[4]);
            double sun = Double.parseDouble(f[6]);
            boolean many = "gri".contains(f[0]) && phase <= 70; // every fourth of those says as much
            if (sun > -18 || many && row++ % 4 != 0) {
                continue;
            }
            Direction direction = new Direction(StrictMath.toDegrees(StrictMath.asin(1 / airmass)), 0);
            SkyConditions conditions =
                    SkyConditions.DARK.withMoon(moonAltitude, Double.parseDouble(f[5]), 180 - 1.8 * phase, direction);
            double seen = magnitude(conditions, direction, Band.of(f[0]));
            String kind = moonAltitude <= 0 ? "dark" : phase <= 70 ? "moon" : "full";
            residuals.computeIfAbsent(f[0] + " " + kind, k -> new ArrayList<>()).add(seen - Double.parseDouble(f[1]));
        }
        List<String> wrong = new ArrayList<>();
        residuals.forEach((kind, all) -> {
            all.sort(null);
            double median = all.get(all.size() / 2);
            boolean sharp = "gri".contains(kind.substring(0, 1)) && !kind.endsWith("full");
            if (all.size() >= 5 && !(Math.abs(median) <= (sharp ? 0.15 : 0.35))) {
                wrong.add(kind + ": " + median);
            }
        });
        assertEquals(List.of(), wrong);
        assertTrue(residuals.size() > 8);
    }

    @Test
    void krisciunasAndSchaefersVIsTheGridOfAnIndependentCode() throws IOException {
        for (String line : Files.readAllLines(SharedData.file("inputs/sky/ks91_grid.csv"))) {
            if (line.startsWith("phase")) {
                continue;
            }
            double[] v = java.util.Arrays.stream(line.split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            double moon = KrisciunasSchaefer.moon(v[0], v[1], v[2], v[3], v[4]);
            double dark = KrisciunasSchaefer.dark(v[5], v[2], v[4]);
            assertEquals(v[6], moon, 1e-6 * v[6] + 1e-4, line);
            assertEquals(v[7], dark, 1e-6 * v[7] + 1e-4, line);
            assertEquals(v[8], KrisciunasSchaefer.magnitude(moon + dark), 1e-4, line);
            assertEquals(
                    v[9], KrisciunasSchaefer.magnitude(moon + dark) - KrisciunasSchaefer.magnitude(dark), 1e-4, line);
        }
    }

    /** The example of specsim's documentation: z 20, moon z 70, separation 50, phase 45, k 0.15. */
    @Test
    void krisciunasAndSchaefersVOfAPublishedExample() {
        assertEquals(19.855, KrisciunasSchaefer.magnitude(KrisciunasSchaefer.moon(45, 50, 20, 70, 0.15)), 5e-4);
    }

    @Test
    void theSkyBrightensTowardsTheMoon() {
        assertAll(
                () -> assertEquals(0.025, slope(30, Band.G), 0.006),
                () -> assertEquals(0.032, slope(30, Band.R), 0.006),
                () -> assertEquals(0.036, slope(30, Band.I), 0.006));
    }

    /** mag per degree of distance from the full moon, z 30, moon z 45. */
    private static double slope(double separation, Band band) {
        return moonlit(0, separation + 0.5, 30, 45, band) - moonlit(0, separation - 0.5, 30, 45, band);
    }

    @Test
    void twilightFallsByAboutAMagnitudeADegreeAndHasNoStep() {
        Direction zenith = new Direction(90, 0);
        double before = Double.NaN;
        for (double sun = -19.9; sun < Twilight.END; sun += 0.1) {
            double m = Twilight.magnitude(622, SkyConditions.DARK.withSunAltitude(sun), zenith);
            if (!Double.isNaN(before)) {
                assertEquals(0.1 * (sun < -11 ? 0.97 : 1.3), before - m, 0.1, "sun at " + sun);
            }
            before = m;
        }
        assertEquals(
                Double.POSITIVE_INFINITY, Twilight.magnitude(622, SkyConditions.DARK.withSunAltitude(-21), zenith));
    }

    @Test
    void aDaylightSkyIsRefused() {
        InputException e =
                assertThrows(InputException.class, () -> new SiteSky(SkyConditions.DARK.withSunAltitude(-4.5)));
        assertTrue(e.getMessage().contains("-4.5 deg"), e.getMessage());
    }

    @Test
    void zodiacalLightFollowsItsTable() {
        assertAll(
                () -> assertEquals(77, ZodiacalLight.brightness(120, 90), 1e-9),
                () -> assertEquals(230, ZodiacalLight.brightness(180, 0), 1e-9),
                () -> assertEquals((259 + 251) / 2.0, ZodiacalLight.brightness(90, 2.5), 1e-9),
                () -> assertEquals(1, ZodiacalLight.relative(new Direction(60, 0)), 0),
                () -> assertTrue(ZodiacalLight.brightness(3, 2) > 3000));
        // in the ecliptic, 90 deg from the sun, the g sky is 0.3 to 0.7 mag brighter than at its pole
        double pole = magnitude(SkyConditions.DARK, new Direction(60, 0, 90, 90), Band.G);
        double plane = magnitude(SkyConditions.DARK, new Direction(60, 0, 0, 90), Band.G);
        assertEquals(0.5, pole - plane, 0.2);
    }

    @Test
    void aMoonIsPutWhereTheScheduleHasIt() {
        Direction boresight = new Direction(60, 40);
        SkyConditions conditions = SkyConditions.DARK.withMoon(35, 72, 90, boresight);
        assertEquals(72, boresight.separation(conditions.moonAltitude(), conditions.moonAzimuth()), 1e-9);
        assertEquals(90, conditions.moonPhaseAngle(), 1e-9);
    }

    @Test
    void airglowGrowsTowardsTheHorizon() {
        assertAll(
                () -> assertEquals(1.15, SiteSky.vanRhijn(30), 0.005),
                () -> assertEquals(1.92, SiteSky.vanRhijn(60), 0.01),
                () -> assertEquals(2.67, SiteSky.vanRhijn(70), 0.03));
    }
}
