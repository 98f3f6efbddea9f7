package ciel.sim.sky;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation: against astropy 7 with its built-in ephemeris (VSOP87 and Meeus), for Cerro Pachon. */
class SunMoonTest {
    @ParameterizedTest
    @CsvSource({
        "59797.2854, -59.17, 109.187, 133.817, -11.063, 240.427, 80.26",
        "60250.1, -36.222, 217.881, 219.397, -12.185, 63.696, 54.06",
        "61200.7, 36.768, 358.537, 78.867, 8.891, 280.874, 105.03"
    })
    void agreesWithAstropy(
            double mjd, double sunAlt, double sunAz, double sunLongitude, double moonAlt, double moonAz, double phase) {
        SunMoon seen = SunMoon.at(mjd, -30.244639, -70.749417);
        assertEquals(sunAlt, seen.sunAltitude(), 0.03);
        assertEquals(sunAz, seen.sunAzimuth(), 0.05);
        assertEquals(sunLongitude, seen.sunLongitude(), 0.02);
        assertEquals(moonAlt, seen.moonAltitude(), 0.4);
        assertEquals(moonAz, seen.moonAzimuth(), 0.5);
        assertEquals(phase, seen.moonPhaseAngle(), 0.5);
    }
}
