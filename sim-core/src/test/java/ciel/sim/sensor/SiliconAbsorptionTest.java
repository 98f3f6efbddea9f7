package ciel.sim.sensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiliconAbsorptionTest {
    /** Absorption lengths that imSim uses (GalSim 2.8.5, abs_length.dat), at room temperature. */
    @ParameterizedTest
    @CsvSource({
        "400, 0.09709",
        "500, 0.8195",
        "600, 2.578",
        "700, 5.243",
        "800, 12.09",
        "900, 33.96",
        "950, 66.35",
        "1000, 162.3"
    })
    void lengthsAreThoseThatImsimUses(double nm, double microns) {
        assertEquals(1, SiliconAbsorption.length(nm, 295) / microns, 0.01);
    }

    /** Light that goes through 100 um: imsim.md, row 40. */
    @ParameterizedTest
    @CsvSource({"900, 0.053", "950, 0.22", "1000, 0.54"})
    void redLightGoesThrough(double nm, double fraction) {
        assertEquals(fraction, Math.exp(-100 / SiliconAbsorption.length(nm, 295)), 0.005);
    }

    /**
     * Cold silicon is clearer: Green (2008, Solar Energy Materials and Solar Cells 92, 1305) measured a temperature
     * coefficient of the absorption of 3.4e-3 / K at 800 nm, 7e-3 / K at 1000 nm, about room temperature.
     */
    @Test
    void coldSiliconIsClearer() {
        double red = SiliconAbsorption.length(1000, 285) / SiliconAbsorption.length(1000, 305);
        assertTrue(red > 1.09 && red < 1.2, "1000 nm: " + red);
        double near = SiliconAbsorption.length(800, 285) / SiliconAbsorption.length(800, 305);
        assertTrue(near > 1.04 && near < 1.12, "800 nm: " + near);
        assertTrue(SiliconAbsorption.length(900, 173) > 1.5 * SiliconAbsorption.length(900, 295));
    }

    @Test
    void refusesWhatTheModelDoesNotCover() {
        assertThrows(IllegalArgumentException.class, () -> SiliconAbsorption.length(500, 10));
        assertEquals(SiliconAbsorption.length(1150, 173), SiliconAbsorption.length(1300, 173));
    }
}
