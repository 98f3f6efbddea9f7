package ciel.transfer.globus;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * The record, on disk, of which submission id was meant for which document: written and synced before the document is
 * posted. One line a record,
 * {@code <crc32c> <json>}; a last line that was cut off by a crash is dropped when the journal is read next, because
 * what it was to announce has not been
 * done. Several processes may use one journal.
 */
public final class SubmissionJournal {
    /**
     * A submission that was begun.
     *
     * @param name the caller's name for it; "" when it has none
     * @param submissionId what makes the service recognise a repetition
     * @param sha256 of the document
     * @param label of the document, "" for none
     * @param at when it was begun
     * @param taskId the task it became; null as long as no answer has been seen
     */
    public record Entry(String name, String submissionId, String sha256, String label, Instant at, String taskId) {}

    private final Path path;
    private final JournalFile file;

    public SubmissionJournal(Path path) {
        this(path, JournalFile.at(path));
    }

    /** @param path names the lock; the bytes go through {@code file} */
    SubmissionJournal(Path path, JournalFile file) {
        this.path = path;
        this.file = file;
    }

    /** Every submission, oldest first. */
    public Collection<Entry> entries() {
        return PrivateFiles.locked(path, () -> List.copyOf(load().values()));
    }

    /**
     * Finds the submission of this name, or begins one. Without a name, a submission of the same document whose
     * answer was never seen is taken up again:
     * that is the one a crash has interrupted.
     *
     * @param newId asked for only when a submission is begun
     * @throws GlobusException of kind BAD_INPUT when the name belongs to another document
     */
    Entry begin(String name, String sha256, String label, Instant now, Supplier<String> newId) {
        return PrivateFiles.locked(path, () -> {
            for (Entry e : load().values()) {
                if (name.isEmpty()
                        ? e.name().isEmpty() && e.taskId() == null && e.sha256().equals(sha256)
                        : e.name().equals(name)) {
                    if (!e.sha256().equals(sha256)) {
                        throw GlobusException.badInput(
                                "the submission '" + name + "' is already recorded with other content (sha256 "
                                        + e.sha256().substring(0, 12) + "..., now " + sha256.substring(0, 12) + "...)",
                                "give the new work a name of its own");
                    }
                    return e;
                }
            }
            Entry e = new Entry(name, newId.get(), sha256, label, now, null);
            write(Json.object()
                    .put("t", "intent")
                    .put("name", name)
                    .put("submission_id", e.submissionId())
                    .put("sha256", sha256)
                    .put("label", label)
                    .put("at", now.toString()));
            return e;
        });
    }

    /** Records the task that a submission became. */
    void accepted(String submissionId, String taskId) {
        PrivateFiles.locked(path, () -> {
            Entry e = load().get(submissionId);
            if (e == null || !taskId.equals(e.taskId())) {
                write(Json.object()
                        .put("t", "accepted")
                        .put("submission_id", submissionId)
                        .put("task_id", taskId));
            }
            return null;
        });
    }

    /** Records that a submission id will never become a task, so that its name may get a new one. */
    void abandoned(String submissionId, String why) {
        PrivateFiles.locked(path, () -> {
            write(Json.object()
                    .put("t", "abandoned")
                    .put("submission_id", submissionId)
                    .put("why", why));
            return null;
        });
    }

    private void write(ObjectNode record) {
        String json = Json.text(record);
        try {
            file.append((crc(json) + " " + json + "\n").getBytes(StandardCharsets.UTF_8));
            file.sync();
        } catch (IOException e) {
            throw PrivateFiles.failed("cannot be written (nothing was submitted)", path, e);
        }
    }

    private static String crc(String s) {
        CRC32C c = new CRC32C();
        c.update(s.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(c.getValue());
    }

    private Map<String, Entry> load() {
        try {
            byte[] bytes = file.read();
            Map<String, Entry> out = new LinkedHashMap<>();
            int start = 0;
            int line = 1;
            while (start < bytes.length) {
                int end = start;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                ObjectNode r = end < bytes.length
                        ? decode(new String(bytes, start, end - start, StandardCharsets.UTF_8))
                        : null;
                if (r == null) {
                    if (end + 1 >= bytes.length) {
                        file.truncate(start);
                        break;
                    }
                    throw GlobusException.badInput(
                            path + ", line " + line + " is damaged",
                            "restore the journal from a backup; submitting without it could move data twice");
                }
                apply(out, r);
                start = end + 1;
                line++;
            }
            return out;
        } catch (IOException e) {
            throw PrivateFiles.failed("cannot be read", path, e);
        }
    }

    private static ObjectNode decode(String line) {
        if (line.length() < 10
                || line.charAt(8) != ' '
                || !crc(line.substring(9)).equals(line.substring(0, 8))) {
            return null;
        }
        try {
            return Json.MAPPER.readTree(line.substring(9)) instanceof ObjectNode o ? o : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static void apply(Map<String, Entry> entries, JsonNode r) {
        String id = r.path("submission_id").asText();
        switch (r.path("t").asText()) {
            case "intent" ->
                entries.put(
                        id,
                        new Entry(
                                r.path("name").asText(),
                                id,
                                r.path("sha256").asText(),
                                r.path("label").asText(),
                                Instant.parse(r.path("at").asText()),
                                null));
            case "accepted" ->
                entries.computeIfPresent(
                        id,
                        (k, e) -> new Entry(
                                e.name(),
                                id,
                                e.sha256(),
                                e.label(),
                                e.at(),
                                r.path("task_id").asText()));
            case "abandoned" -> entries.remove(id);
            default -> {
                // a record of a later version
            }
        }
    }

    /** Submissions whose answer has not been seen: to be submitted again under the same id, with the same document. */
    public List<Entry> open() {
        return new ArrayList<>(
                entries().stream().filter(e -> e.taskId() == null).toList());
    }
}
