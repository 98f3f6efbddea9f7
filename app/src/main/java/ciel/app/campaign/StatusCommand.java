package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.workflow.ledger.UnitState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel campaign status}: one screen. */
@Command(
        name = "status",
        description = "How far a campaign is: one screen. Reads the ledger alone.",
        footer = {
            "",
            "Example:",
            "  ciel campaign status dr1.yaml",
            "",
            "Exit codes: 0 nothing has failed, 5 units or deliveries failed, are held or cancelled."
        })
final class StatusCommand extends CampaignVerb {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    StatusCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        return with((campaign, ledger, row) -> {
            Status status = Status.of(campaign, ledger, row, now());
            if (json) {
                print(StatusText.json(status));
            } else {
                StatusText.lines(status).forEach(terminal().out()::println);
            }
            boolean well = status.causes().isEmpty() && status.tally().units(UnitState.CANCELLED) == 0;
            return well ? ExitCode.DONE : ExitCode.PARTIAL;
        });
    }
}
