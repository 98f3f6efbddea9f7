package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ciel campaign plan --simulate}. */
class ForecastCommandTest {
    @TempDir
    Path folder;

    private String file;

    @BeforeEach
    void campaign() throws Exception {
        for (int i = 0; i < 40; i++) {
            Files.writeString(
                    folder.resolve("cat" + i + ".txt"),
                    String.format(
                            Locale.ROOT,
                            "rightascension 10\ndeclination -30\nmjd %.1f\naltitude 60\nazimuth 0\nfilter 2\n"
                                    + "dist2moon 90\nmoonalt -30\nmoondec 0\nmoonphase 10\nmoonra 0\nsunalt -30\n"
                                    + "rotskypos 0\nrottelpos 0\nobshistid %d\nseed %d\nvistime 30\nnsnap 1\nseeing 0.7\n",
                            60_676.1 + i,
                            1000 + i,
                            i));
        }
        file = Files.writeString(folder.resolve("small.yaml"), """
                        campaign: small
                        visits: {catalogs: ["cat*.txt"]}
                        detectors: [R22]
                        render: {physics: fast, products: [truth]}
                        site:
                          name: local
                          root: work
                          job: {detectors: 3, cores: 1, memory: 1 GB, time: 2 h, running: 1}
                        destinations:
                          - {name: archive, folder: archive, rate: 1 Gb/s}
                        """).toString();
    }

    @Test
    void theForecastHasAnEndWithItsSpreadAndRoomAndLinksAndAPicture() throws Exception {
        Path png = folder.resolve("forecast.png");
        Captured run = Captured.ciel("campaign", "plan", file, "--simulate", "--png", png.toString(), "--json");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        JsonNode plan = new ObjectMapper().readTree(run.out());
        JsonNode forecast = plan.path("forecast");
        assertEquals(20, forecast.path("finished").asInt());
        Instant median = Instant.parse(forecast.path("median").asText());
        Instant start = Instant.parse(forecast.path("start").asText());
        assertTrue(!Instant.parse(forecast.path("early").asText()).isAfter(median));
        assertTrue(!Instant.parse(forecast.path("late").asText()).isBefore(median));
        double hours = Duration.between(start, median).toSeconds() / 3600.0;
        // the plan without chance: rendering alone, and the day that files stay at the site
        double planned = plan.path("renderSeconds").asDouble() / 3600 + 24;
        assertTrue(hours > planned * 0.9 && hours < planned * 1.3, hours + " h, planned " + planned);
        assertEquals(
                40 * 9,
                forecast.path("unitsDeliveredByDay")
                        .get(forecast.path("unitsDeliveredByDay").size() - 1)
                        .path("median")
                        .asInt());
        assertTrue(forecast.path("peakBytes").asLong() > 0);
        byte[] head = Files.readAllBytes(png);
        assertTrue(head.length > 5000 && head[1] == 'P' && head[2] == 'N' && head[3] == 'G');
    }

    @Test
    void itIsToldInLinesThatFit() {
        Captured run = Captured.ciel("campaign", "plan", file, "--simulate", "--runs", "5");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("in the middle of 5 runs"), run.out());
        run.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void anImpossibleNumberOfRunsIsRefused() {
        assertEquals(
                ExitCode.USAGE,
                Captured.ciel("campaign", "plan", file, "--simulate", "--runs", "0")
                        .code());
        assertEquals(
                ExitCode.USAGE,
                Captured.ciel("campaign", "plan", file, "--png", "x.png").code());
    }
}
