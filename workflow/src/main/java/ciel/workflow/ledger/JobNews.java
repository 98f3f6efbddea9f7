package ciel.workflow.ledger;

import java.time.Instant;

/**
 * What was learned of a job; null where nothing new was learned.
 *
 * @param schedulerId id at the scheduler
 * @param submitted   submit time by the scheduler's clock
 * @param started     when it began
 * @param ended       when it ended
 * @param seconds     wall-clock time that was charged so far (s), all restarts together; negative: nothing new
 * @param cause       why it waits, or why it ended
 */
public record JobNews(
        String schedulerId, Instant submitted, Instant started, Instant ended, double seconds, String cause) {
    /** Nothing new. */
    public static final JobNews NONE = new JobNews(null, null, null, null, -1, null);
}
