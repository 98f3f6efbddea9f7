package ciel.sim.spectrum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Dust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Air that is not that of the table, and curves of the user's own. */
class AirTest {
    private static final Throughputs TABLES = Throughputs.tables();

    @TempDir
    private Path dir;

    private static double light(double[] transmission, Band band) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < Throughputs.LENGTH; i++) {
            double photons = TABLES.optics(band)[i] * TABLES.baselineDetector()[i] / (Throughputs.FIRST_NM + i);
            sum += photons * transmission[i];
            all += photons;
        }
        return sum / all;
    }

    /**
     * The table at an airmass has so much more of everything: all parts times the ratio of the airmasses, with Rayleigh
     * scattering (Bird and Riordan 1984, eq. 2-4, at 0.72 of sea level's pressure), are the table at the other airmass.
     */
    @ParameterizedTest
    @CsvSource({"U, 2e-3", "G, 1e-3", "R, 1e-3", "I, 4e-3", "Z, 1e-3", "Y, 6e-3"}) // i has oxygen, which is not scaled
    void partsScaledWithAirmassAreTheTableAtTheOtherAirmass(Band band, double tolerance) {
        double from = 1.2;
        double to = 1.6;
        double more = to / from;
        double[] made = TABLES.atmosphere(from);
        new Air(0.04 * more, 1, 3.4 * more, 340 * more, 0).apply(made, from);
        for (int i = 0; i < made.length; i++) {
            double um = (Throughputs.FIRST_NM + i) * 1e-3;
            made[i] *= Math.exp(-0.72 * (to - from) / (Math.pow(um, 4) * (115.6406 - 1.335 / (um * um))));
        }
        double expected = light(TABLES.atmosphere(to), band);
        assertEquals(1, light(made, band) / expected, tolerance, "band " + band);
        double unchanged = light(TABLES.atmosphere(from), band);
        assertTrue(
                Math.abs(unchanged / expected - 1) > 5 * tolerance,
                "the test would see nothing: " + unchanged / expected);
    }

    /** Twice and none of a part, at airmass 1.2: where it weighs, and where it does not (mag). */
    @ParameterizedTest
    @CsvSource({
        // aerosol, water, ozone, band, from, to
        "0.14, 3.4, 340, G, 0.13, 0.18", // 0.1 at 550 nm, exponent 1: 0.13 x 550/480 mag
        "0.04, 6.8, 340, Y, 0.03, 0.09",
        "0.04, 6.8, 340, G, -0.001, 0.002",
        "0.04, 0, 340, Y, -0.20, -0.10",
        "0.04, 3.4, 440, R, 0.010, 0.016", // peak 5.0e-25 m^2 x 2.687e22 m^-2: 1.75 % at 600 nm
        "0.04, 3.4, 440, U, 0.0002, 0.003",
        "0.04, 3.4, 440, Z, -0.001, 0.001",
    })
    void eachPartWeighsOnItsBands(double aerosol, double water, double ozone, Band band, double from, double to) {
        double[] air = TABLES.atmosphere(1.2);
        new Air(aerosol, 1, water, ozone, 0).apply(air, 1.2);
        double magnitudes = -2.5 * Math.log10(light(air, band) / light(TABLES.atmosphere(1.2), band));
        assertTrue(magnitudes > from && magnitudes < to, magnitudes + " mag");
    }

    @Test
    void theTablesOwnAirIsTheTableToTheLastBit() {
        double[] air = TABLES.atmosphere(1.37);
        Air.TABLE.apply(air, 1.37);
        assertArrayEquals(TABLES.atmosphere(1.37), air, 0);
    }

    private static double electrons(LsstSpectra spectra) {
        return spectra.electrons(spectra.spectrum("flatSED/sed_flat.txt.gz", 20, 0, Dust.NONE, Dust.NONE), 94);
    }

    private static LsstSpectra spectra(SpectrumOptions options) {
        return LsstSpectra.of(Visits.of(Band.R, 30), options, SedLibrary.synthetic());
    }

    @Test
    void cloudsDimObjectsAndLeaveTheSky() {
        LsstSpectra clear = spectra(SpectrumOptions.DEFAULTS);
        LsstSpectra cloudy = spectra(SpectrumOptions.DEFAULTS.withAir(new Air(0.04, 1, 3.4, 340, 1.5)));
        assertEquals(Math.pow(10, -0.6), electrons(cloudy) / electrons(clear), 1e-12);
        double[] dark = TABLES.darkSky();
        assertEquals(clear.skyElectrons(dark, 94), cloudy.skyElectrons(dark, 94));
    }

    private Path file(String name, double[] curve) throws IOException {
        StringBuilder text = new StringBuilder("# Wavelength(nm)  Throughput(0-1)\n");
        for (int i = 0; i < curve.length; i++) {
            text.append(Throughputs.FIRST_NM + i).append(' ').append(curve[i]).append('\n');
        }
        return Files.writeString(dir.resolve(name), text);
    }

    /** Means over 1 nm of a curve that is linear between whole nm smooth its corners a little. */
    @Test
    void theTablesWrittenToFilesAreTheSame() throws IOException {
        double airmass = Visits.of(Band.R, 30).airmass();
        OwnThroughput own = OwnThroughput.read(
                Optional.of(file("optics.dat", TABLES.optics(Band.R))),
                Optional.of(file("detector.dat", TABLES.efficiency(94))),
                Optional.of(file("air.dat", TABLES.atmosphere(airmass))));
        LsstSpectra files = spectra(SpectrumOptions.DEFAULTS.withOwn(own));
        LsstSpectra tables = spectra(SpectrumOptions.DEFAULTS);
        assertEquals(1, electrons(files) / electrons(tables), 2e-4);
        assertEquals(electrons(files), electrons(files), "again: the curves were not changed");
        assertEquals(tables.effectiveWavelength(94), files.effectiveWavelength(94), 0.02);
        double[] dark = TABLES.darkSky();
        assertEquals(1, files.skyElectrons(dark, 94) / tables.skyElectrons(dark, 94), 2e-4);
    }

    @Test
    void aFilterOfOnesOwnTakesItsPart() throws IOException {
        Path filter = Files.writeString(dir.resolve("narrow.dat"), "655, 0\n655.5, 0.9\n664.5, 0.9\n665, 0\n");
        OwnThroughput own = OwnThroughput.read(Optional.of(filter), Optional.empty(), Optional.empty());
        LsstSpectra narrow = spectra(SpectrumOptions.DEFAULTS.withOwn(own));
        assertEquals(660, narrow.effectiveWavelength(94), 0.2);
        assertTrue(narrow.lowNm() >= 654 && narrow.highNm() <= 666, narrow.lowNm() + " to " + narrow.highNm());
        double wide = electrons(spectra(SpectrumOptions.DEFAULTS));
        assertTrue(electrons(narrow) > 0.05 * wide && electrons(narrow) < 0.2 * wide, electrons(narrow) / wide + "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3000 0.5;11000 0.5 | atmosphere | must cover 320 to 1100 nm", // Angstrom
                "3000 0.5;11000 0.5 | optics | lets nothing through from 300 to 1150 nm",
                "300 0.5;1200 1.5 | optics | value 1.5 of row 2 is outside 0 to 1.0",
                "300 0.5;300 0.5 | detector | wavelength 300.0 nm of row 2 is not above",
                "300 half;400 0.5 | detector | line 1: is not two numbers",
                "!nothing | optics | 0 rows",
            })
    void whatIsNoThroughputIsRefused(String text, String kind, String message) throws IOException {
        Optional<Path> file = Optional.of(Files.writeString(
                dir.resolve("bad.dat"), text.replace(';', '\n').replace('!', '#')));
        Optional<Path> no = Optional.empty();
        InputException e = assertThrows(
                InputException.class,
                () -> OwnThroughput.read(
                        kind.equals("optics") ? file : no,
                        kind.equals("detector") ? file : no,
                        kind.equals("atmosphere") ? file : no));
        assertTrue(e.getMessage().contains("bad.dat") && e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().contains("throughput." + kind), e.getMessage());
    }

    @Test
    void aBandWithoutLightIsRefused() throws IOException {
        Path filter = Files.writeString(dir.resolve("blue.dat"), "301 0.9\n310 0.9\n");
        OwnThroughput own = OwnThroughput.read(Optional.of(filter), Optional.empty(), Optional.empty());
        SpectrumOptions options = SpectrumOptions.DEFAULTS.withOwn(own);
        InputException e = assertThrows(InputException.class, () -> spectra(options));
        assertTrue(e.getMessage().contains("above 0 over 0.0 nm"), e.getMessage());
    }
}
