package ciel.workflow.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A connection with its prepared statements. Used by one thread at a time. */
final class Session {
    private final Database database;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private Connection connection;

    /** Makes a row of a result into something. */
    interface Row<T> {
        T of(ResultSet r) throws SQLException;
    }

    /** Looks at a row of a result. */
    interface Look {
        void at(ResultSet r) throws SQLException;
    }

    Session(Database database) {
        this.database = database;
    }

    Connection connection() throws SQLException {
        if (connection == null) {
            connection = database.connect();
        }
        return connection;
    }

    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement s = prepared.get(sql);
        if (s == null) {
            s = connection().prepareStatement(database.own(sql));
            prepared.put(sql, s);
        }
        return s;
    }

    /** Fills in: null, Instant (milliseconds), whole numbers, doubles, texts. */
    PreparedStatement statement(String sql, Object... values) throws SQLException {
        PreparedStatement s = statement(sql);
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> s.setNull(i + 1, Types.BIGINT);
                case Instant t -> s.setLong(i + 1, t.toEpochMilli());
                case Integer n -> s.setInt(i + 1, n);
                case Long n -> s.setLong(i + 1, n);
                case Double x -> s.setDouble(i + 1, x);
                case String text -> s.setString(i + 1, text);
                default -> throw new IllegalArgumentException("a value of " + values[i].getClass());
            }
        }
        return s;
    }

    int update(String sql, Object... values) throws SQLException {
        return statement(sql, values).executeUpdate();
    }

    void batch(String sql, Object... values) throws SQLException {
        statement(sql, values).addBatch();
    }

    /** Runs what was batched for a statement. */
    void flush(String sql) throws SQLException {
        statement(sql).executeBatch();
    }

    <T> List<T> list(Row<T> row, String sql, Object... values) throws SQLException {
        List<T> out = new ArrayList<>();
        try (ResultSet r = statement(sql, values).executeQuery()) {
            while (r.next()) {
                out.add(row.of(r));
            }
        }
        return out;
    }

    /** Shows every row of an answer. */
    void each(Look look, String sql, Object... values) throws SQLException {
        try (ResultSet r = statement(sql, values).executeQuery()) {
            while (r.next()) {
                look.at(r);
            }
        }
    }

    <T> Optional<T> first(Row<T> row, String sql, Object... values) throws SQLException {
        try (ResultSet r = statement(sql, values).executeQuery()) {
            return r.next() ? Optional.ofNullable(row.of(r)) : Optional.empty();
        }
    }

    /** Drops what was batched and not run. */
    void forget() throws SQLException {
        for (PreparedStatement s : prepared.values()) {
            s.clearBatch();
        }
    }

    void close() {
        prepared.clear();
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // it is gone
            }
            connection = null;
        }
    }
}
