package ciel.app.globus;

import ciel.transfer.globus.Globus;
import ciel.transfer.globus.TransferClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "ls",
        description = "List a folder on a collection; without a path, its default folder.",
        footer = {"", "Example:  ciel globus ls -l 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/home/share/"})
final class LsCommand extends GlobusVerb {
    @Parameters(paramLabel = "COLLECTION_ID[:PATH]", converter = Place.Converter.class)
    private Place place;

    @Option(
            names = {"-a", "--all"},
            description = "Also names that begin with a dot.")
    private boolean all;

    @Option(
            names = {"-l", "--long"},
            description = "Permissions, owner, size and time too.")
    private boolean detailed;

    @Option(
            names = {"-r", "--recursive"},
            description = "Also the folders below.")
    private boolean recursive;

    @Option(
            names = "--recursive-depth-limit",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many levels below; default ${DEFAULT-VALUE}.")
    private int depth;

    @Option(
            names = "--filter",
            paramLabel = "PATTERN",
            description = "Only names that match: =NAME, ~GLOB, !NAME or !~GLOB.")
    private String filter;

    @Option(
            names = "--orderby",
            paramLabel = "FIELD:ASC|DESC",
            description = "group, last_modified, name, permissions, size, type or user; may be repeated.")
    private List<String> orderby = new ArrayList<>();

    @Option(names = "--local-user", paramLabel = "USER", description = "The account of a mapped collection to use.")
    private String localUser;

    /** A folder to list. */
    private record Folder(String path, String shown, int level) {}

    @Override
    int run(Globus globus, Output out) {
        if (filter != null && filter.contains("/")) {
            throw new ParameterException(spec.commandLine(), "--filter cannot hold '/'");
        }
        if (recursive && !orderby.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--recursive and --orderby exclude each other");
        }
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("show_hidden", all ? 1 : 0);
        query.put(
                "orderby",
                orderby.isEmpty()
                        ? null
                        : String.join(
                                ",",
                                orderby.stream().map(s -> s.replace(':', ' ')).toList()));
        query.put("local_user", localUser);
        List<ObjectNode> found = recursive
                ? below(globus.transfer(), query)
                : list(globus.transfer(), place.path(), query, filter == null ? List.of() : List.of("name:" + filter))
                        .items;
        if (out.json() || detailed) {
            out.table(
                    found,
                    Output.Field.of("Permissions", "permissions"),
                    Output.Field.of("User", "user"),
                    Output.Field.of("Group", "group"),
                    Output.Field.of("Size", "size"),
                    Output.Field.of("Last Modified", "last_modified"),
                    Output.Field.of("File Type", "type"),
                    new Output.Field("Filename", LsCommand::name));
        } else {
            found.forEach(n -> out.line(name(n)));
        }
        return 0;
    }

    private static String name(JsonNode n) {
        return n.path("name").asText() + (n.path("type").asText().equals("dir") ? "/" : "");
    }

    private record Listed(String path, List<ObjectNode> items) {}

    private Listed list(TransferClient client, String path, Map<String, Object> query, List<String> filters) {
        ObjectNode answer = client.ls(place.collection(), path, query, filters);
        List<ObjectNode> items = new ArrayList<>();
        answer.path("DATA").forEach(n -> items.add((ObjectNode) n));
        return new Listed(answer.path("path").asText(path), items);
    }

    private List<ObjectNode> below(TransferClient client, Map<String, Object> query) {
        List<ObjectNode> out = new ArrayList<>();
        Deque<Folder> open = new ArrayDeque<>(List.of(new Folder(place.path(), "", 0)));
        while (!open.isEmpty()) {
            Folder f = open.pop();
            // Folders are always listed, whatever the filter, because what is below them may match.
            Listed listed =
                    list(client, f.path, query, filter == null ? List.of() : List.of("type:dir", "name:" + filter));
            List<Folder> next = new ArrayList<>();
            for (ObjectNode n : listed.items) {
                String name = n.path("name").asText();
                if (n.path("type").asText().equals("dir") && f.level < depth) {
                    next.add(new Folder(
                            listed.path + (listed.path.endsWith("/") ? "" : "/") + name,
                            f.shown + name + "/",
                            f.level + 1));
                }
                out.add(n.put("name", f.shown + name));
            }
            next.reversed().forEach(open::push);
        }
        return out;
    }
}
