package ciel.app.globus;

import ciel.transfer.globus.Globus;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "All about a task.",
        footer = {"", "Example:  ciel globus task show TASK_ID"})
final class TaskShowCommand extends GlobusVerb {
    @Parameters(paramLabel = "TASK_ID")
    private String id;

    @Option(
            names = {"-t", "--successful-transfers"},
            description = "The files that were moved.")
    private boolean successful;

    @Option(names = "--skipped-errors", description = "The paths that were left out.")
    private boolean skipped;

    @Override
    int run(Globus globus, Output out) {
        if (successful && skipped) {
            throw new ParameterException(
                    spec.commandLine(), "--successful-transfers and --skipped-errors exclude each other");
        }
        if (successful) {
            out.table(
                    globus.transfer().successfulTransfers(id).all(),
                    Output.Field.of("Source Path", "source_path"),
                    Output.Field.of("Destination Path", "destination_path"),
                    Output.Field.of("Size", "size"),
                    Output.Field.of("Checksum Algorithm", "checksum_algorithm"),
                    Output.Field.of("Checksum", "checksum"));
        } else if (skipped) {
            out.table(
                    globus.transfer().skippedErrors(id).all(),
                    Output.Field.of("Source Path", "source_path"),
                    Output.Field.of("Destination Path", "destination_path"),
                    Output.Field.of("Error Code", "error_code"));
        } else {
            ObjectNode task = globus.transfer().task(id);
            out.record(task, fields(task));
        }
        return 0;
    }

    private static Output.Field[] fields(ObjectNode task) {
        List<Output.Field> f = new ArrayList<>();
        add(
                f,
                "Label",
                "label",
                "Task ID",
                "task_id",
                "Is Paused",
                "is_paused",
                "Type",
                "type",
                "Directories",
                "directories",
                "Files",
                "files",
                "Status",
                "status",
                "Request Time",
                "request_time",
                "Faults",
                "faults",
                "Total Subtasks",
                "subtasks_total",
                "Subtasks Succeeded",
                "subtasks_succeeded",
                "Subtasks Pending",
                "subtasks_pending",
                "Subtasks Retrying",
                "subtasks_retrying",
                "Subtasks Failed",
                "subtasks_failed",
                "Subtasks Canceled",
                "subtasks_canceled",
                "Subtasks Expired",
                "subtasks_expired",
                "Subtasks with Skipped Errors",
                "subtasks_skipped_errors");
        if (task.hasNonNull("completion_time")) {
            add(f, "Completion Time", "completion_time");
        } else {
            add(f, "Deadline", "deadline", "Details", "nice_status");
        }
        if (task.path("type").asText().equals("DELETE")) {
            add(f, "Endpoint", "source_endpoint_display_name", "Endpoint ID", "source_endpoint_id");
        } else {
            add(
                    f,
                    "Source Endpoint",
                    "source_endpoint_display_name",
                    "Source Endpoint ID",
                    "source_endpoint_id",
                    "Destination Endpoint",
                    "destination_endpoint_display_name",
                    "Destination Endpoint ID",
                    "destination_endpoint_id",
                    "Bytes Transferred",
                    "bytes_transferred",
                    "Bytes Per Second",
                    "effective_bytes_per_second");
        }
        return f.toArray(Output.Field[]::new);
    }

    private static void add(List<Output.Field> f, String... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            f.add(Output.Field.of(pairs[i], pairs[i + 1]));
        }
    }
}
