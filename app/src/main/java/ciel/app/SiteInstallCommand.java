package ciel.app;

import ciel.sites.Site;
import ciel.workflow.site.SiteInstaller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel site install}. */
@Command(
        name = "install",
        description = {
            "Bring a distribution to a site by ssh: sent whole, verified there by its SHA-256, started once, "
                    + "put beside earlier "
                    + "versions; then the link 'current' is changed in one step. The line for authorized_keys "
                    + "is printed.",
            "It uses your own login there, which has a shell, and not the campaign's key."
        },
        footer = {"", "Example:", "  ciel site install my-idris.yaml --dist .build/ciel-0.1.0-linux-x86_64.tar.gz"})
final class SiteInstallCommand extends Verb {
    @Parameters(paramLabel = "SITE", description = "A site's YAML file with connection.install and connection.root.")
    private String site;

    @Option(names = "--dist", paramLabel = "FILE", required = true, description = "What scripts/dist.sh makes.")
    private Path dist;

    SiteInstallCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        Site known = SiteCommand.connected(site);
        if (!Files.isReadable(dist)) {
            throw new Failure(ExitCode.INPUT, dist + ": cannot be read (make it with scripts/dist.sh)");
        }
        try {
            SiteInstaller.Installed installed = new SiteInstaller(known.connection(), this::note).install(dist);
            terminal().out().println(installed.version());
            if (known.connection().restricted() && known.connection().root() != null) {
                note("For the campaign's key, this line in ~/.ssh/authorized_keys there (add "
                        + "from=\"ADDRESS\" where the address is fixed):");
                note(installed.authorizedKeys());
            }
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new Failure(ExitCode.UNAVAILABLE, e.getMessage(), e);
        }
    }
}
