package ciel.app.globus;

import ciel.transfer.globus.Globus;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "endpoint",
        description = "Find collections.",
        subcommands = {EndpointCommand.Search.class, EndpointCommand.Show.class})
final class EndpointCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? see ciel globus endpoint --help");
    }

    @Command(
            name = "search",
            description = "Collections whose description has a text.",
            footer = {"", "Example:  ciel globus endpoint search in2p3"})
    static final class Search extends GlobusVerb {
        @Parameters(paramLabel = "TEXT")
        private String text;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "25",
                description = "Print at most N; default ${DEFAULT-VALUE}.")
        private int limit;

        @Override
        int run(Globus globus, Output out) {
            out.table(
                    globus.transfer().endpointSearch(text, Map.of()).take(limit),
                    Output.Field.of("ID", "id"),
                    Output.Field.of("Owner", "owner_string"),
                    Output.Field.of("Display Name", "display_name"),
                    Output.Field.of("Domain", "tlsftp_server"));
            return 0;
        }
    }

    @Command(
            name = "show",
            description = "What is known of a collection.",
            footer = {"", "Example:  ciel globus endpoint show COLLECTION_ID"})
    static final class Show extends GlobusVerb {
        @Parameters(paramLabel = "COLLECTION_ID", converter = Place.Converter.class)
        private Place place;

        @Override
        int run(Globus globus, Output out) {
            ObjectNode e = globus.transfer().endpoint(place.collection());
            out.record(
                    e,
                    Output.Field.of("Display Name", "display_name"),
                    Output.Field.of("ID", "id"),
                    Output.Field.of("Owner", "owner_string"),
                    Output.Field.of("Domain", "tlsftp_server"),
                    Output.Field.of("Description", "description"),
                    Output.Field.of("Shareable", "shareable"),
                    Output.Field.of("Keywords", "keywords"),
                    Output.Field.of("Endpoint Info Link", "info_link"),
                    Output.Field.of("Contact E-mail", "contact_email"),
                    Output.Field.of("Organization", "organization"),
                    Output.Field.of("Department", "department"),
                    Output.Field.of("Other Contact Info", "contact_info"),
                    Output.Field.of("Visibility", "public"),
                    Output.Field.of("Default Directory", "default_directory"),
                    Output.Field.of("Force Encryption", "force_encryption"),
                    new Output.Field(
                            "Managed Endpoint",
                            n -> n.path("subscription_id").asText("").isEmpty()
                                            || n.path("subscription_id").isNull()
                                    ? "False"
                                    : "True"),
                    Output.Field.of("Subscription ID", "subscription_id"),
                    Output.Field.of("Legacy Name", "canonical_name"),
                    Output.Field.of("Local User Info Available", "local_user_info_available"));
            return 0;
        }
    }
}
