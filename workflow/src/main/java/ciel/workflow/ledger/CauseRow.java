package ciel.workflow.ledger;

import java.time.Instant;

/**
 * Failures with the same cause.
 *
 * @param kind        unit or delivery
 * @param destination of deliveries; -1 otherwise
 * @param state       code of the state: failed or held
 * @param cause       as {@link Change} has it
 * @param count       rows that rest with it now
 * @param example     a unit among them, or 0 where none rests now
 * @param last        when it was last seen
 */
public record CauseRow(
        EventRow.Kind kind, int destination, int state, String cause, long count, long example, Instant last) {}
