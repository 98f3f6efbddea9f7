package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks on disk, so that a service that was killed comes back with them as the real one does: one JSON object a line, written before anybody is told. */
final class TaskStore {
    private final Path file;

    /** @param file null for a service that forgets */
    TaskStore(Path file) {
        this.file = file;
    }

    void submitted(Task t) {
        write(Web.object().put("t", "task").put("id", t.id).put("owner", t.owner).put("source", t.doc.path("source_endpoint_display_name").asText())
                .put("destination", t.doc.path("destination_endpoint_display_name").asText(null)).set("submitted", t.submitted));
    }

    void cancelled(Task t) {
        write(Web.object().put("t", "cancel").put("id", t.id));
    }

    void ended(Task t) {
        ObjectNode r = Web.object().put("t", "end").put("id", t.id);
        r.set("doc", t.doc);
        r.putArray("events").addAll(t.events);
        r.putArray("successful").addAll(t.successful);
        r.putArray("skipped").addAll(t.skipped);
        write(r);
    }

    private synchronized void write(JsonNode record) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, record + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tasks of an earlier life, oldest first. A last line that a kill has cut off was not told to anybody and is cut away. */
    Collection<Task> load() {
        Map<String, Task> tasks = new LinkedHashMap<>();
        if (file == null || !Files.exists(file)) {
            return tasks.values();
        }
        try {
            String all = Files.readString(file);
            String whole = all.substring(0, all.lastIndexOf('\n') + 1);
            try (FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE)) {
                c.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
            }
            for (String line : whole.lines().toList()) {
                JsonNode r = Web.JSON.readTree(line);
                String id = r.path("id").asText();
                switch (r.path("t").asText()) {
                    case "task" -> tasks.put(id, new Task(id, r.path("owner").asText(), (ObjectNode) r.path("submitted"), r.path("source").asText(),
                            r.path("destination").asText(null), this));
                    case "cancel" -> tasks.get(id).restoreCancel();
                    default -> tasks.get(id).restore((ObjectNode) r.path("doc"), objects(r.path("events")), objects(r.path("successful")), objects(r.path("skipped")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tasks.values();
    }

    private static List<ObjectNode> objects(JsonNode array) {
        List<ObjectNode> out = new ArrayList<>();
        array.forEach(n -> out.add((ObjectNode) n));
        return out;
    }
}
