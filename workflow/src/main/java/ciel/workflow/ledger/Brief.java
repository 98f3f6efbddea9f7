package ciel.workflow.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What a change of units has to know of them: units that follow one another and are alike.
 *
 * @param unit  the first
 * @param last  included
 * @param bytes of all of them
 */
record Brief(
        long unit,
        long last,
        long campaign,
        long visit,
        UnitState state,
        int attempt,
        long job,
        String cause,
        int openDeliveries,
        long bytes) {
    static Brief of(ResultSet r) throws SQLException {
        return new Brief(
                r.getLong(1),
                r.getLong(2),
                r.getLong(3),
                r.getLong(4),
                UnitState.of(r.getInt(5)),
                r.getInt(6),
                r.getLong(7),
                r.getString(8),
                r.getInt(9),
                r.getLong(10));
    }

    /** @return how many units */
    int count() {
        return (int) (last - unit + 1);
    }
}
