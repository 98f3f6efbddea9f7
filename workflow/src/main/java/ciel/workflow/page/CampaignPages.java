package ciel.workflow.page;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.job.JobFolders;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.ledger.Selection;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.scheduler.JobName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Serves the page of a ledger, for a daemon or alone. */
public final class CampaignPages {
    private static final int LOG_BYTES = 16_384;

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
                CampaignPages::log,
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

    /** The end of a log at a render site that is this machine. */
    static Optional<String> log(Campaign campaign, JobRow job, UnitSpec unit) {
        Optional<JobName> name = JobName.parse(job.name());
        if (campaign.site().remote() || name.isEmpty()) {
            return Optional.empty();
        }
        Path file = campaign.site().root().resolve(JobFolders.log(name.get(), unit));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(LOG_BYTES, in.length())];
            in.seek(in.length() - bytes.length);
            in.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return Optional.of(bytes.length < LOG_BYTES ? text : text.substring(text.indexOf('\n') + 1));
        } catch (IOException e) {
            return Optional.empty(); // it is being written or was deleted just now
        }
    }
}
