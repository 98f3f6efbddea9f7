package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("c.yaml"), text);
    }

    @Test
    void everyDefaultHasItsTypeAndRange() {
        Settings settings = Settings.defaults();
        assertEquals(100, settings.number("catalog.edge_pix"));
        assertEquals(5_000_000_000L, settings.integer("photons.max_per_object"));
        assertEquals("kolmogorov", settings.choice("psf.model"));
        assertEquals(1e-6, settings.number("readout.pcti"));
        assertEquals(OptionalDouble.empty(), settings.optionalNumber("psf.fwhm"));
        assertTrue(settings.optionalPath("sed.library").isEmpty());
        assertTrue(settings.map("output.added_keywords").isEmpty());
        assertTrue(settings.rows().stream()
                .allMatch(row -> row.origin().equals("default") && row.about().endsWith(".")
                        || row.value().equals("auto")));
    }

    @Test
    void laterLayersWinAndSayWhereTheyAre() throws IOException {
        Settings settings = Settings.defaults()
                .with("site x", Map.of("psf.fwhm", "0.6", "sky.electrons", "10"))
                .with(file("# comment\npsf:\n  fwhm: 0.65\n  model: gaussian\nsky.vignetting: false\n"))
                .with("psf.fwhm=0.7");
        assertEquals(OptionalDouble.of(0.7), settings.optionalNumber("psf.fwhm"));
        assertEquals("--set", settings.origin("psf.fwhm"));
        assertEquals("gaussian", settings.choice("psf.model"));
        assertEquals(folder.resolve("c.yaml") + ":4", settings.origin("psf.model"));
        assertFalse(settings.flag("sky.vignetting"));
        assertEquals("site x", settings.origin("sky.electrons"));
        assertEquals("default", settings.origin("readout.time"));
    }

    @Test
    void extraKeywordsKeepTheirNamesAndText() throws IOException {
        Settings settings =
                Settings.defaults().with(file("output:\n  added_keywords:\n    OBSERVER: A. Nother\n    RUN: 007\n"));
        assertEquals(Map.of("OBSERVER", "A. Nother", "RUN", "007"), settings.map("output.added_keywords"));
        assertThrows(InputException.class, () -> settings.with("output.added_keywords=3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "psf.fwhm=0        | psf.fwhm: '0' must be > 0 arcsec (set by --set)",
                "psf.fwhm=wide     | psf.fwhm: 'wide' is not a number or auto (set by --set)",
                "psf.fwhm=NaN      | psf.fwhm: 'NaN' is not a number or auto (set by --set)",
                "psf.fwhm=1e999    | psf.fwhm: '1e999' is too large for a number (set by --set)",
                "readout.pcti=0.2  | readout.pcti: '0.2' must be <= 0.1 fraction lost in a transfer (set by --set)",
                "catalog.min_source=1.5 | catalog.min_source: '1.5' is not a whole number (set by --set)",
                "catalog.min_source=-1 | catalog.min_source: '-1' must be >= 0 (set by --set)",
                "sky.enabled=maybe | sky.enabled: 'maybe' must be one of true, false (set by --set)",
                "psf.model=airy    | psf.model: 'airy' must be one of kolmogorov, vonkarman, gaussian, doublegaussian, moffat, screens, "
                        + "none (set by --set)",
                "readout.time=auto | readout.time: 'auto' is not a number (set by --set)",
                "sed.library=      | sed.library: '' is empty (set by --set)",
                "psf.fwmh=1        | psf.fwmh: is not a setting (set by --set; did you mean psf.fwhm? ciel "
                        + "config lists them all)",
                "psf.fwhm          | --set psf.fwhm: has no key=value (write --set psf.fwhm=0.7)",
            })
    void aWrongValueIsExplained(String assignment, String message) {
        InputException error =
                assertThrows(InputException.class, () -> Settings.defaults().with(assignment));
        assertEquals(message, error.getMessage());
        assertEquals(3, error.exitCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "psf:\\n  fwhm: -1          | :2",
                "a: 1\\npsf.fwhm: 1         | :1",
                "psf:\\n  fwhm: [1, 2]      | :2: 'psf.fwhm' has a list",
                "psf:\\n  fwhm:             | psf.fwhm: '' is not a number or auto",
                "- 1                        | :1: does not begin with a key",
                "psf.fwhm: 1\\npsf.fwhm: 2  | :2",
                "psf: {fwhm: 1              | not valid YAML",
            })
    void aWrongFileIsExplainedWithItsLine(String text, String part) throws IOException {
        Path file = file(text.replace("\\n", "\n"));
        InputException error =
                assertThrows(InputException.class, () -> Settings.defaults().with(file));
        assertTrue(error.getMessage().contains("c.yaml") && error.getMessage().contains(part), error.getMessage());
    }

    @Test
    void aMissingFileIsAnInputError() {
        InputException error =
                assertThrows(InputException.class, () -> Settings.defaults().with(folder.resolve("none.yaml")));
        assertTrue(error.getMessage().contains("no such file"), error.getMessage());
    }

    @Test
    void anEmptyFileSetsNothing() throws IOException {
        assertEquals(
                Settings.defaults().hash(),
                Settings.defaults().with(file("# nothing\n")).hash());
    }

    @Test
    void aLibraryOfSpectraCountsByWhatItHoldsAndNotByWhereItLies() throws IOException {
        for (String site : java.util.List.of("here", "there", "other")) {
            Path spectra = Files.createDirectories(folder.resolve(site).resolve("starSED"));
            Files.writeString(spectra.resolve("a.gz"), site.equals("other") ? "another" : "spectrum");
        }
        java.util.function.Function<String, String> hash = site ->
                Settings.defaults().with("sed.library=" + folder.resolve(site)).hash();
        assertEquals(hash.apply("here"), hash.apply("there"));
        assertNotEquals(hash.apply("here"), hash.apply("other"));
        assertNotEquals(hash.apply("here"), Settings.defaults().hash());
        assertNotEquals(hash.apply("nowhere"), hash.apply("here"));
        // without a library the hash is what it always was, wherever the process was started
        for (String text : java.util.List.of("", "null", "no such folder")) {
            assertEquals(text, ciel.sim.spectrum.SedFingerprint.of(text));
        }
    }

    @Test
    void aFileCountsByWhatItHoldsAndNotByWhereItLies() throws IOException {
        for (String site : java.util.List.of("here", "there", "other")) {
            Path tables = Files.createDirectories(folder.resolve(site).resolve("tables"));
            Files.writeString(tables.resolve("a.dat"), "same");
            Files.writeString(tables.resolve("a.cfg"), site.equals("other") ? "another" : "solver");
        }
        for (String key : java.util.List.of("optics.perturbations", "readout.defects", "sensor.table", "sky.table")) {
            for (String name : java.util.List.of("tables/a.dat", "tables")) {
                java.util.function.Function<String, String> hash = site -> Settings.defaults()
                        .with(key + "=" + folder.resolve(site).resolve(name))
                        .hash();
                assertEquals(hash.apply("here"), hash.apply("there"), key);
                assertNotEquals(hash.apply("here"), hash.apply("other"), key + " " + name);
                assertNotEquals(hash.apply("here"), Settings.defaults().hash(), key);
            }
        }
        String before = Settings.defaults()
                .with("readout.defects=" + folder.resolve("here/tables/a.cfg"))
                .hash();
        Files.writeString(folder.resolve("here/tables/a.cfg"), "longer than before");
        assertNotEquals(
                before,
                Settings.defaults()
                        .with("readout.defects=" + folder.resolve("here/tables/a.cfg"))
                        .hash());
        // screens are only kept there: the images are the same without
        assertEquals(
                Settings.defaults().hash(),
                Settings.defaults().with("psf.screens=/scratch/screens").hash());
    }

    @Test
    void hashDependsOnValuesOnly() throws IOException {
        Settings bySet = Settings.defaults().with("psf.fwhm=0.70").with("photons.max_per_object=1e9");
        Settings byFile = Settings.defaults().with(file("photons.max_per_object: 1000000000\npsf.fwhm: 7e-1\n"));
        assertEquals(bySet.hash(), byFile.hash());
        assertNotEquals(Settings.defaults().hash(), bySet.hash());
        assertEquals(64, bySet.hash().length());
    }
}
