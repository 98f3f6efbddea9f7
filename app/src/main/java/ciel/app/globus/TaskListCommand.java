package ciel.app.globus;

import ciel.transfer.globus.Globus;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "Tasks, the newest first.",
        footer = {"", "Example:  ciel globus task list --filter-status ACTIVE --filter-status INACTIVE"})
final class TaskListCommand extends GlobusVerb {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "Print at most N; default ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--filter-task-id", paramLabel = "ID")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--filter-type", paramLabel = "TRANSFER|DELETE")
    private String type;

    @Option(
            names = "--filter-status",
            paramLabel = "STATUS",
            description = "ACTIVE, INACTIVE, FAILED or SUCCEEDED; may be repeated.")
    private List<String> statuses = new ArrayList<>();

    @Option(
            names = "--filter-label",
            paramLabel = "PATTERN",
            description = "The label matches (* is any text); may be repeated.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--filter-not-label", paramLabel = "PATTERN")
    private List<String> notLabels = new ArrayList<>();

    @Option(names = "--exact", description = "Labels are compared exactly.")
    private boolean exact;

    @Option(names = "--filter-requested-after", paramLabel = "TIME")
    private String requestedAfter;

    @Option(names = "--filter-requested-before", paramLabel = "TIME")
    private String requestedBefore;

    @Option(names = "--filter-completed-after", paramLabel = "TIME")
    private String completedAfter;

    @Option(names = "--filter-completed-before", paramLabel = "TIME")
    private String completedBefore;

    @Override
    int run(Globus globus, Output out) {
        List<String> clauses = new ArrayList<>();
        clause(clauses, "task_id", ids);
        clause(clauses, "status", statuses);
        clauses.add("type:" + (type == null ? "TRANSFER,DELETE" : type));
        List<String> l = new ArrayList<>();
        labels.forEach(s -> l.add((exact ? "=" : "~") + s));
        notLabels.forEach(s -> l.add((exact ? "!" : "!~") + s));
        clause(clauses, "label", l);
        range(clauses, "request_time", requestedAfter, requestedBefore);
        range(clauses, "completion_time", completedAfter, completedBefore);
        out.table(
                globus.transfer()
                        .taskList(String.join("/", clauses), "request_time DESC")
                        .take(limit),
                Output.Field.of("Task ID", "task_id"),
                Output.Field.of("Status", "status"),
                Output.Field.of("Type", "type"),
                Output.Field.of("Source Display Name", "source_endpoint_display_name"),
                Output.Field.of("Dest Display Name", "destination_endpoint_display_name"),
                Output.Field.of("Label", "label"));
        return 0;
    }

    private static void clause(List<String> clauses, String key, List<String> values) {
        if (!values.isEmpty()) {
            clauses.add(key + ":" + String.join(",", values));
        }
    }

    private static void range(List<String> clauses, String key, String from, String to) {
        if (from != null || to != null) {
            clauses.add(key + ":" + (from == null ? "" : TIME.format(SubmitOptions.time(from))) + ","
                    + (to == null ? "" : TIME.format(SubmitOptions.time(to))));
        }
    }
}
