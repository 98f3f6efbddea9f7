package ciel.app.campaign;

import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.sim.InputException;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignFile;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.Ledgers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Parameters;

/** A verb that looks at, or changes, a campaign that is in its ledger. */
abstract class CampaignVerb extends Verb {
    static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "CAMPAIGN.yaml", description = "Campaign file.")
    private Path file;

    CampaignVerb(Terminal terminal) {
        super(terminal);
    }

    /** What a verb does with a campaign. */
    interface Work {
        int on(Campaign campaign, CampaignLedger ledger, CampaignRow row) throws Exception;
    }

    final Path file() {
        return file;
    }

    final int with(Work work) throws Exception {
        Campaign campaign = CampaignFile.load(file);
        try (CampaignLedger ledger = Ledgers.openExisting(campaign.ledger())) {
            CampaignRow row = ledger.campaign(campaign.name())
                    .orElseThrow(() -> new InputException(
                            file.toString(),
                            "campaign " + campaign.name() + " is not in its ledger yet",
                            "ciel campaign start " + file + " begins it"));
            return work.on(campaign, ledger, row);
        }
    }

    final void print(Object json) {
        try {
            terminal().out().println(JSON.writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String user() {
        return System.getProperty("user.name", "unknown");
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
