package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.workflow.page.CampaignPages;
import ciel.workflow.page.PageServer;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ciel campaign page}: the web page alone, beside a daemon or without one. */
@Command(
        name = "page",
        description = {
            "Serve the web page of a campaign until Ctrl-C: focal plane, visits, links, hours, failures with their logs, "
                    + "images. On loopback; from elsewhere: ssh -L 8640:127.0.0.1:8640 HOST.",
            ""
        },
        footer = {"", "Example:", "  ciel campaign page dr1.yaml"})
final class PageCommand extends CampaignVerb {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8640",
            description = "Port to listen on (default: ${DEFAULT-VALUE}); 0 takes a free one.")
    private int port;

    @Mixin
    private PageOptions page = new PageOptions();

    PageCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        return with((campaign, ledger, row) -> {
            try (PageServer server = CampaignPages.serve(
                    page.settings(port), ledger, List.of(campaign), CampaignVerb::now, () -> {}, Map.of())) {
                terminal().out().println(server.url());
                terminal().out().flush();
                note("Ctrl-C ends it.");
                Thread.currentThread().join();
                return ExitCode.DONE;
            }
        });
    }
}
