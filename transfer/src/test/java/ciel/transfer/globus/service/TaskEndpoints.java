package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Submissions, tasks and what is told about them. */
final class TaskEndpoints {
    private static final int PAGE = 1000;
    private static final int PENDING = 100;
    private final Shares shares;
    private final FileEndpoints files;
    private final Engine engine;
    private final TaskStore store;
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final Map<String, Task> bySubmission = new LinkedHashMap<>();
    private int mostActive;

    TaskEndpoints(Shares shares, FileEndpoints files, Engine engine, TaskStore store) {
        this.shares = shares;
        this.files = files;
        this.engine = engine;
        this.store = store;
    }

    /** Takes up the tasks of an earlier life; those that had not ended begin again. */
    synchronized void restore() {
        for (Task t : store.load()) {
            tasks.put(t.id, t);
            bySubmission.put(t.submissionId, t);
            if (!t.ended()) {
                engine.start(t);
            }
        }
    }

    synchronized List<Task> all() {
        return List.copyOf(tasks.values());
    }

    synchronized Task add(Task t) {
        tasks.put(t.id, t);
        return t;
    }

    /** The largest number of tasks that were not ended at the moment of a submission. */
    synchronized int mostActive() {
        return mostActive;
    }

    synchronized void forgetSubmissions() {
        bySubmission.clear();
    }

    Object handle(Web w, Directory.Token t) {
        String[] p = w.path.substring("/v0.10/".length()).split("/");
        if (w.method.equals("GET") && w.path.equals("/v0.10/submission_id")) {
            return Web.object()
                    .put("DATA_TYPE", "submission_id")
                    .put("value", UUID.randomUUID().toString());
        }
        if (w.method.equals("POST") && p.length == 1 && (p[0].equals("transfer") || p[0].equals("delete"))) {
            return submit(w, t, p[0]);
        }
        if (w.method.equals("GET") && w.path.equals("/v0.10/task_list")) {
            return taskList(w, t);
        }
        if (p[0].equals("endpoint_manager")) {
            return managed(w, p);
        }
        if (p[0].equals("task") && p.length >= 2) {
            return task(w, t, p);
        }
        return null;
    }

    private synchronized Task find(String id, String owner) {
        Task t = tasks.get(id);
        if (t == null || owner != null && !t.owner.equals(owner)) {
            throw new Problem(404, "ClientError.NotFound", "no task has the id '" + id + "'");
        }
        return t;
    }

    private Object task(Web w, Directory.Token who, String[] p) {
        Task t = find(p[1], who.identity);
        switch (w.method + " " + (p.length == 2 ? "" : p[2])) {
            case "GET " -> {
                return t.document();
            }
            case "PUT " -> {
                ObjectNode b = w.json();
                synchronized (t) {
                    if (t.ended()) {
                        throw new Problem(409, "Conflict", "the task has ended");
                    }
                    for (String f : List.of("label", "deadline")) {
                        if (b.has(f)) {
                            t.doc.set(f, b.get(f));
                        }
                    }
                }
                return result("Updated", "the task has been changed");
            }
            case "POST cancel" -> {
                String code = t.cancel();
                return result(
                        code,
                        switch (code) {
                            case "Canceled" -> "the task has been cancelled";
                            case "CancelAccepted" -> "the task will be cancelled soon";
                            default -> "the task had ended before";
                        });
            }
            case "GET event_list" -> {
                synchronized (t) {
                    return page(w, "event_list", new ArrayList<>(t.events), w.queryAll("filter"));
                }
            }
            case "GET successful_transfers" -> {
                synchronized (t) {
                    return marked(w, "successful_transfers", t.successful);
                }
            }
            case "GET skipped_errors" -> {
                synchronized (t) {
                    return marked(w, "skipped_errors", t.skipped);
                }
            }
            case "GET pause_info" -> {
                ObjectNode out = Web.object().put("DATA_TYPE", "pause_info_limited");
                out.putArray("pause_rules");
                out.putNull("source_pause_message").putNull("destination_pause_message");
                if (t.document().get("is_paused").asBoolean()) {
                    out.put("source_pause_message", "held for a test");
                }
                return out;
            }
            default -> {
                return null;
            }
        }
    }

    private static ObjectNode result(String code, String message) {
        return Web.object().put("DATA_TYPE", "result").put("code", code).put("message", message);
    }

    private ObjectNode submit(Web w, Directory.Token who, String kind) {
        ObjectNode doc = w.json();
        if (!doc.path("DATA_TYPE").asText().equals(kind)) {
            throw new Problem(400, "ClientError.BadRequest", "DATA_TYPE must be '" + kind + "'");
        }
        String sid = doc.path("submission_id").asText("");
        try {
            UUID.fromString(sid);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "ClientError.BadRequest.InvalidSubmissionId", "submission_id is not a UUID");
        }
        synchronized (this) {
            Task known = bySubmission.get(sid);
            if (known != null) {
                return accepted(kind, "Duplicate", "this submission was received before", known);
            }
        }
        if (!doc.path("DATA").isArray() || doc.get("DATA").isEmpty()) {
            throw new Problem(400, "ClientError.BadRequest.NoTransferItems", "there is nothing to do");
        }
        String label = doc.path("label").asText("");
        if (label.length() > 128 || !label.strip().equals(label) || label.contains("\n")) {
            throw new Problem(400, "ClientError.BadRequest", "the label is too long or has blanks at its ends");
        }
        Shares.Share source = shares.get(doc.path(kind.equals("transfer") ? "source_endpoint" : "endpoint")
                .asText());
        Shares.Share target = kind.equals("transfer")
                ? shares.get(doc.path("destination_endpoint").asText())
                : null;
        files.needConsent(who, source);
        if (target != null) {
            files.needConsent(who, target);
        }
        for (JsonNode item : doc.get("DATA")) {
            String type = item.path("DATA_TYPE").asText();
            if (!type.equals(kind + "_item")) {
                throw new Problem(400, "ClientError.BadRequest", "an item of type '" + type + "' is not known");
            }
        }
        Task t;
        synchronized (this) {
            long pending = tasks.values().stream()
                    .filter(x -> x.owner.equals(who.identity) && !x.ended())
                    .count();
            if (pending >= PENDING) {
                throw new Problem(409, "Conflict.LimitExceeded", "there are " + PENDING + " pending tasks");
            }
            mostActive = Math.max(mostActive, (int) pending + 1);
            t = new Task(
                    UUID.randomUUID().toString(),
                    who.identity,
                    doc,
                    source.name(),
                    target == null ? null : target.name(),
                    store);
            store.submitted(t);
            tasks.put(t.id, t);
            bySubmission.put(sid, t);
        }
        engine.start(t);
        return accepted(kind, "Accepted", "the " + kind + " has been accepted and its task is queued", t);
    }

    private static ObjectNode accepted(String kind, String code, String message, Task t) {
        ObjectNode out = Web.object()
                .put("DATA_TYPE", kind + "_result")
                .put("code", code)
                .put("message", message)
                .put("submission_id", t.submissionId)
                .put("task_id", t.id);
        out.putObject("task_link")
                .put("DATA_TYPE", "link")
                .put("href", "/v0.10/task/" + t.id + "?format=json")
                .put("rel", "related")
                .put("resource", "task")
                .put("title", "related task");
        return out;
    }

    private ObjectNode taskList(Web w, Directory.Token who) {
        List<ObjectNode> mine = new ArrayList<>(all().stream()
                .filter(t -> t.owner.equals(who.identity))
                .map(Task::document)
                .toList());
        String order = w.query("orderby");
        if (order == null || order.startsWith("request_time DESC")) {
            mine = new ArrayList<>(mine.reversed());
            mine.sort(
                    Comparator.comparing((ObjectNode n) -> n.get("request_time").asText())
                            .reversed());
        }
        ObjectNode out = page(w, "task_list", mine, w.queryAll("filter"));
        String fields = w.query("fields");
        if (fields != null) {
            out.get("DATA").forEach(n -> ((ObjectNode) n).retain(List.of((fields + ",DATA_TYPE").split(","))));
        }
        return out;
    }

    /** limit and offset, with the total. */
    static ObjectNode page(Web w, String type, List<ObjectNode> items, List<String> filters) {
        List<ObjectNode> chosen =
                items.stream().filter(n -> Clauses.pass(filters, n)).toList();
        int limit = w.number("limit", 10, 1000);
        int offset = w.number("offset", 0, Integer.MAX_VALUE);
        List<ObjectNode> part =
                chosen.subList(Math.min(offset, chosen.size()), Math.min(offset + limit, chosen.size()));
        ObjectNode out = Web.object()
                .put("DATA_TYPE", type)
                .put("limit", limit)
                .put("offset", offset)
                .put("total", chosen.size())
                .put("length", part.size());
        ArrayNode data = out.putArray("DATA");
        part.forEach(data::add);
        return out;
    }

    private static ObjectNode marked(Web w, String type, List<ObjectNode> items) {
        int from = w.number("marker", 0, Integer.MAX_VALUE);
        int to = Math.min(items.size(), from + PAGE);
        ObjectNode out = Web.object().put("DATA_TYPE", type).put("marker", from);
        if (to < items.size()) {
            out.put("next_marker", to);
        } else {
            out.putNull("next_marker");
        }
        ArrayNode data = out.putArray("DATA");
        items.subList(Math.min(from, to), to).forEach(data::add);
        return out;
    }

    private Object managed(Web w, String[] p) {
        if (p.length == 2 && p[1].equals("task_list")) {
            List<Task> list = all();
            int from = 0;
            String last = w.query("last_key");
            if (last != null) {
                for (int i = 0; i < list.size(); i++) {
                    from = list.get(i).id.equals(last) ? i + 1 : from;
                }
            }
            List<Task> part = list.subList(from, Math.min(list.size(), from + 100));
            ObjectNode out = Web.object()
                    .put("DATA_TYPE", "task_list")
                    .put("has_next_page", from + part.size() < list.size())
                    .put("last_key", part.isEmpty() ? null : part.getLast().id);
            ArrayNode data = out.putArray("DATA");
            part.forEach(t -> data.add(t.document()));
            return out;
        }
        if (p.length == 4 && p[1].equals("task") && p[3].equals("successful_transfers")) {
            return marked(w, "successful_transfers", find(p[2], null).successful);
        }
        return null;
    }

    /** A finished task that never ran, for long lists. */
    Task invent(String owner, int number) {
        ObjectNode doc = Web.object()
                .put("DATA_TYPE", "transfer")
                .put("submission_id", new UUID(7, number).toString())
                .put("label", "invented " + number)
                .put("source_endpoint", "s")
                .put("destination_endpoint", "d");
        doc.putArray("DATA");
        Task t = new Task(
                new UUID(6, number).toString(), owner, doc, "source", "destination", new TaskStore(new Lines(null)));
        t.doc.put("request_time", Task.time(Instant.ofEpochSecond(1_600_000_000L + number)));
        t.succeed();
        return add(t);
    }
}
