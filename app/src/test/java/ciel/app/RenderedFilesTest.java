package ciel.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of {@code ciel render}, whole: what they have in common whatever made them, and how they are moved. */
class RenderedFilesTest {
    private static final String SCENE = """
            id,x,y,flux,type,n,hlr,q,beta,g1,g2
            1,2000.2,2000.7,300000,star,0,0,1,0,0,0
            2,100,100,5000,sersic,1,1,0.5,30,0,0
            3,3000,1200,90000,sersic,4,2,0.7,100,0.01,0.02
            """;

    @TempDir
    Path folder;

    private Path render(String name, String... options) throws IOException {
        Path scene = Files.writeString(folder.resolve("scene.csv"), SCENE);
        Path out = folder.resolve(name);
        List<String> args = new ArrayList<>(List.of("render", scene.toString(), "--out", out.toString()));
        args.addAll(List.of("--set", "psf.fwhm=0.7", "--set", "cosmic_rays.enabled=true"));
        args.addAll(List.of(options));
        Captured run = Captured.ciel(args.toArray(String[]::new));
        assertEquals(ExitCode.DONE, run.code(), run.err());
        return out;
    }

    private static Set<String> names(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void theSameSeedGivesTheSameFiles_whateverThreadsAndEngine() throws IOException {
        Path one = render("one", "--engine", "scalar", "--threads", "1", "--set", "sky.electrons=800");
        Path two = render("two", "--engine", "scalar", "--threads", "2", "--set", "sky.electrons=800");
        Path vector = render("vector", "--engine", "vector", "--threads", "1", "--set", "sky.electrons=800");
        Set<String> names = names(one);
        assertEquals(5, names.size(), names.toString());
        for (String name : names) {
            byte[] wanted = Files.readAllBytes(one.resolve(name));
            if (name.startsWith("manifest_")) {
                JsonNode scalar = new ObjectMapper().readTree(wanted);
                JsonNode other = new ObjectMapper().readTree(Files.readAllBytes(vector.resolve(name)));
                assertEquals("scalar", scalar.at("/attributes/engine").asText());
                assertEquals("vector", other.at("/attributes/engine").asText());
                assertNotEquals(scalar.at("/attributes/device"), other.at("/attributes/device"));
                assertEquals(scalar.path("files"), other.path("files"));
            } else {
                assertArrayEquals(wanted, Files.readAllBytes(two.resolve(name)), name + " with two threads");
                assertArrayEquals(wanted, Files.readAllBytes(vector.resolve(name)), name + " of the vector engine");
            }
        }
    }

    @Test
    void aRenderedDetectorIsMovedByItsManifest() throws IOException {
        Path out = render("out", "--set", "readout.enabled=false", "--set", "sky.enabled=false");
        Files.writeString(out.resolve("other.txt"), "of somebody else");
        String manifest = names(out).stream()
                .filter(n -> n.startsWith("manifest_"))
                .findFirst()
                .orElseThrow();
        Path moved = folder.resolve("moved");
        Captured run = Captured.ciel(
                "transfer",
                "run",
                out.toString(),
                moved.toString(),
                "--manifest",
                manifest,
                "--state",
                folder.resolve("state").toString(),
                "--json");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        Set<String> wanted = names(out);
        wanted.remove("other.txt");
        assertEquals(wanted, names(moved));
        for (String name : wanted) {
            assertArrayEquals(Files.readAllBytes(out.resolve(name)), Files.readAllBytes(moved.resolve(name)), name);
        }

        // the mover holds the files against the checksums of the manifest
        String eimage =
                wanted.stream().filter(n -> n.startsWith("eimage_")).findFirst().orElseThrow();
        byte[] bytes = Files.readAllBytes(out.resolve(eimage));
        bytes[bytes.length / 2] ^= 1;
        Files.write(out.resolve(eimage), bytes);
        Captured damaged = Captured.ciel(
                "transfer",
                "run",
                out.toString(),
                folder.resolve("again").toString(),
                "--manifest",
                manifest,
                "--state",
                folder.resolve("state2").toString(),
                "--json");
        assertEquals(ExitCode.PARTIAL, damaged.code(), damaged.err());
        assertTrue(damaged.out().contains("the manifest says"), damaged.out());
    }
}
