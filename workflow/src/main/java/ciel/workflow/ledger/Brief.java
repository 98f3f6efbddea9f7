package ciel.workflow.ledger;

import java.util.List;

/**
 * What a change of units has to know of them: units of one visit that are alike.
 *
 * @param ranges ascending
 * @param bytes  of all of them
 */
record Brief(
        List<IdRange> ranges,
        long campaign,
        long visit,
        UnitState state,
        int attempt,
        long job,
        String cause,
        int openDeliveries,
        long bytes) {
    /** @return how many units */
    int count() {
        return IdRange.count(ranges);
    }
}
