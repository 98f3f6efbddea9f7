package ciel.workflow.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.daemon.Notifier;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Ledgers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real daemon and a real ledger in a simulated world: every unit once, whatever goes wrong. */
class WorldTest {
    @TempDir
    Path folder;

    private WorldRun run(CampaignLedger ledger, WorldSettings settings, int visits, int perVisit, long seed)
            throws IOException {
        return new WorldRun(ledger, folder, settings, visits, perVisit, 20, 40, seed, Duration.ofDays(400));
    }

    /** 3,000 units, 8 % of all requests, nodes and transfers go wrong, links and login node have outages. */
    @Test
    void everyUnitArrivesOnceWhateverGoesWrong() throws IOException {
        try (CampaignLedger ledger = Ledgers.inMemory()) {
            WorldRun run = run(ledger, ProjectWorlds.busy(30, 0.08), 30, 100, 1);
            assertEquals(List.of(), run.problems(ledger), run.toString());
            // what was to go wrong did
            assertTrue(run.outcome.requeued() > 0, run.toString());
            assertTrue(run.outcome.submitted() > 90, "some of 60 tasks were lost and asked for again: " + run);
            assertTrue(run.outcome.rendered() == 3000, "nothing was rendered twice: " + run);
        }
    }

    @Test
    void theSameSeedGivesTheSameHistory() throws IOException {
        WorldOutcome[] outcomes = new WorldOutcome[3];
        for (int i = 0; i < 3; i++) {
            try (CampaignLedger ledger = Ledgers.inMemory()) {
                outcomes[i] = run(ledger, ProjectWorlds.busy(20, 0.05), 5, 60, i == 2 ? 2 : 1).outcome;
            }
        }
        assertEquals(outcomes[0], outcomes[1]);
        assertNotEquals(outcomes[0], outcomes[2]);
    }

    /** The quota holds a twentieth of the images: they wait until others are deleted. */
    @Test
    void aQuotaThatIsReachedIsNeverPassedAndNothingFails() throws IOException {
        WorldSettings busy = ProjectWorlds.busy(30, 0.01);
        WorldSettings narrow = new WorldSettings(
                new WorldSettings.SiteModel(
                        20_000_000_000L,
                        3000,
                        busy.site().grace(),
                        busy.site().cleaned(),
                        busy.site().away()),
                busy.queue(),
                busy.unit(),
                busy.destinations());
        try (CampaignLedger ledger = Ledgers.inMemory()) {
            WorldRun run = run(ledger, narrow, 20, 100, 1);
            assertEquals(List.of(), run.problems(ledger), run.toString());
            assertTrue(run.outcome.peakBytes() > 12_000_000_000L, "the quota is what slows it down: " + run);
            assertTrue(run.outcome.noRoom() == 0, "no job was wasted for want of room: " + run);
            assertTrue(run.world.told().size() < 20, "one message a cause: " + run.world.told());
        }
    }

    /** A destination that is full for people to see: one message, and everything else goes on. */
    @Test
    void anOutageIsToldOnce() throws IOException {
        try (CampaignLedger ledger = Ledgers.inMemory()) {
            WorldRun run = run(ledger, ProjectWorlds.busy(4, 0), 30, 100, 1);
            assertEquals(List.of(), run.problems(ledger), run.toString());
            List<String> texts = run.world.told().stream()
                    .filter(n -> n.level() != Notifier.Level.INFO)
                    .map(n -> n.subject() + " " + n.cause())
                    .toList();
            assertEquals(texts.stream().distinct().count(), texts.size(), "one message a cause: " + texts);
            assertTrue(texts.size() >= 2, "links and login node were away: " + texts);
        }
    }
}
