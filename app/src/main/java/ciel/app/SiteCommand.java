package ciel.app;

import ciel.sites.Site;
import ciel.sites.SiteException;
import ciel.sites.Sites;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel site}: the sites that Ciel knows. */
@Command(
        name = "site",
        description = "List and show the sites that Ciel knows; bring Ciel to one and try what a campaign needs there.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SiteCommand.ListSites.class,
            SiteCommand.Show.class,
            SiteCheckCommand.class,
            SiteInstallCommand.class
        },
        mixinStandardHelpOptions = false,
        footer = {"", "Example:", "  ciel site show idris"})
final class SiteCommand {
    @picocli.CommandLine.Mixin
    private StandardOptions standard;

    SiteCommand(Terminal terminal) {}

    /** {@code ciel site list}. */
    @Command(
            name = "list",
            description = "One line a site: name, role, title.",
            footer = {"", "Example:", "  ciel site list --json"})
    static final class ListSites extends Verb {
        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        ListSites(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() throws JsonProcessingException {
            var sites = Sites.names().stream().map(SiteCommand::load).toList();
            if (json) {
                terminal().out().println(mapper(null).writeValueAsString(sites));
            } else {
                sites.forEach(
                        site -> terminal().out().printf("%-10s %-8s %s%n", site.name(), site.role(), site.title()));
            }
            return ExitCode.DONE;
        }
    }

    /** {@code ciel site show}. */
    @Command(
            name = "show",
            description = "Everything that is known of a site, as YAML.",
            footer = {"", "Example:", "  ciel site show idris"})
    static final class Show extends Verb {
        @Parameters(
                paramLabel = "SITE",
                description = "Name of a site, or path of a site's YAML file, which is checked.")
        private String site;

        @Option(names = "--json", description = "Print one JSON object instead.")
        private boolean json;

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() throws JsonProcessingException {
            String text = mapper(
                            json
                                    ? null
                                    : new YAMLFactory()
                                            .disable(
                                                    com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature
                                                            .WRITE_DOC_START_MARKER))
                    .writeValueAsString(load(site));
            terminal().out().println(text.stripTrailing());
            return ExitCode.DONE;
        }
    }

    /** @return a site with a connection */
    static Site connected(String nameOrFile) {
        Site site = load(nameOrFile);
        if (site.connection() == null) {
            throw new Failure(
                    ExitCode.INPUT,
                    nameOrFile + ": has no connection (write a file of your own: extends: " + site.name()
                            + ", name, connection: {host: ...}; site-configs/README.md has an example)");
        }
        return site;
    }

    static Site load(String nameOrFile) {
        try {
            return Sites.load(nameOrFile);
        } catch (SiteException e) {
            throw new Failure(ExitCode.INPUT, e.getMessage(), e);
        }
    }

    private static ObjectMapper mapper(YAMLFactory factory) {
        return new ObjectMapper(factory).setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY);
    }
}
