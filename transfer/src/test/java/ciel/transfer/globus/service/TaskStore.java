package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks on disk, so that a service that was killed comes back with them as the real one does. */
final class TaskStore {
    private final Lines lines;

    TaskStore(Lines lines) {
        this.lines = lines;
    }

    void submitted(Task t) {
        lines.add(Web.object()
                .put("t", "task")
                .put("id", t.id)
                .put("owner", t.owner)
                .put("source", t.doc.path("source_endpoint_display_name").asText())
                .put(
                        "destination",
                        t.doc.path("destination_endpoint_display_name").asText(null))
                .set("submitted", t.submitted));
    }

    void cancelled(Task t) {
        lines.add(Web.object().put("t", "cancel").put("id", t.id));
    }

    void ended(Task t) {
        ObjectNode r = Web.object().put("t", "end").put("id", t.id);
        r.set("doc", t.doc);
        r.putArray("events").addAll(t.events);
        r.putArray("successful").addAll(t.successful);
        r.putArray("skipped").addAll(t.skipped);
        lines.add(r);
    }

    /** The tasks of an earlier life, oldest first. */
    Collection<Task> load() {
        Map<String, Task> tasks = new LinkedHashMap<>();
        for (JsonNode r : lines.load()) {
            String id = r.path("id").asText();
            switch (r.path("t").asText()) {
                case "task" ->
                    tasks.put(
                            id,
                            new Task(
                                    id,
                                    r.path("owner").asText(),
                                    (ObjectNode) r.path("submitted"),
                                    r.path("source").asText(),
                                    r.path("destination").asText(null),
                                    this));
                case "cancel" -> tasks.get(id).restoreCancel();
                default ->
                    tasks.get(id)
                            .restore(
                                    (ObjectNode) r.path("doc"),
                                    objects(r.path("events")),
                                    objects(r.path("successful")),
                                    objects(r.path("skipped")));
            }
        }
        return tasks.values();
    }

    private static List<ObjectNode> objects(JsonNode array) {
        List<ObjectNode> out = new ArrayList<>();
        array.forEach(n -> out.add((ObjectNode) n));
        return out;
    }
}
