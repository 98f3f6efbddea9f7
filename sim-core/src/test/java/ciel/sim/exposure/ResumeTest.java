package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.UnavailableException;
import ciel.sim.engine.EngineFactory;
import ciel.sim.engine.ScalarEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A visit that was cut goes on, and what keeps it from being written is found before the first photon. */
class ResumeTest {
    private static final String STAR =
            "object 1 60.49 -38.16 20 starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 point none none\n";
    private static final Settings SETTINGS = Rendering.settings(Rendering.PHOTONS_ONLY, "output.png=true");
    private static final String CENTRE = "R22_S11";
    private static final String NEIGHBOUR = "R22_S12";
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    private Path catalog;
    private Path out;

    @BeforeEach
    void write() throws IOException {
        catalog = Rendering.catalog(folder, "cat.txt", STAR);
        out = folder.resolve("out");
    }

    private RenderSummary resume(Settings settings, String... detectors) {
        return Rendering.render(Rendering.request(catalog, out, 1, settings, true, detectors));
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> list = Files.list(folder)) {
            for (Path file : list.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void assertSame(Map<String, byte[]> wanted, Map<String, byte[]> found) {
        assertEquals(wanted.keySet(), found.keySet());
        wanted.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }

    private Path file(String kind, String detector) throws IOException {
        try (Stream<Path> list = Files.list(out)) {
            return list.filter(f -> f.getFileName().toString().matches(kind + "_.*" + detector + ".*"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void wholeDetectorsAreLeftAlone_cutOnesAreDrawn_andTheFilesAreThoseOfOneRun() throws IOException {
        Path whole = folder.resolve("whole");
        Rendering.render(catalog, whole, 1, SETTINGS, CENTRE, NEIGHBOUR);

        Rendering.render(catalog, out, 1, SETTINGS, CENTRE, NEIGHBOUR);
        Files.delete(file("manifest", NEIGHBOUR)); // as a kill leaves it: files without their manifest
        Files.write(file("eimage", NEIGHBOUR), new byte[] {1});
        Files.setLastModifiedTime(file("eimage", CENTRE), LONG_AGO);

        RenderSummary summary = resume(SETTINGS, CENTRE, NEIGHBOUR);
        assertTrue(summary.detectors().get(0).kept());
        assertFalse(summary.detectors().get(1).kept());
        assertTrue(summary.detectors().get(0).photons() > 0);
        assertEquals(LONG_AGO, Files.getLastModifiedTime(file("eimage", CENTRE)), "left alone");
        assertSame(files(whole), files(out));

        RenderSummary again = resume(SETTINGS, CENTRE, NEIGHBOUR);
        assertEquals(
                2,
                again.detectors().stream()
                        .filter(RenderSummary.DetectorRow::kept)
                        .count());
        assertEquals(0, again.photonsPerSecond());
        assertTrue(again.toJson().contains("\"kept\":true"), again.toJson());
        assertSame(files(whole), files(out));
    }

    @ParameterizedTest
    @CsvSource({"eimage, flip", "truth, cut", "preview, delete"})
    void aFileThatIsNotWhatItsManifestSays_isDrawnAgain(String kind, String damage) throws IOException {
        Rendering.render(catalog, out, 1, SETTINGS, CENTRE);
        Map<String, byte[]> before = files(out);
        Path file = file(kind, CENTRE);
        byte[] bytes = Files.readAllBytes(file);
        switch (damage) {
            case "flip" -> {
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
            case "cut" -> Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
            default -> Files.delete(file);
        }
        assertFalse(resume(SETTINGS, CENTRE).detectors().getFirst().kept());
        assertSame(before, files(out));
    }

    @Test
    void anotherConfigurationSeedOrCatalog_isAnErrorBeforeTheCatalogIsRead() throws IOException {
        Rendering.render(catalog, out, 1, SETTINGS, CENTRE);
        Map<String, byte[]> before = files(out);
        assertRefused("configuration hash", SETTINGS.with("psf.fwhm=0.9"));
        assertFalse(assertThrows(InputException.class, () -> resume(SETTINGS.with("psf.fwhm=0.9"), CENTRE))
                .getMessage()
                .isEmpty());
        // the same header and another list of objects, which would be refused if it were read
        Files.writeString(catalog, Rendering.HEADER + "object nonsense\n");
        assertRefused("size of the catalog", SETTINGS);
        Files.writeString(catalog, Rendering.HEADER.replace("seed 398414", "seed 398415") + STAR);
        assertRefused("seed", SETTINGS);
        assertSame(before, files(out));
    }

    private void assertRefused(String what, Settings settings) {
        String message = assertThrows(InputException.class, () -> resume(settings, CENTRE))
                .getMessage();
        assertTrue(message.contains("another " + what), message);
    }

    @Test
    void whetherFilesMayBeReplaced_isNoOtherConfiguration() {
        Rendering.render(catalog, out, 1, SETTINGS.with("output.overwrite=true"), CENTRE);
        assertTrue(resume(SETTINGS, CENTRE).detectors().getFirst().kept());
    }

    @Test
    void aNameThatIsTaken_isRefusedWithoutResume() throws IOException {
        Rendering.render(catalog, out, 1, SETTINGS, CENTRE);
        Files.delete(file("manifest", CENTRE));
        Map<String, byte[]> before = files(out);
        String message = assertThrows(
                        InputException.class, () -> Rendering.render(catalog, out, 1, SETTINGS, NEIGHBOUR, CENTRE))
                .getMessage();
        assertTrue(message.contains("eimage_") && message.contains("--resume"), message);
        assertSame(before, files(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eimage_00398414-0-r-R22_S11-det094.fits", "mosaic_00398414-0-r.png"})
    void aFolderUnderTheNameOfAFile_isRefusedEvenWhereFilesMayBeReplaced(String name) throws IOException {
        Files.createDirectories(out.resolve(name));
        String message = assertThrows(
                        InputException.class,
                        () -> Rendering.render(
                                catalog, out, 1, SETTINGS.with("output.overwrite=true"), CENTRE, NEIGHBOUR))
                .getMessage();
        assertTrue(message.contains("is a folder"), message);
    }

    @Test
    void aCosmicRayLibraryThatCannotBeRead_isRefusedFirst_andNoFolderIsLeft() throws IOException {
        Path library = Files.writeString(folder.resolve("rays.fits"), "no FITS");
        for (Path file : new Path[] {library, folder.resolve("none.fits"), folder}) {
            Settings settings = SETTINGS.with("cosmic_rays.enabled=true").with("cosmic_rays.library=" + file);
            String message = assertThrows(
                            InputException.class,
                            () -> Rendering.render(catalog, folder.resolve("a/b"), 1, settings, CENTRE))
                    .getMessage();
            assertTrue(message.startsWith(file.toString()) && !message.contains("Exception"), message);
            assertFalse(Files.exists(folder.resolve("a")));
        }
    }

    @Test
    void aFolderThatCannotBeWrittenTo_isRefusedFirst() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        String message = assertThrows(
                        InputException.class, () -> Rendering.render(catalog, file.resolve("out"), 1, SETTINGS, CENTRE))
                .getMessage();
        assertTrue(message.contains("is a file, not a folder") && !message.contains("Exception"), message);
        Path proc = Path.of("/proc/self");
        if (Files.isDirectory(proc)) { // root may write everywhere but there
            message = assertThrows(
                            UnavailableException.class,
                            () -> Rendering.render(catalog, proc.resolve("out"), 1, SETTINGS, CENTRE))
                    .getMessage();
            assertTrue(message.startsWith("--out /proc/self/out") && !message.contains("Exception"), message);
        }
    }

    @Test
    void tooLittleRoom_isSaidWithBothNumbers() {
        OutputFolder target = OutputFolder.prepare(out);
        target.requireRoom(85_000_000, 85_000_000);
        String message = assertThrows(
                        UnavailableException.class, () -> target.requireRoom(189 * 85_000_000L, 3_200_000_000L))
                .getMessage();
        assertTrue(message.contains("16065 MB") && message.contains("3200 MB are free"), message);
        assertThrows(UnavailableException.class, () -> target.requireRoom(Long.MAX_VALUE));
    }

    @Test
    void oneDetectorThatFails_doesNotEndTheOthers() throws IOException {
        AtomicInteger shots = new AtomicInteger();
        EngineFactory engines = (name, device, threads, note) -> new FailingEngine(new ScalarEngine(threads), () -> {
            if (shots.incrementAndGet() == 1) {
                throw new OutOfMemoryError("Java heap space");
            }
        });
        RenderSummary summary = new Renderer(engines, "test")
                .render(
                        Rendering.request(catalog, out, 1, SETTINGS, false, CENTRE, NEIGHBOUR, "R22_S10"),
                        RenderListener.SILENT);
        assertEquals(2, summary.detectors().size());
        assertEquals(1, summary.failed().size());
        assertEquals(CENTRE, summary.failed().getFirst().name());
        assertTrue(summary.failed().getFirst().error().contains("out of memory: more is needed than the limit"));
        assertFalse(Files.exists(out.resolve("manifest_00398414-0-r-R22_S11-det094.json")));

        assertTrue(resume(SETTINGS, CENTRE, NEIGHBOUR, "R22_S10").failed().isEmpty(), "and the rest is drawn later");
    }
}
