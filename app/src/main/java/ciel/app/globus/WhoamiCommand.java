package ciel.app.globus;

import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusEnvironment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "whoami",
        description = "Who is logged in.",
        footer = {"", "Example:  ciel globus whoami -v"})
final class WhoamiCommand extends GlobusVerb {
    @Option(
            names = {"-v", "--verbose"},
            description = "Name, id and address too.")
    private boolean verbose;

    @Option(names = "--linked-identities", description = "All identities that are linked to this one.")
    private boolean linked;

    @Override
    int run(Globus globus, Output out) {
        ObjectNode who = globus.auth().userinfo(globus.authorizer(GlobusEnvironment.Service.AUTH));
        if (linked) {
            List<JsonNode> all = new ArrayList<>();
            who.path("identity_set").forEach(all::add);
            if (out.json()) {
                out.json(who.path("identity_set"));
            } else if (verbose) {
                out.table(
                        all,
                        Output.Field.of("Username", "username"),
                        Output.Field.of("Name", "name"),
                        Output.Field.of("ID", "sub"),
                        Output.Field.of("Email", "email"));
            } else {
                all.forEach(n -> out.line(n.path("username").asText()));
            }
        } else if (verbose || out.json()) {
            out.record(
                    who,
                    Output.Field.of("Username", "preferred_username"),
                    Output.Field.of("Name", "name"),
                    Output.Field.of("ID", "sub"),
                    Output.Field.of("Email", "email"));
        } else {
            out.message(who, "preferred_username");
        }
        return 0;
    }
}
