package ciel.sim.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThroughputsTest {
    private static final Throughputs TABLES = Throughputs.tables();

    @Test
    void hasTheDetectorsInTheOrderOfTheirNumbers() {
        assertEquals("R01_S00", TABLES.detectorName(0));
        assertEquals("R22_S11", TABLES.detectorName(94));
        assertEquals("R43_S22", TABLES.detectorName(188));
        assertEquals("R44_SW1", TABLES.detectorName(204));
        assertThrows(InputException.class, () -> TABLES.efficiency(205));
        assertThrows(InputException.class, () -> TABLES.efficiency(-1));
    }

    @Test
    void transmissionsAreBetweenZeroAndOneAndEfficienciesAsMeasured() {
        for (Band band : Band.values()) {
            for (double value : TABLES.optics(band)) {
                assertTrue(value >= 0 && value <= 1, band + " " + value);
            }
        }
        for (int d = 0; d < Throughputs.DETECTORS; d++) {
            double peak = 0;
            for (double value : TABLES.efficiency(d)) {
                assertTrue(value >= 0 && value <= 1.02, TABLES.detectorName(d) + " " + value);
                peak = Math.max(peak, value);
            }
            assertTrue(peak > 0.85, TABLES.detectorName(d) + " " + peak);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1.1, 1.05", "1.2, 1.3, 1.2356883", "2.4, 2.5, 2.41"})
    void logOfTheAtmosphereIsLinearInAirmass(double low, double high, double between) {
        double f = (between - low) / (high - low);
        double[] a = TABLES.atmosphere(low);
        double[] b = TABLES.atmosphere(high);
        double[] c = TABLES.atmosphere(between);
        for (int i = 0; i < Throughputs.LENGTH; i++) {
            assertEquals((1 - f) * Math.log(a[i]) + f * Math.log(b[i]), Math.log(c[i]), 1e-9);
        }
    }

    @Test
    void beyondTheLastAirmassTheLogSlopeGoesOn() {
        double[] a = TABLES.atmosphere(2.4);
        double[] b = TABLES.atmosphere(2.5);
        double[] c = TABLES.atmosphere(2.7);
        for (int i = 100; i < Throughputs.LENGTH; i++) {
            assertEquals(Math.log(b[i]) + 2 * (Math.log(b[i]) - Math.log(a[i])), Math.min(0, Math.log(c[i])), 1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAnAirmassBelowOne(double airmass) {
        InputException e = assertThrows(InputException.class, () -> TABLES.atmosphere(airmass));
        assertTrue(e.getMessage().contains("airmass") && e.getMessage().contains("1.0"), e.getMessage());
    }

    @Test
    void anAirmassOfOneWithRoundingIsOne() {
        assertEquals(TABLES.atmosphere(1)[300], TABLES.atmosphere(1 - 1e-9)[300]);
    }

    /**
     * Row 19: the throughputs' own product for X = 1.2 (total_r, mean wavelength 622.15 nm) against ours at airmass
     * 1.2.
     */
    @Test
    void meanWavelengthOfTheBaselineBandIs622() {
        LsstSpectra spectra = LsstSpectra.of(
                Visits.of(Band.R, 30),
                SpectrumOptions.DEFAULTS.withBaselineDetector(true).withAirmass(1.2),
                SedLibrary.synthetic());
        assertEquals(622.15, spectra.effectiveWavelength(0), 0.05);
    }

    @Test
    void productAgreesWithThePublishedTotals() throws IOException {
        double[] atmosphere = TABLES.atmosphere(1.2);
        for (Band band : Band.values()) {
            List<String> total = Files.readAllLines(SharedData.file("throughputs/total_" + band.letter() + ".txt"));
            double ours = 0;
            double theirs = 0;
            for (int i = 0; i < Throughputs.LENGTH; i++) {
                ours += TABLES.optics(band)[i] * TABLES.baselineDetector()[i] * atmosphere[i];
                theirs += Double.parseDouble(total.get(i).split("\\s+")[1]);
            }
            assertEquals(1, ours / theirs, 1e-3, band.letter());
        }
    }
}
