package ciel.workflow.ledger;

import java.time.Instant;

/**
 * What came into a state within five minutes.
 *
 * @param kind        unit or delivery
 * @param destination of deliveries; -1 otherwise
 * @param state       code of the state
 * @param begin       of the five minutes
 * @param count       rows that came into it
 * @param bytes       of their files
 */
public record ProgressRow(EventRow.Kind kind, int destination, int state, Instant begin, long count, long bytes) {
    /** Length of an interval (s). */
    public static final int SECONDS = 300;
}
