package ciel.app.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.app.Captured;
import ciel.app.ExitCode;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignFile;
import ciel.workflow.campaign.CampaignVisits;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.Lease;
import ciel.workflow.ledger.Ledgers;
import ciel.workflow.ledger.NewJob;
import ciel.workflow.ledger.Notice;
import ciel.workflow.ledger.ProductFile;
import ciel.workflow.ledger.RenderedUnit;
import ciel.workflow.ledger.UnitState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignVerbsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void campaign() throws IOException {
        file = folder.resolve("c.yaml");
        assertEquals(ExitCode.DONE, run("init", file.toString()).code());
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("catalogs/*.txt", "'*.txt'")
                        .replace("job:\n    detectors: 9", "allocation: {hours: 10}\n  job:\n    detectors: 9")
                        .replace("cores: 2", "cores: 1"));
        for (int i = 0; i < 2; i++) {
            Files.writeString(folder.resolve("v" + i + ".txt"), """
                    rightascension 10
                    declination -30
                    mjd 60676.7
                    altitude 60
                    azimuth 0
                    filter %d
                    rotskypos 0
                    rottelpos 0
                    dist2moon 90
                    moonalt -30
                    moondec 0
                    moonphase 10
                    moonra 0
                    nsnap 1
                    obshistid %d
                    seed 1
                    seeing 0.7
                    sunalt -30
                    vistime 30
                    """.formatted(i + 1, 700 + i));
        }
    }

    private static Captured run(String... words) {
        String[] line = new String[words.length + 1];
        line[0] = "campaign";
        System.arraycopy(words, 0, line, 1, words.length);
        return Captured.ciel(line);
    }

    private Captured on(String verb, String... options) {
        String[] line = new String[options.length + 2];
        line[0] = verb;
        line[1] = file.toString();
        System.arraycopy(options, 0, line, 2, options.length);
        return run(line);
    }

    private JsonNode json(String verb, String... options) throws IOException {
        String[] all = java.util.Arrays.copyOf(options, options.length + 1);
        all[options.length] = "--json";
        return JSON.readTree(on(verb, all).out());
    }

    /** Half way: 3 units purged, 4 rendered, 2 in a job, 1 failed, 1 held. */
    private void halfWay() {
        Campaign campaign = CampaignFile.load(file);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Change by = Change.by("test", now);
        try (CampaignLedger ledger = Ledgers.open(campaign.ledger())) {
            long c = ledger.enrol(
                    campaign,
                    CampaignFile.text(file),
                    CampaignVisits.of(campaign).iterator(),
                    now,
                    "test");
            Lease lease = ledger.acquire(Lease.DAEMON, Duration.ofMinutes(1)).orElseThrow();
            ledger.write(lease, w -> w.advanceCampaign(c, CampaignState.ACTIVE, by));
            IdSet first = IdSet.ofUnits(ledger.dueUnits(c, UnitState.PLANNED, now, 9));
            long begin = first.ranges().getFirst().first();
            ledger.write(lease, w -> w.intend(new NewJob(c, 0, "n", 1, 0, now), first, by));
            IdSet rendered = IdSet.range(begin, begin + 6);
            ledger.write(
                    lease,
                    w -> w.rendered(
                            rendered.stream()
                                    .mapToObj(u -> new RenderedUnit(
                                            u,
                                            List.of(new ProductFile("a,b.fits", 2_000_000, "01020304", "")),
                                            1,
                                            2_000_000,
                                            3,
                                            5,
                                            "vector"))
                                    .toList(),
                            "local",
                            "fast",
                            by));
            IdSet done = IdSet.range(begin, begin + 2);
            ledger.write(lease, w -> w.advanceDeliveries(0, done, DeliveryState.FETCHED, now, by));
            ledger.write(lease, w -> w.advanceDeliveries(0, done, DeliveryState.ACKNOWLEDGED, now, by));
            ledger.write(lease, w -> w.advanceUnits(done, UnitState.PURGED, by));
            ledger.write(
                    lease,
                    w -> w.advanceUnits(
                            IdSet.of(begin + 10), UnitState.FAILED, by.because("out of memory", "logs/a.out")));
            ledger.write(
                    lease, w -> w.advanceUnits(IdSet.of(begin + 11), UnitState.HELD, by.because("no SED file", "")));
            ledger.write(
                    lease,
                    w -> w.raise(
                            c,
                            new Notice(
                                    "link/archive",
                                    "the link to archive does not answer and is tried again: no route to host, as it was"
                                            + " before",
                                    now,
                                    now,
                                    0)));
            ledger.release(lease);
        }
    }

    @Test
    void planSaysWhatItTakes_andRefusesWhatDoesNotFit() throws IOException {
        Captured plan = on("plan");
        assertEquals(ExitCode.DONE, plan.code(), plan.err());
        assertTrue(plan.out().contains("18 = 2 visits x 9 detectors"), plan.out());
        assertNarrow(plan.out());
        assertEquals(18, json("plan").path("units").asInt());
        assertFalse(Files.exists(folder.resolve("ledger")), "planning makes no ledger");
        Files.writeString(file, Files.readString(file).replace("hours: 10}", "hours: 0.001}"));
        Captured refused = on("plan");
        assertEquals(ExitCode.INPUT, refused.code());
        assertTrue(
                refused.err().contains("core-hours at local") && refused.err().contains("too much"), refused.err());
    }

    private static void assertNarrow(String text) {
        text.lines().forEach(line -> assertTrue(line.length() <= 80, line.length() + ": " + line));
        assertTrue(text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 127), "plain characters only");
    }

    @Test
    void statusIsOneScreenOf80Columns_andTellsTheTruth() throws IOException {
        Captured none = on("status");
        assertEquals(ExitCode.INPUT, none.code());
        assertTrue(none.err().contains("ciel campaign start"), none.err());
        halfWay();
        Captured status = on("status");
        assertEquals(ExitCode.PARTIAL, status.code(), status.err());
        assertNarrow(status.out());
        assertTrue(status.out().lines().count() <= 30, status.out());
        for (String word : List.of(
                "ACTIVE",
                "18 units = 2 visits x 9",
                "16.7 %",
                "purged",
                "out of memory, such as 701/R22_S01",
                "NONE RUNS",
                "link to archive",
                "3  of 18 acknowledged, 4 on the way")) {
            assertTrue(status.out().contains(word), word + "\n" + status.out());
        }
        JsonNode json = json("status");
        assertEquals(18, json.path("units").asInt());
        assertEquals(3, json.path("unitsByState").path("PURGED").asInt());
        assertEquals(4, json.path("unitsByState").path("RENDERED").asInt());
        assertEquals(2, json.path("unitsByState").path("QUEUED").asInt());
        assertEquals(8_000_000, json.path("bytesAtSite").asLong());
        assertEquals(2, json.path("causes").size());
    }

    @Test
    void pauseResumeRetryAndCancel() throws IOException {
        halfWay();
        assertEquals("c: paused\n", on("pause").out());
        assertEquals("c: was paused already\n", on("pause").out());
        assertEquals("PAUSED", json("status").path("state").asText());
        assertEquals("c: goes on\n", on("resume").out());
        assertEquals(
                "c: another attempt for 1 units and 0 deliveries\n",
                on("retry", "--failed", "--cause", "MEMORY").out());
        assertEquals(0, json("retry", "--visit", "700").path("units").asInt());
        assertEquals(1, json("retry").path("units").asInt());
        assertEquals(ExitCode.USAGE, on("cancel").code());
        assertEquals(ExitCode.DONE, on("cancel", "--yes").code());
        assertEquals(9, json("status").path("unitsByState").path("CANCELLED").asInt());
        assertEquals(ExitCode.INPUT, on("resume").code());
    }

    @Test
    void reportAndExport() throws IOException {
        halfWay();
        Captured report = on("report", "--audit");
        assertEquals(ExitCode.DONE, report.code(), report.err());
        assertTrue(report.out().contains("audit: every count is that of its rows"), report.out());
        assertEquals(2, json("report").path("bands").size());
        Captured units = on("export");
        assertEquals(19, units.out().lines().count());
        assertTrue(units.out().startsWith("unit,visit,detector,detector_name,state,attempt,"), units.out());
        assertTrue(units.out().contains(",R22_S00,PURGED,1,0,"), units.out());
        assertEquals(18, JSON.readTree(on("export", "--json").out()).size());
        assertEquals(
                2,
                JSON.readTree(on("export", "--table", "visits", "--json").out()).size());
        assertTrue(on("export", "--table", "files").out().contains("\"a,b.fits\",2000000,01020304,"));
        JsonNode events = JSON.readTree(
                on("export", "--table", "events", "--format", "json").out());
        assertTrue(events.size() > 5);
        assertEquals("LOADING", events.get(0).path("from").asText());
        Path parquet = folder.resolve("u.parquet");
        assertEquals(ExitCode.DONE, on("export", "--out", parquet.toString()).code());
        byte[] bytes = Files.readAllBytes(parquet);
        assertEquals("PAR1", new String(bytes, 0, 4, java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(
                ExitCode.DONE,
                on("export", "--backup", folder.resolve("copy.db").toString()).code());
        assertEquals(
                ExitCode.INPUT,
                on("export", "--backup", folder.resolve("copy.db").toString()).code());
    }

    @Test
    void aMistakeInTheFileEndsWith3_andItsPlace() throws IOException {
        Files.writeString(file, Files.readString(file).replace("physics: full", "physic: full"));
        Captured plan = on("plan");
        assertEquals(ExitCode.INPUT, plan.code());
        assertTrue(
                plan.err().contains("c.yaml:22:3: 'physic' is not a key of render (did you mean physics?"), plan.err());
    }

    @Test
    void aSiteThatDoesNotAnswerIsRefusedBeforeAnythingIsWritten() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("far.yaml"), """
                extends: idris
                name: far
                connection: {host: 127.0.0.1, port: %d, user: me, root: /r, account: a@cpu, partition: cpu_p1}
                """.formatted(port));
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceAll("  name: local +#", "  name: ./far.yaml #")
                        .replaceAll("(?m)^  root: work.*\n", ""));
        Captured refused = run("start", file.toString());
        assertEquals(ExitCode.UNAVAILABLE, refused.code(), refused.err());
        assertTrue(
                refused.err().contains("the render site far cannot be reached")
                        && refused.err().contains("nothing was submitted"),
                refused.err());
        try (CampaignLedger ledger = Ledgers.open(CampaignFile.load(file).ledger())) {
            assertEquals(List.of(), ledger.campaigns());
        }
    }
}
