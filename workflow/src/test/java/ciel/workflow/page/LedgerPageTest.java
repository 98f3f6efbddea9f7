package ciel.workflow.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Ledgers;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.world.SampleWorld;
import ciel.workflow.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a real ledger, which a daemon in a simulated world has filled. */
class LedgerPageTest {
    private static final int VISITS = 24;
    private static final int DETECTORS = 45;

    @TempDir
    Path folder;

    @Test
    void theViewAgreesWithTheLedgerInTheMiddle() throws Exception {
        try (CampaignLedger ledger = Ledgers.inMemory()) {
            Duration middle = Duration.ofMinutes(140);
            SampleWorld.run(ledger, folder, VISITS, DETECTORS, middle);
            Instant now = World.BEGIN.plus(middle);
            LedgerPage page = page(ledger, now);
            check(page, ledger);
            var view = page.campaign("world").orElseThrow();
            assertTrue(view.counts().size() >= 3, "it is in the middle of its way: " + view.counts());
            assertTrue(view.finish() > now.toEpochMilli(), "an end is expected");
            assertEquals(VISITS, view.visits());
            assertTrue(view.finished().getLast().value() > 0);
            assertTrue(view.links().getFirst().rates().stream().anyMatch(p -> p.value() > 0));
            assertTrue(view.links().getFirst().left() > 0);
            assertEquals(view.links().getFirst().nominal(), 1250, "1e10 bit/s in MB/s");
            assertTrue(view.hours().getFirst().spent() > 0
                    && view.hours().getFirst().forecast()
                            > view.hours().getFirst().spent());
        }
    }

    @Test
    void whatIsKeptFollowsTheLedger() throws Exception {
        try (CampaignLedger ledger = Ledgers.inMemory()) {
            SampleWorld.run(ledger, folder, 4, 10, Duration.ofMinutes(1));
            Instant[] now = {World.BEGIN.plusSeconds(60)};
            LedgerPage page =
                    new LedgerPage(ledger, row -> Optional.empty(), (c, j, u) -> Optional.empty(), () -> now[0]);
            assertEquals(PageState.PLANNED, page.visits("world").getFirst().state());
            assertEquals(0, page.campaign("world").orElseThrow().started());
            long id = ledger.campaign("world").orElseThrow().campaign();
            // a person gives it up: every visit changes
            ledger.cancel(id, now[0], "test");
            assertTrue(page.visits("world").stream().anyMatch(v -> v.state() == PageState.CANCELLED));
            assertEquals("CANCELLED", page.campaign("world").orElseThrow().state());
        }
    }

    @Test
    void aHolderOfTheTokenPausesAndResumes() throws Exception {
        try (CampaignLedger ledger = Ledgers.inMemory()) {
            SampleWorld.run(ledger, folder, 4, 10, Duration.ofHours(1));
            int[] changed = {0};
            try (PageServer server = CampaignPages.serve(
                    new PageSettings("127.0.0.1", 0, List.of(), "", "a-token-for-acting-"),
                    ledger,
                    List.of(),
                    () -> World.BEGIN.plusSeconds(3600),
                    () -> changed[0]++,
                    Map.of())) {
                java.net.http.HttpRequest request = java.net.http.HttpRequest.newBuilder(
                                java.net.URI.create(server.url() + "api/act"))
                        .header("Origin", server.url().substring(0, server.url().length() - 1))
                        .header("Content-Type", "application/json")
                        .header("X-Ciel-Token", "a-token-for-acting-")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                "{\"act\": \"pause\", \"campaign\": \"world\"}"))
                        .build();
                try (java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
                    var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
                    assertEquals(200, answer.statusCode(), answer.body());
                }
            }
            assertEquals(
                    "PAUSED", ledger.campaign("world").orElseThrow().state().name());
            assertEquals(1, changed[0], "the daemon was told");
        }
    }

    private LedgerPage page(CampaignLedger ledger, Instant now) {
        return new LedgerPage(
                ledger,
                row -> Optional.of(SampleWorld.campaign(DETECTORS)),
                (campaign, job, unit) -> Optional.of("log of " + unit),
                () -> now);
    }

    private static void check(LedgerPage page, CampaignLedger ledger) {
        assertEquals(List.of("world"), page.campaigns());
        var view = page.campaign("world").orElseThrow();
        assertEquals(view, page.campaign("world").orElseThrow(), "nothing has changed");
        assertEquals(
                VISITS * DETECTORS,
                view.counts().stream().mapToLong(PageSource.StateCount::units).sum());
        assertEquals(VISITS, page.visits("world").size());
        long newest = page.newestVisit("world");
        assertEquals(DETECTORS, page.focalPlane("world", newest).size());
        long purged =
                ledger.tally(ledger.campaign("world").orElseThrow().campaign()).units(UnitState.PURGED);
        assertEquals(
                purged,
                view.counts().stream()
                        .filter(c -> c.state() == PageState.PURGED)
                        .mapToLong(c -> c.units())
                        .sum());
        // jobs wait for different times: a visit that was rendered already
        long first = page.visits("world").stream()
                .mapToLong(v -> v.visit())
                .filter(v ->
                        page.unit("world", v, "R01_S00").orElseThrow().events().size() >= 4)
                .findFirst()
                .orElseThrow();
        var unit = page.unit("world", first, "R01_S00").orElseThrow();
        assertEquals("QUEUED", unit.events().getFirst().to());
        assertTrue(unit.events().size() >= 4, unit.events().toString());
        assertFalse(unit.files().isEmpty());
        assertTrue(page.log("world", first, "R01_S00").orElseThrow().contains("R01_S00"));
        assertTrue(page.unit("world", 1, "R01_S00").isEmpty());
        assertTrue(page.image("world", first, "R01_S00").isEmpty());
    }
}
