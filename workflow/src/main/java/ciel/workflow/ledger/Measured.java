package ciel.workflow.ledger;

/**
 * What the jobs and deliveries of a campaign took so far.
 *
 * @param tasks   of the jobs that ended and were looked at
 * @param queue   mean time from the submission to the start (s) of jobs that no other job of the campaign kept waiting; NaN
 *                where there was none
 * @param task    mean wall-clock time of a task (s)
 * @param spread  standard deviation of a task's time over its mean; NaN where one job has ended
 * @param settle  mean time from rendered to acknowledged (s), for the slowest destination; NaN where nothing was acknowledged
 * @param elapsed time from the first job to the last unit that was deleted, or acknowledged where nothing is deleted (s)
 */
public record Measured(long tasks, double queue, double task, double spread, double settle, double elapsed) {}
