package ciel.workflow.ledger;

import java.util.List;

/** Deliveries of units to one destination that are alike. @param ranges of the units, ascending @param bytes of all */
record BriefDelivery(List<IdRange> ranges, long campaign, DeliveryState state, int attempt, String cause, long bytes) {
    /** @return how many deliveries */
    int count() {
        return IdRange.count(ranges);
    }
}
