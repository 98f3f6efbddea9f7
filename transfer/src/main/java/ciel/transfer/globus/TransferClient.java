package ciel.transfer.globus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Globus Transfer v0.10. Answers are given as the JSON documents that the service sends, so that a field which Globus
 * adds tomorrow is there tomorrow. Every
 * method throws {@link GlobusApiException} for an error answer and {@link GlobusException} when no answer came.
 */
public final class TransferClient {
    public static final String RESOURCE_SERVER = "transfer.api.globus.org";
    private static final String V = "/v0.10/";

    private final GlobusTransport transport;
    private final Authorizer who;

    TransferClient(GlobusTransport transport, Authorizer who) {
        this.transport = transport;
        this.who = who;
    }

    /** Any call. */
    public Reply send(Call call) {
        return transport.send(call, who);
    }

    private ObjectNode get(String path, Map<String, ?> query) {
        return send(Call.get(V + path).query(query)).object();
    }

    private ObjectNode post(String path, ObjectNode body) {
        return send(Call.post(V + path).json(body)).object();
    }

    // ---- submissions
    // --------------------------------------------------------------------------------

    /** A new submission id (UUID). It makes nothing happen; {@link Submitter} writes it down before it uses it. */
    public String submissionId() {
        return get("submission_id", Map.of()).path("value").asText();
    }

    /**
     * Posts a transfer or delete document under a submission id. The same id may be posted any number of times and
     * makes at most one task.
     */
    ObjectNode submit(TaskDocument document, String submissionId) {
        ObjectNode body = document.json();
        body.put("submission_id", submissionId);
        return post(document.type(), body);
    }

    // ---- tasks
    // --------------------------------------------------------------------------------

    /** @return the document of a task */
    public ObjectNode task(String taskId) {
        return get("task/" + Call.encode(taskId), Map.of());
    }

    /** Changes the label or the deadline of a task that has not ended; null leaves a field as it is. */
    public ObjectNode updateTask(String taskId, String label, String deadline) {
        ObjectNode body = Json.object().put("DATA_TYPE", "task");
        if (label != null) {
            body.put("label", label);
        }
        if (deadline != null) {
            body.put("deadline", deadline);
        }
        return send(Call.of("PUT", V + "task/" + Call.encode(taskId)).json(body))
                .object();
    }

    /** Asks for the end of a task: code Canceled, CancelAccepted or TaskComplete. */
    public ObjectNode cancelTask(String taskId) {
        return send(Call.post(V + "task/" + Call.encode(taskId) + "/cancel")).object();
    }

    /**
     * The caller's tasks.
     *
     * @param filter for instance {@code status:ACTIVE,INACTIVE/type:TRANSFER}; may be null
     * @param orderby for instance {@code request_time DESC}; may be null
     */
    public Pages taskList(String filter, String orderby) {
        return Pages.offsetTotal(q -> get("task_list", with(q, "filter", filter, "orderby", orderby)), 1000);
    }

    /** @param filter {@code is_error:1}, {@code is_error:0} or null */
    public Pages eventList(String taskId, String filter) {
        return Pages.offsetTotal(
                q -> get("task/" + Call.encode(taskId) + "/event_list", with(q, "filter", filter)), 1000);
    }

    /** The files that a transfer task has moved; kept by Globus for 30 days. */
    public Pages successfulTransfers(String taskId) {
        return Pages.nextMarker(q -> get("task/" + Call.encode(taskId) + "/successful_transfers", q));
    }

    /** The paths that a task with skip_source_errors left out. */
    public Pages skippedErrors(String taskId) {
        return Pages.nextMarker(q -> get("task/" + Call.encode(taskId) + "/skipped_errors", q));
    }

    /** @return why a task is paused: rules of collections */
    public ObjectNode taskPauseInfo(String taskId) {
        return get("task/" + Call.encode(taskId) + "/pause_info", Map.of());
    }

    /** Tasks on the collections that the caller manages. */
    public Pages managedTaskList(Map<String, String> filters) {
        return Pages.lastKey(q -> {
            Map<String, String> all = new LinkedHashMap<>(filters);
            all.putAll(q);
            return get("endpoint_manager/task_list", all);
        });
    }

    // ---- folders
    // --------------------------------------------------------------------------------

    private static String operation(String collection, String name) {
        return "operation/endpoint/" + Call.encode(collection) + "/" + name;
    }

    /**
     * Lists a folder in one answer of at most 100,000 entries.
     *
     * @param path null for the default folder of the collection
     * @param query show_hidden, limit, offset, orderby, local_user; may be empty
     * @param filters each a filter such as {@code name:~*.fits} or {@code type:file/size:>1000}; an entry is
     *      listed if it passes one of them
     */
    public ObjectNode ls(String collection, String path, Map<String, ?> query, List<String> filters) {
        Call call =
                Call.get(V + operation(collection, "ls")).query("path", path).query(query);
        filters.forEach(f -> call.query("filter", f));
        return send(call).object();
    }

    /** One file or folder. */
    public ObjectNode stat(String collection, String path, String localUser) {
        return get(operation(collection, "stat"), with(Map.of("path", path), "local_user", localUser));
    }

    /** Makes one folder; its parent must be there. */
    public ObjectNode mkdir(String collection, String path, String localUser) {
        ObjectNode body = Json.object().put("DATA_TYPE", "mkdir").put("path", path);
        if (localUser != null) {
            body.put("local_user", localUser);
        }
        return post(operation(collection, "mkdir"), body);
    }

    /** Renames a file or folder of a collection. @return the answer */
    public ObjectNode rename(String collection, String oldPath, String newPath, String localUser) {
        ObjectNode body = Json.object()
                .put("DATA_TYPE", "rename")
                .put("old_path", oldPath)
                .put("new_path", newPath);
        if (localUser != null) {
            body.put("local_user", localUser);
        }
        return post(operation(collection, "rename"), body);
    }

    // ---- collections
    // --------------------------------------------------------------------------------

    /** @return the document of a collection */
    public ObjectNode endpoint(String id) {
        return get("endpoint/" + Call.encode(id), Map.of());
    }

    /** @param query filter_scope, filter_owner_id and so on; may be empty */
    public Pages endpointSearch(String fulltext, Map<String, String> query) {
        return Pages.hasNext(
                q -> {
                    Map<String, String> all = with(query, "filter_fulltext", fulltext);
                    all.putAll(q);
                    return get("endpoint_search", all);
                },
                100);
    }

    /** The pause rules that hold the caller's tasks on a collection. */
    public ObjectNode effectivePauseRules(String id) {
        return get("endpoint/" + Call.encode(id) + "/my_effective_pause_rule_list", Map.of());
    }

    private static Map<String, String> with(Map<String, String> q, String... more) {
        Map<String, String> out = new LinkedHashMap<>(q);
        for (int i = 0; i < more.length; i += 2) {
            if (more[i + 1] != null) {
                out.put(more[i], more[i + 1]);
            }
        }
        return out;
    }
}
