package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Screen;
import ciel.app.Terminal;
import ciel.workflow.ledger.UnitState;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel campaign watch}: the status, live. */
@Command(
        name = "watch",
        description = {
            "The status of a campaign, live, until nothing moves any more; Ctrl-C ends it sooner. In a terminal it is drawn "
                    + "in place and fits it; elsewhere it is printed anew when it has changed.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  ciel campaign watch dr1.yaml",
            "",
            "Exit codes: 0 nothing has failed, 5 units or deliveries failed, are held or cancelled."
        })
final class WatchCommand extends CampaignVerb {
    @Option(names = "--json", description = "Print one JSON object a line, whenever something has changed.")
    private boolean json;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Look so often, 1 to 3600 (default: ${DEFAULT-VALUE}).")
    private int every;

    WatchCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        if (every < 1 || every > 3600) {
            throw usage("--every is " + every + "; give 1 to 3600 seconds");
        }
        return with((campaign, ledger, row) -> {
            long version = -1;
            Screen screen = Screen.of(terminal());
            while (true) {
                Status status = Status.of(
                        campaign, ledger, ledger.campaign(campaign.name()).orElse(row), now());
                boolean news = status.tally().version() != version;
                version = status.tally().version();
                show(status, screen, news);
                if (StatusText.finished(status)) {
                    boolean well = status.causes().isEmpty() && status.tally().units(UnitState.CANCELLED) == 0;
                    return well ? ExitCode.DONE : ExitCode.PARTIAL;
                }
                Thread.sleep(every * 1000L);
            }
        });
    }

    private void show(Status status, Screen screen, boolean news) {
        if (json) {
            if (news) {
                print(StatusText.json(status));
                terminal().out().flush();
            }
            return;
        }
        List<String> lines = StatusText.lines(status);
        if (screen.redraws()) {
            screen.draw(lines);
        } else if (news) {
            lines.forEach(terminal().out()::println);
            terminal().out().println();
            terminal().out().flush();
        }
    }
}
