package ciel.app.globus;

import ciel.transfer.globus.Globus;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "event-list",
        description = "What happened to a task, the newest first. Globus keeps events for 30 days.",
        footer = {"", "Example:  ciel globus task event-list --filter-errors TASK_ID"})
final class TaskEventListCommand extends GlobusVerb {
    @Parameters(paramLabel = "TASK_ID")
    private String id;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "Print at most N; default ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--filter-errors", description = "Only errors.")
    private boolean errors;

    @Option(names = "--filter-non-errors", description = "No errors.")
    private boolean nonErrors;

    @Override
    int run(Globus globus, Output out) {
        if (errors && nonErrors) {
            throw new ParameterException(
                    spec.commandLine(), "--filter-errors and --filter-non-errors exclude each other");
        }
        out.table(
                globus.transfer()
                        .eventList(id, errors ? "is_error:1" : nonErrors ? "is_error:0" : null)
                        .take(limit),
                Output.Field.of("Time", "time"),
                Output.Field.of("Code", "code"),
                Output.Field.of("Is Error", "is_error"),
                new Output.Field("Details", n -> details(n.path("details"))));
        return 0;
    }

    /** Details are text that often holds JSON. */
    private static String details(JsonNode d) {
        JsonNode inner = d.isTextual() ? Output.parse(d.asText()) : null;
        return inner != null && !inner.isMissingNode()
                ? Output.compact(inner)
                : Output.text(d).replace("\n", "\\n");
    }
}
