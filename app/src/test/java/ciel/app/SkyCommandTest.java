package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkyCommandTest {
    @TempDir
    private Path dir;

    @Test
    void theMoonAtThirtyDegreesMakesAGradientOverTheFocalPlane() throws Exception {
        Path png = dir.resolve("sky.png");
        Captured moonlit = Captured.ciel("sky", "--moon", "45,30,0", "--png", png.toString(), "--json");
        assertEquals(0, moonlit.code(), moonlit.err());
        JsonNode sky = new ObjectMapper().readTree(moonlit.out());
        assertEquals(30, sky.get("moonSeparation").asDouble(), 0.01);
        assertEquals(189, sky.get("detectors").size());
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (JsonNode row : sky.get("detectors")) {
            least = Math.min(least, row.get("magnitude").asDouble());
            most = Math.max(most, row.get("magnitude").asDouble());
            double parts = row.get("dark").asDouble()
                    + row.get("moon").asDouble()
                    + row.get("twilight").asDouble();
            assertEquals(row.get("electrons").asDouble(), parts, 1e-9 * parts);
            assertTrue(row.get("moon").asDouble() > 0.8 * parts, row.toString());
        }
        // 0.032 mag/deg in r at 30 deg, over 3.2 deg between the middles of the outermost CCDs
        assertEquals(0.10, most - least, 0.03, "from " + least + " to " + most + " mag/arcsec2");
        var picture = ImageIO.read(png.toFile());
        assertEquals(1000, picture.getWidth());
    }

    @Test
    void aDarkNightHasTheMagnitudeOfTheSite() {
        Captured dark = Captured.ciel("sky", "--band", "r", "--detector", "R22_S11");
        assertEquals(0, dark.code(), dark.err());
        String[] cells = dark.out().lines().toList().getLast().trim().split("\\s+");
        assertEquals("brightest", cells[0]);
        assertEquals(21.0, Double.parseDouble(cells[6]), 0.3, dark.out());
        assertTrue(dark.out().contains("sec z"), dark.out());
        Captured clouds = Captured.ciel("sky", "--detector", "R22_S11", "--set", "sky.clouds=2.5");
        double ratio = Double.parseDouble(
                        clouds.out().lines().toList().getLast().trim().split("\\s+")[2])
                / Double.parseDouble(cells[2]);
        assertEquals(0.1, ratio, 1e-3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--moon 45,30 | 2 | phase angle",
                "--moon 45,30,200 | 2 | phase angle",
                "--opsim x.db | 2 | belong together",
                "--band q | 2 | is not one of",
                "--moon 45,30,0 --set sky.model=dark | 3 | sky.model=site",
                "nothing.txt | 3 | nothing.txt"
            })
    void whatIsWrongIsNamed(String arguments, int code, String message) {
        Captured ciel = Captured.ciel(("sky " + arguments).split(" "));
        assertEquals(code, ciel.code(), ciel.err());
        assertTrue(ciel.err().contains(message), ciel.err());
    }
}
