package ciel.workflow.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;

/** What a change of a unit has to know of it. */
record Brief(
        long unit,
        long campaign,
        long visit,
        UnitState state,
        int attempt,
        long job,
        String cause,
        long bytes,
        int openDeliveries) {
    static Brief of(ResultSet r) throws SQLException {
        return new Brief(
                r.getLong(1),
                r.getLong(2),
                r.getLong(3),
                UnitState.of(r.getInt(4)),
                r.getInt(5),
                r.getLong(6),
                r.getString(7),
                r.getLong(8),
                r.getInt(9));
    }
}
