package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraCommandTest {
    private static final String EXAMPLE =
            (Files.exists(Path.of("examples/camera.yaml")) ? "" : "../") + "examples/camera.yaml";

    @TempDir
    Path folder;

    @Test
    void listFitsOnAScreen_andNamesEveryCamera() throws Exception {
        Captured shown = Captured.ciel("camera", "list");
        assertEquals(ExitCode.DONE, shown.code());
        for (String name : new String[] {"LSSTCam ", "LSSTComCam ", "LSSTComCamSim ", "LATISS "}) {
            assertTrue(shown.out().contains(name), shown.out());
        }
        assertTrue(shown.out().lines().count() <= 24, shown.out());
        assertEquals(
                4,
                new ObjectMapper()
                        .readTree(Captured.ciel("camera", "list", "--json").out())
                        .size());
    }

    @Test
    void showsACameraByNameOrFile() throws Exception {
        Captured lsst = Captured.ciel("camera", "show", "LSSTCam");
        assertTrue(lsst.out().contains("R22_S11") && lsst.out().contains("R00_SW0"), lsst.out());
        assertTrue(lsst.out().lines().count() <= 40, lsst.out().lines().count() + " lines");
        JsonNode twin = new ObjectMapper()
                .readTree(Captured.ciel("camera", "show", EXAMPLE, "--json").out());
        assertEquals("Twin", twin.path("name").asText());
        JsonNode right = twin.path("detectors").get(1);
        assertEquals(1.4, right.path("amplifiers").get(0).path("gain").asDouble());
        assertEquals(
                "[1000:501,1:1200]",
                right.path("amplifiers").get(1).path("detectorSection").asText());
        Captured outputs = Captured.ciel("camera", "show", "LATISS", "--detector", "RXX_S00");
        assertTrue(outputs.out().contains("C10") && outputs.out().contains("[509:1,4000:2001]"), outputs.out());
    }

    @Test
    void aBadFileEndsWith3_andNamesTheLine() throws Exception {
        Path bad = folder.resolve("bad.yaml");
        Files.writeString(bad, Files.readString(Path.of(EXAMPLE)).replace("gain: 1.5", "gain: 0"));
        Captured shown = Captured.ciel("camera", "show", bad.toString());
        assertEquals(3, shown.code());
        assertTrue(shown.err().contains("bad.yaml:28:50"), shown.err());
        Captured render = Captured.ciel("render", "none.txt", "--camera", bad.toString());
        assertEquals(3, render.code());
        assertTrue(render.err().contains("bad.yaml:28:50"), render.err());
    }

    @Test
    void drawsEveryCamera() throws Exception {
        for (String name : new String[] {"LSSTCam", "LATISS", EXAMPLE}) {
            Path png = folder.resolve("camera.png");
            assertEquals(
                    ExitCode.DONE,
                    Captured.ciel("camera", "draw", name, "--png", png.toString())
                            .code());
            assertEquals(0x89, Files.readAllBytes(png)[0] & 0xFF);
        }
    }
}
