package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ciel inspect --stars} on an e-image whose point spread function is known: a Gaussian. */
class InspectStarsTest {
    @TempDir
    Path folder;

    private Path eimage() throws IOException {
        StringBuilder scene = new StringBuilder("id,x,y,flux,type,n,hlr,q,beta,g1,g2\n");
        for (int i = 0; i < 49; i++) {
            scene.append(String.format(
                    Locale.ROOT,
                    "%d,%.2f,%.2f,200000,star,0,0,1,0,0,0%n",
                    i,
                    300 + 500 * (i % 7) + 0.13 * i,
                    300 + 500 * (i / 7) + 0.29 * i));
        }
        scene.append("pair,1000,1010,30000,star,0,0,1,0,0,0\npair2,1010,1010,30000,star,0,0,1,0,0,0\n");
        scene.append("faint,2000,1010,1000,star,0,0,1,0,0,0\n");
        Path table = Files.writeString(folder.resolve("scene.csv"), scene);
        Captured run = Captured.ciel(
                "render",
                table.toString(),
                "--set",
                "psf.model=gaussian",
                "--set",
                "psf.fwhm=0.7",
                "--set",
                "sky.electrons=100",
                "--set",
                "readout.enabled=false",
                "--set",
                "output.png=false",
                "--engine",
                "scalar",
                "--out",
                folder.resolve("out").toString());
        assertEquals(ExitCode.DONE, run.code(), run.err());
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("eimage_"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void starsHaveTheSizeThePlaceAndTheLightOfTheirTruth() throws IOException {
        Path eimage = eimage();
        JsonNode stars = new ObjectMapper()
                .readTree(Captured.ciel("inspect", eimage.toString(), "--stars", "--json")
                        .out())
                .path("stars");
        assertEquals(49, stars.size(), "neither the pair nor the faint one");
        double size = 0;
        double share = 0;
        double e = 0;
        for (JsonNode star : stars) {
            size += star.path("sigma").asDouble() / stars.size();
            share += star.path("electrons").asDouble() / star.path("realized").asDouble() / stars.size();
            e += star.path("e1").asDouble() / stars.size();
            assertEquals(0, star.path("dx").asDouble(), 0.025, star + "");
            assertEquals(0, star.path("dy").asDouble(), 0.025, star + "");
        }
        // 0.7 arcsec is a sigma of 1.4863 px, and a pixel adds 1/12 px^2
        assertEquals(Math.sqrt(1.4863 * 1.4863 + 1 / 12.0), size, 0.003);
        assertEquals(1, share, 0.002);
        assertEquals(0, e, 0.002);

        String text = Captured.ciel("inspect", eimage.toString(), "--stars", "--brief")
                .out();
        assertTrue(text.contains("49 stars") && text.contains("mean") && text.contains("FWHM"), text);
        Files.delete(eimage.resolveSibling(
                eimage.getFileName().toString().replace("eimage_", "truth_").replace(".fits", ".parquet")));
        Captured none = Captured.ciel("inspect", eimage.toString(), "--stars");
        assertEquals(ExitCode.INPUT, none.code());
        assertTrue(none.err().contains("truth_") && none.err().contains("is not there"), none.err());
    }
}
