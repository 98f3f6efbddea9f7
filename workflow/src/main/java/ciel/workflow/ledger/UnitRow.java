package ciel.workflow.ledger;

import java.time.Instant;

/**
 * A unit in the ledger.
 *
 * @param unit          number of the row
 * @param campaign      number of the campaign's row
 * @param visit         number of the visit's row
 * @param observationId of the visit
 * @param detector      number of the detector in the camera
 * @param state         of the unit
 * @param due           when a pass looks at it next, or null: PLANNED, when it may be put into a job; DELIVERED, when it may be
 *                      purged; all others: null
 * @param attempt       from 1
 * @param failures      attempts that failed by the work's own fault
 * @param job           row of the job that it is in or was in last; 0: none
 * @param cause         of failed and held units, else empty
 * @param bytes         size of its files, 0 before it is rendered
 * @param files         number of its files, the manifest included
 * @param openDeliveries destinations that have not acknowledged it; -1 before it is rendered
 * @param changed       last change of state
 * @param version       of the campaign when it changed last
 */
public record UnitRow(
        long unit,
        long campaign,
        long visit,
        long observationId,
        int detector,
        UnitState state,
        Instant due,
        int attempt,
        int failures,
        long job,
        String cause,
        long bytes,
        int files,
        int openDeliveries,
        Instant changed,
        long version) {}
