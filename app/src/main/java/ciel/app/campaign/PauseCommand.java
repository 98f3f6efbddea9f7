package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.sim.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel campaign pause}. */
@Command(
        name = "pause",
        description = "Submit no new jobs. Jobs that run go on, and what is rendered is delivered.",
        footer = {"", "Example:", "  ciel campaign pause dr1.yaml"})
final class PauseCommand extends CampaignVerb {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    PauseCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        return with((campaign, ledger, row) -> {
            boolean paused = ledger.pause(row.campaign(), now(), user());
            var state = ledger.campaign(row.name()).orElseThrow().state();
            if (!paused && state != ciel.workflow.ledger.CampaignState.PAUSED) {
                throw new InputException(
                        row.name(), "is " + state + ", and only an ACTIVE campaign is paused", "ciel campaign status");
            }
            if (json) {
                print(JSON.createObjectNode()
                        .put("campaign", row.name())
                        .put("state", state.name())
                        .put("changed", paused));
            } else {
                terminal().out().println(row.name() + ": " + (paused ? "paused" : "was paused already"));
            }
            return ExitCode.DONE;
        });
    }
}
