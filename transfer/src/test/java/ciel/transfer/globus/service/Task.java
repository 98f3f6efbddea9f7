package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A task and everything that is told about it. All access is synchronized on the task. */
final class Task {
    final String id;
    final String submissionId;
    final String owner;
    final ObjectNode submitted;
    final ObjectNode doc = Web.object();
    final List<ObjectNode> events = new ArrayList<>();
    final List<ObjectNode> successful = new ArrayList<>();
    final List<ObjectNode> skipped = new ArrayList<>();
    private final TaskStore store;
    private final long started = System.nanoTime();
    private boolean cancelWanted;

    Task(String id, String owner, ObjectNode submitted, String sourceName, String destinationName, TaskStore store) {
        this.id = id;
        this.store = store;
        this.owner = owner;
        this.submitted = submitted;
        this.submissionId = submitted.path("submission_id").asText();
        boolean transfer = submitted.path("DATA_TYPE").asText().equals("transfer");
        Instant now = Instant.now();
        doc.put("DATA_TYPE", "task")
                .put("task_id", id)
                .put("type", transfer ? "TRANSFER" : "DELETE")
                .put("status", "ACTIVE")
                .put("owner_id", owner)
                .put("label", submitted.path("label").asText(null))
                .put("request_time", time(now))
                .put("completion_time", (String) null)
                .put(
                        "deadline",
                        submitted.hasNonNull("deadline")
                                ? submitted.get("deadline").asText()
                                : time(now.plus(Duration.ofDays(1))))
                .put("command", "API 0.10")
                .put(
                        "source_endpoint_id",
                        submitted
                                .path(transfer ? "source_endpoint" : "endpoint")
                                .asText())
                .put("source_endpoint_display_name", sourceName)
                .put(
                        "destination_endpoint_id",
                        transfer ? submitted.path("destination_endpoint").asText() : null)
                .put("destination_endpoint_display_name", destinationName)
                .put("history_deleted", false)
                .put("is_paused", false)
                .put("is_ok", true)
                .put("nice_status", "Queued")
                .put("nice_status_short_description", "Queued")
                .put("nice_status_expires_in", -1)
                .put("canceled_by_admin", (String) null)
                .put("canceled_by_admin_message", (String) null)
                .put("username", "u_example");
        doc.putNull("fatal_error");
        for (String flag : List.of(
                "encrypt_data",
                "verify_checksum",
                "preserve_timestamp",
                "skip_source_errors",
                "fail_on_quota_errors",
                "delete_destination_extra")) {
            doc.put(flag, submitted.path(flag).asBoolean(false));
        }
        doc.put("recursive_symlinks", submitted.path("recursive_symlinks").asText("ignore"));
        doc.set("sync_level", submitted.has("sync_level") ? submitted.get("sync_level") : doc.nullNode());
        doc.set("filter_rules", submitted.has("filter_rules") ? submitted.get("filter_rules") : doc.nullNode());
        for (String counter : List.of(
                "faults",
                "files",
                "directories",
                "symlinks",
                "files_skipped",
                "files_transferred",
                "subtasks_total",
                "subtasks_pending",
                "subtasks_retrying",
                "subtasks_succeeded",
                "subtasks_expired",
                "subtasks_canceled",
                "subtasks_failed",
                "subtasks_skipped_errors",
                "bytes_transferred",
                "bytes_checksummed",
                "effective_bytes_per_second")) {
            doc.put(counter, 0);
        }
    }

    static String time(Instant t) {
        return t.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "+00:00");
    }

    synchronized ObjectNode document() {
        return doc.deepCopy();
    }

    synchronized String status() {
        return doc.get("status").asText();
    }

    synchronized boolean ended() {
        return status().equals("SUCCEEDED") || status().equals("FAILED");
    }

    synchronized void count(String name, long n) {
        doc.put(name, doc.path(name).asLong() + n);
    }

    synchronized void event(String code, boolean error, JsonNode details, String description) {
        events.addFirst(Web.object()
                .put("DATA_TYPE", "event")
                .put("code", code)
                .put("description", description)
                .put("is_error", error)
                .put("time", time(Instant.now()))
                .put("details", details.isTextual() ? details.asText() : details.toString()));
        if (error) {
            count("faults", 1);
        }
    }

    synchronized void nice(String status, String words) {
        doc.put("nice_status", status)
                .put("nice_status_short_description", words)
                .put("is_ok", status.equals("OK"));
    }

    /** Holds the task (status and is_paused as given) until {@link #resume} or a cancellation. */
    synchronized void hold(String status, boolean paused, String nice) throws InterruptedException {
        doc.put("status", status).put("is_paused", paused);
        nice(nice, paused ? "Paused by an administrator" : "Credentials expired");
        event(paused ? "PAUSED" : "CREDENTIALS_EXPIRED", true, doc.textNode("held for a test"), "the task is held");
        while (!cancelWanted
                && !(doc.get("status").asText().equals("ACTIVE")
                        && !doc.get("is_paused").asBoolean())) {
            wait();
        }
    }

    synchronized void resume() {
        if (!ended()) {
            doc.put("status", "ACTIVE").put("is_paused", false);
            nice("OK", "OK");
            event("UNPAUSED", false, doc.textNode("resumed"), "the task goes on");
            notifyAll();
        }
    }

    /** @return the code of the answer */
    synchronized String cancel() {
        if (ended()) {
            return "TaskComplete";
        }
        store.cancelled(this);
        cancelWanted = true;
        notifyAll();
        long until = System.nanoTime() + 2_000_000_000L;
        try {
            while (!ended() && System.nanoTime() < until) {
                wait(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ended() ? "Canceled" : "CancelAccepted";
    }

    synchronized boolean cancelWanted() {
        return cancelWanted;
    }

    synchronized void succeed() {
        long left = doc.get("subtasks_pending").asLong();
        doc.put("subtasks_pending", 0)
                .put("subtasks_succeeded", doc.get("subtasks_succeeded").asLong() + left);
        event(
                "SUCCEEDED",
                false,
                Web.object().put("files_succeeded", doc.get("files_transferred").asLong()),
                "the task has ended well");
        end("SUCCEEDED");
    }

    synchronized void fail(String code, String description) {
        doc.set("fatal_error", Web.object().put("code", code).put("description", description));
        doc.put("subtasks_failed", doc.get("subtasks_pending").asLong()).put("subtasks_pending", 0);
        event(code, !code.equals("CANCELED"), doc.textNode(description), description);
        end("FAILED");
    }

    private void end(String status) {
        double seconds = Math.max(1e-3, (System.nanoTime() - started) / 1e9);
        doc.put("effective_bytes_per_second", (long)
                (doc.get("bytes_transferred").asLong() / seconds));
        doc.put("status", status).put("completion_time", time(Instant.now())).put("is_paused", false);
        doc.putNull("is_ok");
        doc.putNull("nice_status");
        doc.putNull("nice_status_short_description");
        doc.putNull("nice_status_expires_in");
        // Before anybody can see it: what has been seen to end must not run again.
        store.ended(this);
        notifyAll();
    }

    synchronized void restoreCancel() {
        cancelWanted = true;
    }

    synchronized void restore(
            ObjectNode ended, List<ObjectNode> theEvents, List<ObjectNode> theSuccessful, List<ObjectNode> theSkipped) {
        doc.setAll(ended);
        events.addAll(theEvents);
        successful.addAll(theSuccessful);
        skipped.addAll(theSkipped);
    }
}
