package ciel.workflow.ledger;

import java.time.Instant;

/**
 * A job that is about to be submitted.
 *
 * @param campaign number of the campaign's row
 * @param number   of a job that was lost and is tried again under another name; 0: a new one
 * @param nonce    random letters and digits, so that no name is ever used twice
 * @param cores    processors that are charged
 * @param gpus     devices that are charged
 * @param due      when the job pass looks at it first
 */
public record NewJob(long campaign, long number, String nonce, int cores, int gpus, Instant due) {}
