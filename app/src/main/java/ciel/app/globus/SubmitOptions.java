package ciel.app.globus;

import ciel.transfer.globus.BatchFile;
import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusException;
import ciel.transfer.globus.Submitter;
import ciel.transfer.globus.TaskDocument;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** What transfer and delete have in common. */
final class SubmitOptions {
    @Option(names = "--batch", paramLabel = "FILE", description = "Read the items from a file, - for standard input.")
    String batch;

    @Option(names = "--label", paramLabel = "TEXT", description = "Shown with the task; at most 128 characters.")
    private String label;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Makes this submission unique for ever: repeating it finds the task that exists already.")
    private String name = "";

    @Option(names = "--submission-id", paramLabel = "UUID", description = "Use this id instead of a new one.")
    private String submissionId;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "Cancel the task if it has not ended by then (ISO 8601, UTC).")
    private String deadline;

    @Option(names = "--notify", paramLabel = "WHAT", description = "Mail: on, off, or of succeeded,failed,inactive.")
    private String notify;

    @Option(names = "--dry-run", description = "Show what would be submitted; send nothing.")
    boolean dryRun;

    List<BatchFile.Item> readBatch(GlobusCommand root, String sourcePrefix, String destinationPrefix) {
        if (batch.equals("-")) {
            return BatchFile.read(root.input(), sourcePrefix, destinationPrefix);
        }
        try (BufferedReader r = Files.newBufferedReader(Path.of(batch))) {
            return BatchFile.read(r, sourcePrefix, destinationPrefix);
        } catch (IOException e) {
            throw new GlobusException(
                    GlobusException.Kind.BAD_INPUT,
                    "the batch file '" + batch + "' cannot be read: " + e.getMessage(),
                    "check the path",
                    e);
        }
    }

    void apply(TaskDocument d) {
        if (label != null) {
            d.label(label);
        }
        if (deadline != null) {
            d.deadline(time(deadline));
        }
        if (notify != null) {
            Set<String> what =
                    switch (notify.toLowerCase(Locale.ROOT)) {
                        case "on" -> Set.of("succeeded", "failed", "inactive");
                        case "off", "" -> Set.of();
                        default -> Set.of(notify.toLowerCase(Locale.ROOT).split(","));
                    };
            for (String w : List.of("succeeded", "failed", "inactive")) {
                d.flag("notify_on_" + w, what.contains(w));
            }
        }
    }

    static Instant time(String s) {
        String t = s.strip().replace(' ', 'T');
        try {
            return t.length() == 10
                    ? LocalDate.parse(t).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : t.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
                            ? OffsetDateTime.parse(t).toInstant()
                            : LocalDateTime.parse(t).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new GlobusException(
                    GlobusException.Kind.BAD_INPUT,
                    "'" + s + "' is not a time",
                    "write for instance 2027-03-01T12:00:00");
        }
    }

    int submit(Globus globus, Output out, TaskDocument d) {
        Submitter.Result r = globus.submitter().submit(name, d, submissionId);
        JsonNode answer = r.answer() != null
                ? r.answer()
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("code", r.code())
                        .put("message", "this submission is recorded here already")
                        .put("submission_id", r.submissionId())
                        .put("task_id", r.taskId());
        out.record(answer, Output.Field.of("Message", "message"), Output.Field.of("Task ID", "task_id"));
        return 0;
    }
}
