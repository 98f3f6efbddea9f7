package ciel.workflow.page;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.Selection;
import ciel.workflow.ledger.UnitState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Serves the page of a ledger, for a daemon or alone. */
public final class CampaignPages {
    private CampaignPages() {}

    /**
     * @param campaigns files of campaigns of the ledger; of others the page shows what the ledger knows
     * @param clock     time of the daemon
     * @param changed   runs after somebody has changed something, so that a daemon looks at once
     * @param texts     further texts by path, such as {@code /metrics}
     * @return a server that has begun
     * @throws ciel.sim.UnavailableException when the port is taken
     */
    public static PageServer serve(
            PageSettings settings,
            CampaignLedger ledger,
            List<Campaign> campaigns,
            Supplier<Instant> clock,
            Runnable changed,
            Map<String, Supplier<String>> texts) {
        LedgerPage page = new LedgerPage(
                ledger,
                row -> campaigns.stream()
                        .filter(c -> c.name().equals(row.name()))
                        .findFirst(),
                SiteLogs.ofSites(),
                clock);
        return new PageServer(
                settings, page, (act, campaign, cause) -> act(ledger, clock, changed, act, campaign, cause), texts);
    }

    private static String act(
            CampaignLedger ledger,
            Supplier<Instant> clock,
            Runnable changed,
            PageControl.Act act,
            String name,
            String cause) {
        CampaignRow row = ledger.campaign(name)
                .orElseThrow(() -> new IllegalArgumentException("There is no campaign " + name + "."));
        Instant now = clock.get();
        String done =
                switch (act) {
                    case PAUSE ->
                        ledger.pause(row.campaign(), now, "page")
                                ? "No new jobs are submitted."
                                : "The campaign is not active: " + row.state() + ".";
                    case RESUME ->
                        ledger.resume(row.campaign(), now, "page")
                                ? "The campaign goes on."
                                : "The campaign is not paused: " + row.state() + ".";
                    case RETRY -> {
                        Selection failed =
                                new Selection(Set.of(UnitState.FAILED, UnitState.HELD), Set.of(), Set.of(), cause);
                        CampaignLedger.Retried of = ledger.retry(row.campaign(), failed, now, "page");
                        yield of.units() + " units and " + of.deliveries() + " deliveries are tried again.";
                    }
                };
        changed.run();
        return done;
    }
}
