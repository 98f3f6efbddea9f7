package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.CielException;
import ciel.sim.InputException;
import ciel.sim.UnavailableException;
import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.RenderSummary;
import ciel.sim.exposure.Settings;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderCommandTest {
    @TempDir
    Path folder;

    private RenderRequest seen;

    private static RenderSummary summary(List<RenderSummary.DetectorRow> rows, List<RenderSummary.Failure> failed) {
        return new RenderSummary(
                "scalar",
                "cpu",
                "T1",
                7,
                8,
                rows,
                failed,
                new RenderSummary.Seconds(1, 2, 3, 4, 5, 6, 7),
                15e6,
                900_000_000,
                null);
    }

    private static RenderSummary.DetectorRow row(String name) {
        return new RenderSummary.DetectorRow(
                name,
                2,
                30,
                40,
                List.of(new RenderSummary.OutputFile("out/e.fits", 65_000_000, "00000001", "ab")),
                false);
    }

    private Captured render(String... args) {
        return Captured.render(
                (request, listener) -> {
                    seen = request;
                    listener.started(30);
                    listener.stage("R22_S11", "photons");
                    listener.photons(30);
                    listener.note("auto chose scalar");
                    return summary(List.of(row("R22_S11")), List.of());
                },
                args);
    }

    private static Captured failing(RuntimeException error, String... args) {
        return Captured.render(
                (request, listener) -> {
                    throw error;
                },
                args);
    }

    @Test
    void everyOptionReachesTheRequest() throws IOException {
        Path config = Files.writeString(folder.resolve("c.yaml"), "psf.fwhm: 0.6\nsky.enabled: false\n");
        Captured run = render(
                "cat.txt",
                "--detector",
                "R22_S11,R01_S00",
                "--detector",
                "R22_S11",
                "--engine",
                "vector",
                "--threads",
                "3",
                "--device",
                "1",
                "--config",
                config.toString(),
                "--set",
                "psf.fwhm=0.7",
                "--set",
                "output.added_keywords.RUN=x=y",
                "--seed",
                "-5",
                "--out",
                "o",
                "--skip-bad-lines");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertEquals(Path.of("cat.txt"), seen.catalog());
        assertEquals(List.of("R22_S11", "R01_S00"), seen.detectors());
        assertEquals("vector", seen.engine());
        assertEquals(OptionalInt.of(3), seen.threads());
        assertEquals(OptionalInt.of(1), seen.device());
        assertEquals(OptionalLong.of(-5), seen.seed());
        assertEquals(Path.of("o"), seen.out());
        assertTrue(seen.skipBadLines());
        assertEquals(0.7, seen.settings().optionalNumber("psf.fwhm").orElseThrow());
        assertFalse(seen.settings().flag("sky.enabled"));
        assertEquals("x=y", seen.settings().map("output.added_keywords").get("RUN"));
    }

    @Test
    void whatIsNotGivenIsLeftToTheRenderer() {
        render("cat.txt");
        assertEquals(List.of("R22_S11"), seen.detectors());
        assertEquals("auto", seen.engine());
        assertEquals(OptionalInt.empty(), seen.threads());
        assertEquals(OptionalLong.empty(), seen.seed());
        assertFalse(seen.skipBadLines());
        for (String all : List.of("all", "ALL", "*", "94,all")) {
            render("cat.txt", "--detector", all);
            assertTrue(seen.allDetectors(), all);
        }
        render("cat.txt", "--detector", "94,r01_s00,r22_s1?");
        assertEquals(List.of("R22_S11", "R01_S00", "R22_S10", "R22_S12"), seen.detectors());
    }

    @Test
    void aCatalogIsDrawnWithFullPhysicsAndASceneTableFastUnlessALevelIsGiven() throws IOException {
        render("cat.txt");
        assertTrue(seen.settings().flag("optics.rays") && seen.settings().flag("sensor.brighter_fatter"));
        assertEquals("screens", seen.settings().value("psf.model"));
        render("scene.csv");
        assertEquals(Settings.defaults().hash(), seen.settings().hash());
        render("cat.txt", "--physics", "fast");
        assertEquals(Settings.defaults().hash(), seen.settings().hash());
        render("cat.txt", "--physics", "standard");
        assertTrue(seen.settings().flag("optics.rays"));
        assertFalse(seen.settings().flag("sensor.brighter_fatter"));
        assertEquals("kolmogorov", seen.settings().value("psf.model"));
        Path config = Files.writeString(folder.resolve("c.yaml"), "sensor.tree_rings: false\npsf.model: vonkarman\n");
        render("cat.txt", "--config", config.toString(), "--set", "sensor.fringing=false");
        assertFalse(seen.settings().flag("sensor.tree_rings") || seen.settings().flag("sensor.fringing"));
        assertTrue(seen.settings().flag("sensor.silicon"));
        assertEquals("vonkarman", seen.settings().value("psf.model"));
    }

    @Test
    void jsonIsAloneOnStdoutAndNotesAreOnStderr() throws IOException {
        Captured run = render("cat.txt", "--json");
        assertEquals(1, run.out().lines().count());
        assertEquals(
                "R22_S11",
                new ObjectMapper()
                        .readTree(run.out())
                        .path("detectors")
                        .path(0)
                        .path("name")
                        .asText());
        assertTrue(run.err().contains("auto chose scalar"), run.err());
        assertEquals("", render("cat.txt", "--json", "--quiet").err());
    }

    @Test
    void peopleReadFilesAndRate() {
        String out = render("cat.txt").out();
        assertTrue(
                out.contains("R22_S11: 2 objects, 30 photons, 40 electrons")
                        && out.contains("out/e.fits  65.0 MB")
                        && out.contains("15.0 M/s of photons"),
                out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                  | CATALOG is missing",
                "cat.txt --threads 0               | --threads is 0; must be between 1 and 4096",
                "cat.txt --threads x               | Invalid value for option '--threads'",
                "cat.txt --device -1               | --device is -1; must be >= 0",
                "cat.txt --engine cuda             | --engine is 'cuda'; must be one of auto, scalar, vector, opencl,"
                        + " tornado",
                "cat.txt --detector R55            | 'R55' is not the name of a detector",
                "cat.txt --detector R22_S3*        | 'R22_S3*' is not the name of a detector (give a CCD such as "
                        + "R22_S11, its number from 0 to 204, a raft such as R22",
                "cat.txt --detector 205            | number 205 is not",
                "cat.txt --seed 1.5                | Invalid value for option '--seed'",
                "cat.txt --thread 2                | Unknown option",
                "cat.txt other.txt                 | Unmatched argument",
            })
    void aWrongCommandLineEndsWith2(String line, String problem) {
        Captured run = render(line == null ? new String[0] : line.split(" "));
        assertEquals(ExitCode.USAGE, run.code(), run.err());
        assertTrue(run.err().startsWith("ciel render: ") && run.err().contains(problem), run.err());
        assertNull(seen);
    }

    @Test
    void errorsEndWithTheirCodeInOneLineAndWithoutATrace() {
        record Case(RuntimeException error, int code, String message) {}
        for (Case c : List.of(
                new Case(
                        InputException.atLine("cat.txt", 7, "magnorm is 'x'", "give a number"),
                        ExitCode.INPUT,
                        "cat.txt:7: magnorm is 'x' (give a number)"),
                new Case(
                        new UnavailableException("no OpenCL device", "install pocl-opencl-icd", null),
                        ExitCode.UNAVAILABLE,
                        "no OpenCL device (install pocl-opencl-icd)"),
                new Case(
                        new UncheckedIOException(new NoSuchFileException("o/x")),
                        ExitCode.FAILED,
                        "o/x: no such file or folder"),
                new Case(new CielException("engine stopped", null), ExitCode.FAILED, "engine stopped"),
                new Case(
                        new IllegalStateException("odd"),
                        ExitCode.FAILED,
                        "this is a defect of Ciel: java.lang.IllegalStateException: odd"))) {
            Captured run = failing(c.error(), "cat.txt");
            assertEquals(c.code(), run.code());
            assertTrue(run.err().startsWith("ciel render: " + c.message()), run.err());
            assertEquals(1, run.errLines().size(), run.err());
            assertTrue(failing(c.error(), "cat.txt", "--debug").err().contains("\tat "));
        }
    }

    @Test
    void errorsThatAreNotExceptionsAreExplainedToo() {
        Captured run = Captured.render(
                (request, listener) -> {
                    throw new OutOfMemoryError("Java heap space");
                },
                "cat.txt");
        assertEquals(ExitCode.UNAVAILABLE, run.code());
        assertTrue(
                run.err().contains("memory: out of memory: more is needed than the limit of the JVM's heap")
                        && run.err().contains("CIEL_JAVA_OPTS=-Xmx")
                        && run.errLines().size() == 1,
                run.err());
    }

    @Test
    void partOfTheDetectorsIs5AndNoneIs1() {
        List<RenderSummary.Failure> failed = List.of(new RenderSummary.Failure("R01_S00", "disk full"));
        Captured part = Captured.render((request, listener) -> summary(List.of(row("R22_S11")), failed), "cat.txt");
        assertEquals(ExitCode.PARTIAL, part.code());
        assertTrue(part.out().contains("R01_S00: FAILED: disk full"), part.out());
        assertEquals(
                ExitCode.FAILED,
                Captured.render((request, listener) -> summary(List.of(), failed), "cat.txt")
                        .code());
    }

    @Test
    void shownConfigReadsBackAsItWas() throws IOException {
        String[] sets = {
            "--set",
            "psf.fwhm=0.7",
            "--set",
            "output.added_keywords.NOTE=it's # odd: null",
            "--set",
            "output.added_keywords.N=null"
        };
        String[] args = new String[sets.length + 1];
        System.arraycopy(sets, 0, args, 1, sets.length);
        args[0] = "--show-config";
        Captured shown = render(args);
        assertEquals(ExitCode.DONE, shown.code());
        assertTrue(shown.out().contains("# arcsec; --set") && shown.out().contains("# default"), shown.out());
        Path file = Files.writeString(folder.resolve("back.yaml"), shown.out());
        Settings expected = Settings.defaults().with(sets[1]).with(sets[3]).with(sets[5]);
        assertEquals(expected.hash(), Settings.defaults().with(file).hash());
        var json = new ObjectMapper()
                .readTree(render("--show-config", "--json", "--set", "psf.fwhm=0.7")
                        .out());
        assertEquals(
                "--set", json.path("settings").path("psf.fwhm").path("origin").asText());
    }
}
