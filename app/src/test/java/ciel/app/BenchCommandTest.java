package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
    @Test
    void theVectorEngineHasAFigureForEachCase_withAllRepeats() throws IOException {
        Captured run = Captured.ciel("bench", "--engine", "vector", "--threads", "2", "--seconds", "0.01", "--json");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        JsonNode root = new ObjectMapper().readTree(run.out());
        assertTrue(root.path("machine").path("processors").asInt() > 0, run.out());
        assertEquals(1, root.path("engines").size(), run.out());
        JsonNode engine = root.path("engines").get(0);
        assertEquals("vector", engine.path("name").asText());
        assertEquals(2, engine.path("threads").asInt());
        List<String> names = engine.path("figures").findValuesAsText("name");
        assertEquals(
                List.of(
                        "star x Kolmogorov",
                        "star x Kolmogorov, chromatic",
                        "10000 Sersic x Kolmogorov",
                        "100000 stars of 100 photons",
                        "sky of 8 electrons",
                        "sky of 800 electrons",
                        "readout of a CCD, one thread"),
                names);
        for (JsonNode figure : engine.path("figures")) {
            assertTrue(figure.path("rate").asDouble() > 0, figure.toString());
            assertTrue(figure.path("ratePerCpuSecond").asDouble() > 0, figure.toString());
            assertTrue(figure.path("repeats").size() >= 3, figure.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--engine fast",
                "--engine vector --device 1",
                "--threads 0",
                "--threads 4097",
                "--seconds 0",
                "--device -1"
            })
    void aWrongOptionIsRefused(String options) {
        Captured run = Captured.ciel(("bench " + options).split(" "));
        assertEquals(ExitCode.USAGE, run.code(), run.err());
        assertEquals("", run.out());
    }

    @Test
    void anOpenClDeviceThatIsNotThereIsRefused() {
        Captured run = Captured.ciel("bench", "--device", "4095");
        assertEquals(ExitCode.UNAVAILABLE, run.code(), run.err());
    }
}
