package ciel.workflow.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/** What differs between SQLite and PostgreSQL. */
interface Database {
    /** @return where it is, for messages; no secret */
    String what();

    /** @return a connection that commits each statement by itself, outside of {@link #begin} */
    Connection connect() throws SQLException;

    /** Begins a transaction that writes. */
    void begin(Connection connection) throws SQLException;

    /** Ends it; it is on disk. */
    void commit(Connection connection) throws SQLException;

    /** Takes it back. */
    void rollback(Connection connection) throws SQLException;

    /** @return whether one connection serves reading and writing */
    boolean single();

    /** @return connections for the migrations */
    DataSource source();

    /** @return values of the placeholders of the migrations */
    Map<String, String> placeholders();

    /** @return a statement with this database's own words */
    String own(String sql);

    /** The lease of this process lasts so long: a transaction that hangs is to end within it. */
    void limitIdle(Connection connection, Duration lease) throws SQLException;

    /** @return whether the connection is gone, and another is worth a try */
    boolean isLost(SQLException e);

    /** @return whether somebody else kept the database locked for too long */
    boolean isLocked(SQLException e);

    /** Many rows were added: the planner of the database is told, for it decides by how many there are. */
    void loaded(Session session) throws SQLException;

    /** Writes a copy. */
    void backup(Session session, Path file) throws SQLException;
}
