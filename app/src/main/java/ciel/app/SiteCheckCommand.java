package ciel.app;

import ciel.sites.Site;
import ciel.workflow.site.SiteCheck;
import ciel.workflow.site.SiteChecker;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel site check}. */
@Command(
        name = "check",
        description = "Try everything that a campaign needs of a site: ssh and host key, what the key can do, the "
                + "gate, clock, room, "
                + "scheduler, account, a job, licences, engine. Each line that failed names its remedy. "
                + "Exit code 4 when one failed.",
        footer = {"", "Example:", "  ciel site check my-idris.yaml"})
final class SiteCheckCommand extends Verb {
    @Parameters(paramLabel = "SITE", description = "A site's YAML file with a connection.")
    private String site;

    @Option(names = "--json", description = "Print one JSON array instead.")
    private boolean json;

    SiteCheckCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        Site known = SiteCommand.connected(site);
        List<SiteCheck> checks = new SiteChecker(known, Version.text(), InstantSource.system(), this::show).run();
        if (json) {
            terminal().out().println(new ObjectMapper().writeValueAsString(checks));
        }
        return checks.stream().anyMatch(c -> c.status() == SiteCheck.Status.FAILED)
                ? ExitCode.UNAVAILABLE
                : ExitCode.DONE;
    }

    private void show(SiteCheck check) {
        if (json) {
            return;
        }
        terminal()
                .out()
                .printf("%-8s %-12s %s%n", check.status().name().toLowerCase(Locale.ROOT), check.name(), check.text());
        if (!check.remedy().isEmpty()) {
            terminal().out().printf("%-8s %-12s -> %s%n", "", "", check.remedy());
        }
        terminal().out().flush();
    }
}
