package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nom.tam.fits.Fits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    @TempDir
    Path folder;

    private String first;
    private String second;

    @BeforeEach
    void twoImages() throws Exception {
        first = write("a.fits");
        second = write("b.fits");
    }

    private String write(String name) throws Exception {
        Path file = folder.resolve(name);
        try (Fits fits = new Fits()) {
            fits.addHDU(Fits.makeHDU(new int[][] {{1, 2, 3}, {4, 5, 6}}));
            fits.write(file.toFile());
        }
        return file.toString();
    }

    @Test
    void severalFilesAreShown_withAPictureOfEach() throws IOException {
        Path pictures = folder.resolve("pictures");
        Captured run = Captured.ciel("inspect", first, second, "--brief", "--png", pictures.toString());
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("a.fits") && run.out().contains("b.fits"), run.out());
        assertTrue(Files.size(pictures.resolve("a.fits.png")) > 0 && Files.size(pictures.resolve("b.fits.png")) > 0);
        Captured json = Captured.ciel("inspect", first, second, "--json");
        assertEquals(2, new ObjectMapper().readTree(json.out()).size());
        assertTrue(new ObjectMapper()
                .readTree(Captured.ciel("inspect", first, "--json").out())
                .isObject());
    }

    @Test
    void aFileThatCannotBeReadDoesNotHideTheOthers() throws IOException {
        String text =
                Files.writeString(folder.resolve("no.fits"), "no FITS file").toString();
        Captured run = Captured.ciel("inspect", text, first, "--brief");
        assertEquals(ExitCode.INPUT, run.code());
        assertTrue(run.out().contains("a.fits"), run.out());
        assertTrue(run.err().contains("no.fits") && run.err().contains("1 of 2 files"), run.err());
        assertEquals(ExitCode.INPUT, Captured.ciel("inspect", text).code());
    }
}
