package ciel.workflow.ledger;

import java.sql.SQLException;

/** Carries an error of the database through methods that do not declare it; the transaction explains it. */
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SqlFailure(SQLException cause) {
        super(cause);
    }

    /** Something that asks the database. */
    interface Act<T> {
        T run() throws SQLException;
    }

    static <T> T carried(Act<T> act) {
        try {
            return act.run();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    @Override
    public synchronized SQLException getCause() {
        return (SQLException) super.getCause();
    }
}
