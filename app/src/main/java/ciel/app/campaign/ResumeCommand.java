package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.sim.InputException;
import ciel.workflow.ledger.CampaignState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel campaign resume}. */
@Command(
        name = "resume",
        description = "Go on with a paused campaign.",
        footer = {"", "Example:", "  ciel campaign resume dr1.yaml"})
final class ResumeCommand extends CampaignVerb {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ResumeCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        return with((campaign, ledger, row) -> {
            boolean resumed = ledger.resume(row.campaign(), now(), user());
            CampaignState state = ledger.campaign(row.name()).orElseThrow().state();
            if (!resumed && state != CampaignState.ACTIVE) {
                throw new InputException(
                        row.name(), "is " + state + ", and only a PAUSED campaign is resumed", "ciel campaign status");
            }
            if (json) {
                print(JSON.createObjectNode()
                        .put("campaign", row.name())
                        .put("state", state.name())
                        .put("changed", resumed));
            } else {
                terminal().out().println(row.name() + ": " + (resumed ? "goes on" : "was active already"));
            }
            return ExitCode.DONE;
        });
    }
}
