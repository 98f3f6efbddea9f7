package ciel.sim.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.catalog.Dust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticSedTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        starSED/kurucz/km20_5500.fits_g20_5680.gz           | star of 5680 K, [M/H] = -2.0
        starSED/kurucz/kp05_6000.fits_g45_6120              | star of 6120 K, [M/H] = 0.5
        starSED/kurucz/km01_9500.fits_g40.gz                | star of 9500 K, [M/H] = -0.1
        starSED/phoSimMLT/lte027-2.0-0.0a+0.0.BT-Settl.spec.gz | dwarf star of 2700 K
        starSED/phoSimMLT/lte012-4.5-0.0a+0.0.BT-Settl.spec | dwarf star of 1200 K
        starSED/mlt/m3.5Full.dat                            | dwarf star of 3287 K
        starSED/mlt/L2_0Full.dat                            | dwarf star of 2078 K
        starSED/wDs/bergeron_16500_75.dat_16800.gz          | white dwarf of 16800 K
        starSED/wDs/bergeron_He_8000_75.dat_8250.gz         | white dwarf of 8250 K
        galaxySED/Burst.25E09.02Z.spec.gz                   | galaxy: burst of stars, 2.50 Gyr, 0.200 solar
        galaxySED/Const.64E07.02Z.spec.gz                   | galaxy: constant star formation, 0.0640 Gyr, 0.200 solar
        galaxySED/Exp.12E10.25Z.spec                        | galaxy: declining star formation, 12.0 Gyr, 2.50 solar
        galaxySED/Inst.80E08.1Z.spec.gz                     | galaxy: single population, 0.800 Gyr, 1.00 solar
        galaxySED/unknown                                   | galaxy: declining star formation, 5.00 Gyr, 0.400 solar (from the first word of the name)
        agnSED/agn.spec.gz                                  | active nucleus: power law lambda^-1.56
        flatSED/sed_flat.txt.gz                             | flat AB spectrum
        ssmSED/S.dat.gz                                     | sunlight of 5772 K, [M/H] = 0.0
        x                                                   | flat AB spectrum (name not understood)
        """)
    void theNameIsUnderstood(String name, String description) {
        assertEquals(description, SyntheticSed.of(name).description());
    }

    @Test
    void everyNameGivesASpectrumForEveryBandAndRedshift() {
        Random random = new Random(5);
        List<String> parts = List.of(
                "km",
                "kp",
                "lte",
                "bergeron_",
                "Burst.",
                "Inst.",
                "E",
                "Z.spec",
                ".fits_g",
                "_",
                "00",
                "0",
                "5",
                "99",
                "12345678",
                "m",
                "L9",
                "Full",
                "/",
                "flat",
                "agn",
                ".",
                "\u00e9",
                "9999999999999999999");
        SedLibrary library = SedLibrary.synthetic();
        LsstSpectra spectra = LsstSpectra.of(Visits.of(Band.Y, 30), SpectrumOptions.DEFAULTS, library);
        for (int i = 0; i < 1500; i++) {
            StringBuilder name = new StringBuilder();
            for (int n = random.nextInt(9); n >= 0; n--) {
                name.append(parts.get(random.nextInt(parts.size())));
            }
            ObjectSpectrum s = spectra.spectrum(name.toString(), 20, random.nextDouble() * 8, Dust.NONE, Dust.NONE);
            assertTrue(s.electrons() >= 0 && Double.isFinite(s.electrons()), name + ": " + s.electrons());
        }
    }

    @Test
    void hotterStarsAreBluer() {
        LsstSpectra g = LsstSpectra.of(Visits.of(Band.G, 30), SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        LsstSpectra i = LsstSpectra.of(Visits.of(Band.I, 30), SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        double before = 0;
        for (int kelvin : new int[] {4000, 4500, 5000, 5500, 6000, 6500, 7500, 9600, 15_000, 30_000}) {
            String name = "km10_" + kelvin + ".fits_g40_" + kelvin;
            double blue = g.spectrum(name, 20, 0, Dust.NONE, Dust.NONE).electrons()
                    / i.spectrum(name, 20, 0, Dust.NONE, Dust.NONE).electrons();
            assertTrue(blue > before, kelvin + " K");
            before = blue;
        }
    }

    /**
     * Validation: colours against the library's own files. Root mean square over the 100 files, magnitudes at fixed
     * magnorm.
     */
    @Test
    void agreesWithTheLibrarysFiles() throws IOException {
        Path folder = SharedData.file("sed");
        List<String> names;
        try (Stream<Path> files = Files.walk(folder)) {
            names = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
        SedLibrary library = new SedLibrary(List.of(folder), use -> {});
        SedLibrary synthetic = SedLibrary.synthetic();
        for (Band band : Band.values()) {
            LsstSpectra real =
                    LsstSpectra.of(Visits.of(band, 30), SpectrumOptions.DEFAULTS.withOutOfBand(false), library);
            LsstSpectra made =
                    LsstSpectra.of(Visits.of(band, 30), SpectrumOptions.DEFAULTS.withOutOfBand(false), synthetic);
            double sum = 0;
            double worst = 0;
            for (String name : names) {
                double magnitude = 2.5
                        * Math.log10(
                                made.spectrum(name, 20, 0, Dust.NONE, Dust.NONE).electrons()
                                        / real.spectrum(name, 20, 0, Dust.NONE, Dust.NONE)
                                                .electrons());
                sum += magnitude * magnitude;
                worst = Math.max(worst, Math.abs(magnitude));
            }
            double rms = Math.sqrt(sum / names.size());
            System.out.printf(
                    "  synthetic against library in %s: rms %.3f mag, worst %.2f of %d files%n",
                    band.letter(), rms, worst, names.size());
            assertTrue(rms < (band == Band.U ? 0.2 : 0.12), band + " " + rms);
        }
    }
}
