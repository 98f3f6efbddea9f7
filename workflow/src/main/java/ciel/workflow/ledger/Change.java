package ciel.workflow.ledger;

import java.time.Instant;

/**
 * Who changes something, when and why: what the history says of it.
 *
 * @param at     the time of the daemon's clock
 * @param actor  the pass (submit, jobs, fetch, place, register, acknowledge, purge) or the user's name
 * @param job    number of the row of the job that this is about; 0: none. A change of units that names a job applies
 *               only to units that are in that job, so that the late answer of an abandoned job changes nothing
 * @param cause  for failed and held rows: a short text that is the same for the same trouble, by which failures are
 *               grouped (at most 200 characters); empty otherwise
 * @param detail anything more, such as the path of a log; or empty
 */
public record Change(Instant at, String actor, long job, String cause, String detail) {
    /** A change without a job and a cause. */
    public static Change by(String actor, Instant at) {
        return new Change(at, actor, 0, "", "");
    }

    /** @return the same, of a job */
    public Change ofJob(long row) {
        return new Change(at, actor, row, cause, detail);
    }

    /** @return the same, with a reason */
    public Change because(String why, String more) {
        return new Change(at, actor, job, why, more);
    }
}
