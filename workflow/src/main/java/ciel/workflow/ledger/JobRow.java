package ciel.workflow.ledger;

import java.time.Instant;

/**
 * A job in the ledger. Its identity is its name; the scheduler's id is a hint.
 *
 * @param job         number of the row
 * @param campaign    number of the campaign's row
 * @param number      of the job in the ledger; the same for all tries, and the name of its claim
 * @param attempt     try, from 1
 * @param name        {@code <campaign>-<number>-a<try>-<nonce>}, unique
 * @param state       of the job
 * @param due         when the job pass looks at it next, or null when it has ended
 * @param schedulerId or empty where none was seen
 * @param submitted   submit time by the scheduler's clock, or null
 * @param intended    when it was written down
 * @param started     or null
 * @param ended       or null
 * @param cores       processors that are charged
 * @param gpus        devices that are charged
 * @param seconds     wall-clock time that was charged (s)
 * @param units       how many units
 * @param token       of the daemon that intended it
 * @param cause       of lost, refused and cancelled jobs, or the pending reason that was last seen
 * @param version     of the campaign when it changed last
 */
public record JobRow(
        long job,
        long campaign,
        long number,
        int attempt,
        String name,
        JobState state,
        Instant due,
        String schedulerId,
        Instant submitted,
        Instant intended,
        Instant started,
        Instant ended,
        int cores,
        int gpus,
        double seconds,
        int units,
        long token,
        String cause,
        long version) {}
