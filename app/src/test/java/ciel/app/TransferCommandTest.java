package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
                                .path("measuredBytesPerSecond")
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

    @Test
    void planComparesBothEnds_andFailsWhereARunWillFail() throws Exception {
        Captured.ciel("transfer", "run", from, to, "--state", state);
        Captured plan = Captured.ciel("transfer", "plan", from, to, "--state", state);
        assertTrue(plan.out().startsWith("0 files, "), plan.out());
        Captured down = Captured.ciel("transfer", "plan", from, "http://127.0.0.1:1/none", "--state", state);
        assertTrue(down.code() != 0 && down.err().contains("127.0.0.1:1"), down.err());
    }

    @Test
    void whatWasNotCarriedKeepsVerifyAndStatusFromEndingWithZero() throws Exception {
        Files.createSymbolicLink(temp.resolve("from/link"), Path.of("b"));
        assertEquals(
                5, Captured.ciel("transfer", "run", from, to, "--state", state).code());
        assertEquals(5, Captured.ciel("transfer", "verify", from, to).code());
        assertEquals(
                5,
                Captured.ciel("transfer", "status", from, to, "--state", state).code());
        Files.delete(temp.resolve("from/link"));
        assertEquals(
                0, Captured.ciel("transfer", "run", from, to, "--state", state).code());
        assertEquals(0, Captured.ciel("transfer", "verify", from, to).code());
        assertEquals(
                0,
                Captured.ciel("transfer", "status", from, to, "--state", state).code());
    }

    @Test
    void aFileAsSourceIsMovedByItsName() throws Exception {
        Captured run = Captured.ciel("transfer", "run", from + "/d/a", to, "--state", state);
        assertEquals(0, run.code(), run.err());
        assertEquals(300_000, Files.size(temp.resolve("to/a")));
        assertEquals(1, Files.list(temp.resolve("to")).count());
        assertEquals(0, Captured.ciel("transfer", "verify", from + "/d/a", to).code());
    }

    @Test
    void aDestinationInsideOfTheSourceIsRefused_beforeItIsMade() throws Exception {
        for (String inside : new String[] {from, from + "/d/new", from + "/./d/../d"}) {
            Captured run = Captured.ciel("transfer", "run", from, inside, "--state", state);
            assertEquals(3, run.code(), run.err());
            assertTrue(run.err().contains("outside of it"), run.err());
        }
        assertFalse(Files.exists(temp.resolve("from/d/new")));
    }

    @Test
    void aLimitForARunThatIsNotThereIsRefused() throws Exception {
        Captured.ciel("transfer", "run", from, to, "--state", state);
        Captured status = Captured.ciel("transfer", "status", from, to, "--state", state, "--bwlimit", "5M");
        assertEquals(3, status.code());
        assertTrue(status.err().contains("no run is under way"), status.err());
    }

    @Test
    void aDamagedCopyIsFoundWithSyncChecksum_andReplacedWhenAskedFor() throws Exception {
        Captured.ciel("transfer", "run", from, to, "--state", state);
        Files.write(temp.resolve("to/b"), new byte[] {7});
        Captured found = Captured.ciel("transfer", "run", from, to, "--state", state, "--sync", "CHECKSUM", "--json");
        assertEquals(5, found.code(), found.out());
        assertTrue(json(found).path("quarantined").path(0).asText().contains("--replace"), found.out());
        Captured replaced = Captured.ciel("transfer", "run", from, to, "--state", state, "--replace", "--json");
        assertEquals(0, replaced.code(), replaced.out());
        assertEquals(0, Files.readAllBytes(temp.resolve("to/b"))[0]);
        assertEquals(
                2,
                Captured.ciel("transfer", "run", from, to, "--state", state, "--replace", "--keep-both")
                        .code());
    }

    @Test
    void bothAreKeptWhenAskedFor_andNotSentAgain() throws Exception {
        Files.createDirectories(temp.resolve("to"));
        Files.write(temp.resolve("to/b"), new byte[] {7});
        for (int run = 0; run < 2; run++) {
            Captured kept = Captured.ciel("transfer", "run", from, to, "--state", state, "--keep-both", "--json");
            assertEquals(0, kept.code(), kept.out());
            assertEquals(7, Files.readAllBytes(temp.resolve("to/b"))[0]);
            assertEquals(run == 0 ? 300_001 : 0, json(kept).path("bytesSent").asLong(), kept.out());
            try (Stream<Path> all = Files.list(temp.resolve("to"))) {
                assertEquals(3, all.count(), "both, and the folder d");
            }
        }
    }
}
