package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferCommandTest {
    @TempDir
    private Path temp;

    private String from;
    private String to;
    private String state;

    @BeforeEach
    void files() throws Exception {
        from = Files.createDirectories(temp.resolve("from/d")).getParent().toString();
        to = temp.resolve("to").toString();
        state = temp.resolve("state").toString();
        Files.write(temp.resolve("from/d/a"), new byte[300_000]);
        Files.write(temp.resolve("from/b"), new byte[1]);
    }

    private static JsonNode json(Captured c) throws Exception {
        return new ObjectMapper().readTree(c.out());
    }

    @Test
    void planChangesNothing_runMoves_statusAndVerifyTell() throws Exception {
        Captured plan = Captured.ciel("transfer", "plan", from, to, "--state", state, "--nominal", "8M", "--json");
        assertEquals(0, plan.code(), plan.err());
        assertEquals(300_001, json(plan).path("bytes").asLong());
        assertEquals(0.300001, json(plan).path("nominalSeconds").asDouble(), 1e-9);
        assertTrue(json(plan).path("measuredSeconds").isNull());
        assertFalse(Files.exists(Path.of(to)) || Files.exists(Path.of(state)));

        Captured run = Captured.ciel("transfer", "run", from, to, "--state", state, "--json");
        assertEquals(0, run.code(), run.err());
        assertEquals(2, json(run).path("moved").asInt());
        assertTrue(json(run).path("complete").asBoolean());
        assertTrue(
                json(Captured.ciel("transfer", "plan", from, to, "--state", state, "--json"))
                                .path("measuredSeconds")
                                .asDouble()
                        > 0,
                "measured by the run");

        Captured status = Captured.ciel("transfer", "status", from, to, "--state", state, "--json");
        assertEquals("done", json(status).path("progress").path("state").asText());
        Captured verify = Captured.ciel("transfer", "verify", from, to, "--json");
        assertEquals(0, verify.code(), verify.err());
        assertEquals(2, json(verify).path("same").asInt());

        Files.write(temp.resolve("to/b"), new byte[] {7});
        Files.write(temp.resolve("to/extra"), new byte[] {7});
        Captured after = Captured.ciel("transfer", "verify", from, to, "--json");
        assertEquals(5, after.code());
        assertEquals(1, json(after).path("different").size());
        assertEquals("extra", json(after).path("extra").path(0).asText());
    }

    @Test
    void exitCodesAreThoseOfTheHouse() {
        assertEquals(2, Captured.ciel("transfer", "run", from).code());
        assertEquals(
                2,
                Captured.ciel("transfer", "run", from, to, "--chunk", "0", "--state", state)
                        .code());
        assertEquals(
                3,
                Captured.ciel("transfer", "run", from, "gopher://x/y", "--state", state)
                        .code());
        assertEquals(
                3,
                Captured.ciel("transfer", "run", temp.resolve("none").toString(), to, "--state", state)
                        .code());
        assertEquals(
                3,
                Captured.ciel(
                                "transfer",
                                "status",
                                from,
                                to,
                                "--state",
                                temp.resolve("unknown").toString())
                        .code());
        assertEquals(
                3,
                Captured.ciel("transfer", "run", from, to, "--bwlimit", "fast", "--state", state)
                        .code());
    }
}
