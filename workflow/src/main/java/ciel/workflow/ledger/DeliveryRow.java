package ciel.workflow.ledger;

import java.time.Instant;

/**
 * A delivery in the ledger.
 *
 * @param unit        the unit
 * @param destination index of the destination in its campaign, from 0
 * @param state       of the delivery
 * @param due         when a pass looks at it next, or null where it is final or rests
 * @param attempt     from 1
 * @param failures    attempts that failed by the work's own fault
 * @param cause       of failed and held deliveries, else empty
 * @param changed     last change of state
 * @param version     of the campaign when it changed last
 */
public record DeliveryRow(
        long unit,
        int destination,
        DeliveryState state,
        Instant due,
        int attempt,
        int failures,
        String cause,
        Instant changed,
        long version) {}
