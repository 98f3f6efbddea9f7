package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.sim.InputException;
import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.UnitState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel campaign cancel}. */
@Command(
        name = "cancel",
        description = {
            "Give a campaign up, for ever: what is planned is cancelled now, the daemon cancels the jobs, and what is "
                    + "rendered is still delivered. 'pause' is the word for a while.",
            ""
        },
        footer = {"", "Example:", "  ciel campaign cancel dr1.yaml --yes"})
final class CancelCommand extends CampaignVerb {
    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    CancelCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        if (!yes) {
            throw usage("a cancelled campaign cannot be taken up again; give --yes, or see 'ciel campaign pause'");
        }
        return with((campaign, ledger, row) -> {
            boolean now = ledger.cancel(row.campaign(), now(), user());
            if (!now && row.state() == CampaignState.DONE) {
                throw new InputException(row.name(), "is DONE", "there is nothing to cancel");
            }
            long units = ledger.tally(row.campaign()).units(UnitState.CANCELLED);
            if (json) {
                print(JSON.createObjectNode()
                        .put("campaign", row.name())
                        .put("state", CampaignState.CANCELLED.name())
                        .put("changed", now)
                        .put("unitsCancelled", units));
            } else {
                terminal()
                        .out()
                        .println(row.name() + ": " + (now ? "cancelled" : "was cancelled already") + ", " + units
                                + " units");
            }
            return ExitCode.DONE;
        });
    }
}
