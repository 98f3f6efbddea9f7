package ciel.workflow.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignVisit;
import ciel.workflow.campaign.RenderSite;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Ledgers;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three campaigns of two accounts share a site: what each may take, in which order, and who is charged. */
class WorldPolicyTest {
    private static final int VISITS = 12;
    private static final int DETECTORS = 60;
    private static final int RUBIN_MOST = 12;
    private static final int DESC_MOST = 6;
    private static final int CORES = 40;

    @TempDir
    Path folder;

    private static Campaign campaign(WorldSettings settings, String name, String account, int priority) {
        Campaign c = WorldRun.campaign(
                settings.destinations().stream().map(d -> d.name()).toArray(String[]::new), DETECTORS, 20, 40);
        RenderSite s = c.site();
        RenderSite charged = new RenderSite(
                s.site(),
                s.scheduler(),
                s.root(),
                s.program(),
                Optional.of(account),
                Optional.of(account.toUpperCase(java.util.Locale.ROOT)),
                s.partition(),
                s.qos(),
                s.constraint(),
                s.gres(),
                s.licenses(),
                s.options(),
                s.job(),
                s.allocation(),
                s.storage());
        return new Campaign(
                c.file(),
                name,
                "",
                c.visits(),
                c.detectors(),
                c.rendering(),
                charged,
                c.destinations(),
                c.retention(),
                c.attempts(),
                priority,
                c.notification(),
                c.ledger());
    }

    private void enrol(CampaignLedger ledger, Campaign campaign, int first) throws IOException {
        Path catalog = Files.writeString(folder.resolve(campaign.name() + ".txt"), "obshistid 1\n");
        ledger.enrol(
                campaign,
                "",
                IntStream.range(0, VISITS)
                        .mapToObj(i -> new CampaignVisit(first + i, Band.R, 60_676.7, 10, -30, catalog))
                        .iterator(),
                World.BEGIN,
                "test");
    }

    /** Nothing goes wrong, so that the order of jobs follows from the policies alone. @param bytes quota of the site */
    private static WorldSettings calm(long bytes) {
        WorldSettings busy = ProjectWorlds.busy(20, 0);
        WorldSettings.QueueModel q = busy.queue();
        return new WorldSettings(
                new WorldSettings.SiteModel(
                        bytes, Long.MAX_VALUE, busy.site().grace(), busy.site().cleaned(), List.of()),
                new WorldSettings.QueueModel(
                        q.nodes(), q.waits(), q.sigma(), q.accounts(), q.requeue(), 0, 0, 0, List.of()),
                busy.unit(),
                busy.destinations().stream()
                        .map(d -> new WorldSettings.DestinationModel(
                                d.name(),
                                d.rate(),
                                d.lanes(),
                                d.perUnit(),
                                d.sigma(),
                                d.bytes(),
                                0,
                                d.verifies(),
                                List.of()))
                        .toList());
    }

    private static int first(List<String> order, String campaign) {
        return order.indexOf(campaign);
    }

    private static int last(List<String> order, String campaign) {
        return order.lastIndexOf(campaign);
    }

    @Test
    void campaignsOfTwoAccountsShareASite() throws IOException {
        long quota = 60_000_000_000L;
        WorldSettings settings = calm(quota);
        List<Campaign> campaigns = List.of(
                campaign(settings, "later", "rubin", 0),
                campaign(settings, "sooner", "rubin", 10),
                campaign(settings, "desc", "desc", 5));
        Accounts accounts = new Accounts(Map.of("rubin", RUBIN_MOST, "desc", DESC_MOST));
        try (CampaignLedger ledger = Ledgers.inMemory()) {
            for (int i = 0; i < campaigns.size(); i++) {
                enrol(ledger, campaigns.get(i), 100_000 * (i + 1));
            }
            World world = new World(campaigns, settings, accounts, 1);
            WorldOutcome outcome = world.run(ledger, WorldRun.daemon(), Duration.ofDays(200));
            assertTrue(outcome.finished(), outcome.toString());
            assertEquals(List.of(), world.problems());
            assertEquals(3 * VISITS * DETECTORS, outcome.rendered());
            assertEquals(3 * VISITS, world.swept());

            List<String> order = accounts.order();
            assertTrue(
                    last(order, "sooner") < first(order, "later"),
                    "of one account, the higher priority goes first: " + order);
            assertTrue(first(order, "desc") < last(order, "sooner"), "another account does not wait for it: " + order);

            // both campaigns together, and all that they may
            assertEquals(RUBIN_MOST, accounts.peak("rubin"));
            assertEquals(DESC_MOST, accounts.peak("desc"));
            assertEquals(0, accounts.refusals());
            assertTrue(outcome.peakBytes() <= quota && outcome.noRoom() == 0, "one quota for all: " + outcome);
            assertTrue(outcome.peakBytes() > quota / 2, "and it was felt: " + outcome);

            Map<String, Double> charged = new java.util.TreeMap<>();
            for (Campaign c : campaigns) {
                var row = ledger.campaign(c.name()).orElseThrow();
                Tally tally = ledger.tally(row.campaign());
                assertEquals(VISITS * DETECTORS, tally.units(UnitState.PURGED), c.name());
                assertEquals(List.of(), ledger.audit(row.campaign()));
                double nodes = tally.coreSeconds() / CORES;
                assertEquals(accounts.secondsOf(c.name()), nodes, 0.001 * nodes, "hours of " + c.name());
                charged.merge(row.group(), nodes, Double::sum);
            }
            assertEquals(List.of("DESC", "RUBIN"), new ArrayList<>(charged.keySet()));
            assertEquals(accounts.seconds("desc"), charged.get("DESC"), 0.001 * charged.get("DESC"));
            assertEquals(accounts.seconds("rubin"), charged.get("RUBIN"), 0.001 * charged.get("RUBIN"));
        }
    }
}
