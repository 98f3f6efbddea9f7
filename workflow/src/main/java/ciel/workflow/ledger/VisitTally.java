package ciel.workflow.ledger;

/**
 * How many units of a visit are in a state.
 *
 * @param visit         number of the visit's row
 * @param observationId of the visit
 * @param night         MJD
 * @param state         of the units
 * @param count         how many; may be 0 in a list of changes
 */
public record VisitTally(long visit, long observationId, int night, UnitState state, int count) {}
