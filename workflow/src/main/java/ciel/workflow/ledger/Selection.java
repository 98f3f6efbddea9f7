package ciel.workflow.ledger;

import java.util.Set;

/**
 * Units that a human means. A unit is meant when it meets every condition.
 *
 * @param states     in one of these states; empty: any
 * @param visits     observation ids; empty: all
 * @param detectors  numbers of detectors; empty: all
 * @param cause      part of the cause's text, in any case; empty: any
 */
public record Selection(Set<UnitState> states, Set<Long> visits, Set<Integer> detectors, String cause) {
    /** Everything. */
    public static final Selection ALL = new Selection(Set.of(), Set.of(), Set.of(), "");

    public Selection {
        states = Set.copyOf(states);
        visits = Set.copyOf(visits);
        detectors = Set.copyOf(detectors);
    }
}
