package ciel.workflow.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads rows as groups of rows that follow one another and are alike. Units of a job and of a visit move together, so
 * that a group is mostly a whole range, and is counted by the database in a tenth of the time that reading its rows
 * takes.
 */
final class Alike {
    /** Shorter ranges are read row by row. */
    private static final int FEW = 8;

    private Alike() {}

    /** A group of rows. */
    interface Group<T> {
        T of(ResultSet r) throws SQLException;

        long first(T group);

        long last(T group);

        /** @return whether the largest values, in the columns from 12 on, are the least */
        boolean alike(ResultSet r) throws SQLException;
    }

    /**
     * @param span    statement with one row: the least of each column as in the other two, how many in column 11, and the
     *                largest of each column behind it
     * @param grouped statement with a row a group: its first row and its last, ascending; how many stands in column 11
     * @param rows    statement with a row a row, the same columns but the last, ascending
     * @param more    values behind first and last
     * @return groups of the rows of the set, ascending
     */
    static <T> List<T> read(
            Session db, IdSet set, Group<T> group, String span, String grouped, String rows, Object... more)
            throws SQLException {
        List<T> out = new ArrayList<>();
        for (IdRange w : SqlWriter.windows(set)) {
            Object[] values = new Object[2 + more.length];
            values[0] = w.first();
            values[1] = w.last();
            System.arraycopy(more, 0, values, 2, more.length);
            boolean whole = w.size() >= FEW && set.containsAll(w);
            if (whole && one(db, group, span, values, out)) {
                continue;
            }
            if (!whole || !groups(db, group, grouped, values, out)) {
                for (T row : db.list(group::of, rows, values)) {
                    if (set.contains(group.first(row))) {
                        out.add(row);
                    }
                }
            }
        }
        return out;
    }

    /** @return false where the rows are not alike; nothing is added then */
    private static <T> boolean one(Session db, Group<T> group, String sql, Object[] values, List<T> out)
            throws SQLException {
        try (ResultSet r = db.statement(sql, values).executeQuery()) {
            if (!r.next()
                    || r.getLong(11) == 0
                    || r.getLong(11) != r.getLong(2) - r.getLong(1) + 1
                    || !group.alike(r)) {
                return false;
            }
            out.add(group.of(r));
            return true;
        }
    }

    /** @return false where a group has gaps; nothing is added then */
    private static <T> boolean groups(Session db, Group<T> group, String sql, Object[] values, List<T> out)
            throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet r = db.statement(sql, values).executeQuery()) {
            while (r.next()) {
                T g = group.of(r);
                if (r.getLong(11) != group.last(g) - group.first(g) + 1) {
                    return false;
                }
                found.add(g);
            }
        }
        out.addAll(found);
        return true;
    }
}
