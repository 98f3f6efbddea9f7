package ciel.sim.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SedLibraryTest {
    private static final String TEXT = "300 1\n500 2\n1200 3\n";

    private final List<SedUse> told = Collections.synchronizedList(new ArrayList<>());

    private static void packed(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(TEXT.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void gzAtTheEndMayBeMissingOrTooMuch(@TempDir Path folder) throws IOException {
        packed(folder.resolve("starSED/a.spec.gz"));
        Files.writeString(folder.resolve("b.spec"), TEXT);
        Files.writeString(folder.resolve("notpacked.gz"), TEXT);
        SedLibrary library = new SedLibrary(List.of(folder), told::add);
        for (String name : List.of("starSED/a.spec.gz", "starSED/a.spec", "b.spec", "b.spec.gz", "notpacked.gz")) {
            assertEquals(1200, library.sed(name).lastNm(), name);
        }
        assertEquals(5, told.size());
        assertTrue(told.stream().allMatch(use -> use.origin() == SedUse.Origin.LIBRARY));
    }

    @Test
    void foldersAreSearchedInOrderAndTheCatalogsComesLast(@TempDir Path root) throws IOException {
        Path configured = Files.createDirectories(root.resolve("library"));
        Path catalog = Files.createDirectories(root.resolve("catalog"));
        Files.writeString(configured.resolve("a"), "300 1\n1200 1\n");
        Files.writeString(catalog.resolve("a"), "300 1\n1300 1\n");
        Files.writeString(catalog.resolve("b"), "300 1\n1400 1\n");
        SedLibrary library = SedLibrary.search(configured, "/ignored", catalog, told::add);
        assertEquals(1200, library.sed("a").lastNm());
        assertEquals(1400, library.sed("b").lastNm());
        assertEquals(
                1300, SedLibrary.search(null, null, catalog, told::add).sed("a").lastNm());
        assertEquals(
                1200,
                SedLibrary.search(null, configured.toString(), catalog, told::add)
                        .sed("a")
                        .lastNm());
    }

    @Test
    void aFolderThatWasAskedForMustExist(@TempDir Path root) {
        Path none = root.resolve("none");
        assertTrue(assertThrows(InputException.class, () -> SedLibrary.search(none, null, null, told::add))
                .getMessage()
                .contains("sed.library"));
        assertTrue(assertThrows(InputException.class, () -> SedLibrary.search(null, none.toString(), null, told::add))
                .getMessage()
                .contains("SIMS_SED_LIBRARY_DIR"));
    }

    @Test
    void aMissingFileBecomesSyntheticAndIsReportedOnceForEachName(@TempDir Path folder) {
        SedLibrary library = new SedLibrary(List.of(folder), told::add);
        IntStream.range(0, 400).parallel().forEach(i -> library.sed("starSED/kurucz/km20_5500.fits_g20_5680.gz"));
        library.sed("../x\u0001y");
        assertEquals(2, told.size());
        assertEquals(
                new SedUse(
                        "starSED/kurucz/km20_5500.fits_g20_5680.gz",
                        SedUse.Origin.SYNTHETIC,
                        "star of 5680 K, [M/H] = -2.0",
                        ""),
                library.uses().get(1));
    }

    @Test
    void aSpectrumIsReadOnce(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a"), TEXT);
        SedLibrary library = new SedLibrary(List.of(folder), told::add);
        Sed first = library.sed("a");
        Files.delete(folder.resolve("a"));
        assertSame(first, library.sed("a"));
    }

    @Test
    void aDamagedFileIsAnErrorAndNotSynthetic(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("km20_5500.fits_g20_5680.gz"), "300 x\n");
        SedLibrary library = new SedLibrary(List.of(folder), told::add);
        InputException e = assertThrows(InputException.class, () -> library.sed("km20_5500.fits_g20_5680.gz"));
        assertTrue(e.getMessage().contains("km20_5500.fits_g20_5680.gz:1: flux 'x'"), e.getMessage());
    }

    @Test
    void aFolderIsNotASpectrumAndANameWithZeroBytesIsRefused(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("galaxySED"));
        SedLibrary library = new SedLibrary(List.of(folder), told::add);
        library.sed("galaxySED");
        assertEquals(SedUse.Origin.SYNTHETIC, told.getFirst().origin());
        assertThrows(InputException.class, () -> library.sed("a\0b"));
    }
}
