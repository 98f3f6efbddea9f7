package ciel.transfer.globus;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a task document means for whoever waits for the files.
 *
 * @param state see {@link State}
 * @param reason why, in words; "" where nothing is to be said
 */
public record TaskVerdict(State state, String reason) {
    /** The states that lead to different actions. */
    public enum State {
        /** On its way, or queued, or meeting errors that Globus itself retries. */
        RUNNING,
        /** Held by a rule of a collection's administrator, or without credentials: a person has to act. */
        WAITING,
        /** Every file arrived. */
        DONE,
        /** Ended well, but left out files whose source could not be read. */
        INCOMPLETE,
        /** Failed, expired or cancelled. */
        FAILED
    }

    /** Reads a task document. Unknown values of {@code status} count as running: only a known end is an end. */
    public static TaskVerdict of(JsonNode task) {
        String nice = task.path("nice_status").asText("");
        String detail = task.path("nice_status_short_description").asText("");
        return switch (task.path("status").asText()) {
            case "SUCCEEDED" -> {
                int skipped = task.path("subtasks_skipped_errors").asInt(0);
                yield skipped == 0
                        ? new TaskVerdict(State.DONE, "")
                        : new TaskVerdict(
                                State.INCOMPLETE,
                                skipped + " paths were skipped: see ciel globus task show --skipped-errors "
                                        + task.path("task_id").asText());
            }
            case "FAILED" -> {
                JsonNode e = task.path("fatal_error");
                String why = e.isObject()
                        ? e.path("code").asText() + ": " + e.path("description").asText()
                        : "cancelled or expired";
                yield new TaskVerdict(State.FAILED, why);
            }
            case "INACTIVE" ->
                new TaskVerdict(
                        State.WAITING,
                        "suspended: "
                                + (detail.isEmpty()
                                        ? "the credentials have expired; run ciel globus login --force"
                                        : detail));
            default ->
                task.path("is_paused").asBoolean(false)
                        ? new TaskVerdict(
                                State.WAITING,
                                "paused by an administrator of a collection: see ciel globus task pause-info "
                                        + task.path("task_id").asText())
                        : new TaskVerdict(
                                State.RUNNING,
                                nice.isEmpty() || nice.equals("OK")
                                        ? ""
                                        : detail.isEmpty() ? nice : nice + ": " + detail);
        };
    }

    /** Whether the task has ended. */
    public boolean ended() {
        return state == State.DONE || state == State.INCOMPLETE || state == State.FAILED;
    }

    /** The exit code of a command that waited for it: 0, 1, or 5 when part of the files is missing. */
    public int exitCode() {
        return switch (state) {
            case DONE -> 0;
            case INCOMPLETE -> 5;
            case RUNNING, WAITING, FAILED -> 1;
        };
    }
}
