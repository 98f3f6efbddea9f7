package ciel.transfer.globus;

import ciel.transfer.pace.Ticker;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Makes one task of one piece of work, whatever crashes in between. The order is: get a submission id, write it with
 * the hash of the document to the journal,
 * sync, post, write the task id. The service makes at most one task for a submission id (a repetition answers {@code
 * Duplicate} with the same task), so that
 * posting again is always safe; the journal makes sure that "again" uses the same id.
 */
public final class Submitter {
    /** A submission in a journal is posted again by one call this many times beyond the retries of each post. */
    private static final int ROUNDS = 4;

    /**
     * What came of it.
     *
     * @param taskId the one task
     * @param code {@code Accepted}, {@code Duplicate}, or {@code Recorded} when the journal knew the task and
     *      nothing was sent
     * @param message what the service said, "" when nothing was sent
     * @param answer the service's document, null when nothing was sent
     */
    public record Result(String taskId, String submissionId, String code, String message, ObjectNode answer) {}

    private final TransferClient client;
    private final SubmissionJournal journal;
    private final Ticker ticker;

    public Submitter(TransferClient client, SubmissionJournal journal, Ticker ticker) {
        this.client = client;
        this.journal = journal;
        this.ticker = ticker;
    }

    /**
     * Submits work that has no name: a repetition of the same document after an interrupted submission finishes that
     * one, any other call is new work.
     */
    public Result submit(TaskDocument document) {
        return submit("", document);
    }

    /**
     * Submits the work of this name, once for ever.
     *
     * @param name for instance a batch id; "" for none
     * @throws GlobusException of kind BAD_INPUT when the name was used for a different document
     */
    public Result submit(String name, TaskDocument document) {
        return submit(name, document, null);
    }

    /** @param givenId a submission id that the caller already has, or null */
    public Result submit(String name, TaskDocument document, String givenId) {
        SubmissionJournal.Entry e = journal.begin(
                name,
                document.sha256(),
                document.label(),
                ticker.now(),
                () -> givenId != null ? givenId : client.submissionId());
        if (e.taskId() != null) {
            return new Result(e.taskId(), e.submissionId(), "Recorded", "", null);
        }
        for (int round = 1; ; round++) {
            try {
                return finish(e, client.submit(document, e.submissionId()));
            } catch (GlobusApiException refused) {
                if (GlobusException.Kind.TRANSIENT == refused.kind() && refused.status() != 409 && round < ROUNDS) {
                    continue;
                }
                if (expired(refused)) {
                    return afterExpiry(name, document, e);
                }
                if (refused.kind() == GlobusException.Kind.PERMANENT && refused.code() != null) {
                    // The service, not some proxy, has judged the document: no task exists or will exist under this id.
                    journal.abandoned(e.submissionId(), refused.status() + " " + refused.code());
                }
                throw refused;
            } catch (GlobusException lost) {
                if (lost.kind() != GlobusException.Kind.TRANSIENT
                        || Thread.currentThread().isInterrupted()
                        || round >= ROUNDS) {
                    throw lost;
                }
            }
        }
    }

    private Result finish(SubmissionJournal.Entry e, ObjectNode answer) {
        String taskId = answer.path("task_id").asText("");
        if (taskId.isEmpty()) {
            throw new GlobusException(
                    GlobusException.Kind.TRANSIENT,
                    "transfer: the answer to a submission has no task_id",
                    "submit again: the submission id is recorded");
        }
        journal.accepted(e.submissionId(), taskId);
        return new Result(
                taskId,
                e.submissionId(),
                answer.path("code").asText(),
                answer.path("message").asText(),
                answer);
    }

    private static boolean expired(GlobusApiException e) {
        return e.status() == 400 && e.codeContains("SubmissionId");
    }

    /**
     * The service no longer knows the id. The task may exist all the same: it is looked for by label and time before a
     * new id is taken.
     */
    private Result afterExpiry(String name, TaskDocument document, SubmissionJournal.Entry e) {
        if (!e.label().isEmpty()) {
            List<ObjectNode> found = client.taskList(
                            "label:=" + e.label() + "/request_time:" + e.at().minusSeconds(300) + ",", null)
                    .take(2);
            if (found.size() == 1) {
                String taskId = found.getFirst().path("task_id").asText();
                journal.accepted(e.submissionId(), taskId);
                return new Result(taskId, e.submissionId(), "Recorded", "", null);
            }
            if (found.size() > 1) {
                throw new GlobusException(
                        GlobusException.Kind.NEEDS_HUMAN,
                        "the submission id of '" + name + "' has expired and several tasks are labelled '" + e.label()
                                + "'",
                        "look at: ciel globus task list --filter-label '" + e.label() + "'");
            }
        }
        journal.abandoned(e.submissionId(), "expired");
        return submit(name, document, null);
    }
}
