package ciel.workflow.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Deliveries to one destination, of units that follow one another, which are alike. @param bytes of all of them */
record BriefDelivery(long unit, long last, long campaign, DeliveryState state, int attempt, String cause, long bytes) {
    static BriefDelivery of(ResultSet r) throws SQLException {
        return new BriefDelivery(
                r.getLong(1),
                r.getLong(2),
                r.getLong(3),
                DeliveryState.of(r.getInt(4)),
                r.getInt(5),
                r.getString(6),
                r.getLong(7));
    }

    /** @return how many deliveries */
    int count() {
        return (int) (last - unit + 1);
    }
}
