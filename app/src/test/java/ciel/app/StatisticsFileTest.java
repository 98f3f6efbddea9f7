package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsFileTest {
    @TempDir
    private Path dir;

    private Captured render(Path stats, String out) throws Exception {
        Path scene = Files.writeString(dir.resolve("scene.csv"), "x,y,flux\n500,500,20000\n1500,700,30000\n");
        return Captured.ciel(
                "render",
                scene.toString(),
                "--detector",
                "R22_S11,R22_S12",
                "--set",
                "psf.fwhm=0.7",
                "--set",
                "output.png=false",
                "--set",
                "readout.enabled=false",
                "--engine",
                "scalar",
                "--out",
                dir.resolve(out).toString(),
                "--stats",
                stats.toString(),
                "--json");
    }

    @Test
    void whatEachDetectorTookAddsUpToTheRun() throws Exception {
        Path file = dir.resolve("stats.json");
        Captured run = render(file, "a");
        assertEquals(0, run.code(), run.err());
        JsonNode summary = new ObjectMapper().readTree(run.out());
        JsonNode stats = new ObjectMapper().readTree(file.toFile());
        assertEquals(summary.get("peakMemoryBytes"), stats.get("peakMemoryBytes"));
        assertEquals(2, stats.get("detectors").size());
        double[] sums = new double[3];
        long photons = 0;
        for (JsonNode row : stats.get("detectors")) {
            sums[0] += row.get("seconds").get("photons").asDouble();
            sums[1] += row.get("seconds").get("background").asDouble();
            sums[2] += row.get("seconds").get("write").asDouble();
            photons += row.get("photons").asLong();
            assertTrue(row.get("began").asDouble() < row.get("ended").asDouble());
            assertTrue(row.get("process").get("rssBytes").asLong() > 1 << 20);
            assertTrue(row.get("bytes").asLong() > 60_000_000);
        }
        assertEquals(stats.get("seconds").get("photons").asDouble(), sums[0], 1e-6);
        assertEquals(stats.get("seconds").get("background").asDouble(), sums[1], 1e-6);
        assertEquals(stats.get("seconds").get("write").asDouble(), sums[2], 1e-6);
        assertEquals(stats.get("photons").asLong(), photons);
        assertEquals(
                summary.get("seconds").get("total").asDouble(),
                stats.get("seconds").get("total").asDouble());
    }

    @Test
    void aTableHasARowForEachDetector() throws Exception {
        Path file = dir.resolve("stats.csv");
        assertEquals(0, render(file, "b").code());
        List<String> lines = Files.readAllLines(file);
        assertEquals(3, lines.size());
        assertEquals(lines.getFirst().split(",").length, lines.getLast().split(",").length);
        assertTrue(lines.get(1).startsWith("R22_S1"), lines.get(1));
    }

    @Test
    void aFolderThatIsNotThereIsRefusedBeforeTheWork() throws Exception {
        Captured refused = render(dir.resolve("nowhere/stats.json"), "c");
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("there is no folder"), refused.err());
        assertTrue(Files.notExists(dir.resolve("c")));
    }
}
