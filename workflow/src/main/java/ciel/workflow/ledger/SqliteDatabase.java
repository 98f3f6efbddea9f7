package ciel.workflow.ledger;

import ciel.sim.InputException;
import ciel.transfer.ledger.SqliteNative;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/** A file of SQLite with a write-ahead log, or memory. Every transaction of a file is on disk when it ends. */
final class SqliteDatabase implements Database {
    private static final int CACHE_KIB = 65_536;
    private static final int BUSY_MILLIS = 20_000;

    private final String url;
    private final String what;
    private final boolean memory;
    private final boolean sync;

    /** @param file or null for memory @param sync whether transactions survive a loss of power */
    SqliteDatabase(Path file, boolean sync) {
        SqliteNative.prepare();
        this.memory = file == null;
        this.sync = sync;
        this.what = memory ? "in memory" : file.toString();
        this.url = "jdbc:sqlite:"
                + (memory ? "file:ciel-" + java.util.UUID.randomUUID() + "?mode=memory&cache=shared" : file.toString());
    }

    private SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        config.setPragma(SQLiteConfig.Pragma.TEMP_STORE, "MEMORY");
        // a session is used by one thread at a time
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        // else the driver leaves a statement open after each insert
        config.setGetGeneratedKeys(false);
        if (!memory) {
            // what a loss of power may damage need not be written twice
            config.setJournalMode(sync ? SQLiteConfig.JournalMode.WAL : SQLiteConfig.JournalMode.MEMORY);
            config.setSynchronous(sync ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.OFF);
        }
        return config;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public Connection connect() throws SQLException {
        Connection c = JDBC.createConnection(url, config().toProperties());
        if (!memory) {
            // Set for each connection and not stored: read back, because a loss of power would tell too late.
            try (Statement s = c.createStatement()) {
                if (number(s, "PRAGMA synchronous") != (sync ? 2 : 0)) {
                    c.close();
                    throw new SQLException("the database does not take synchronous = FULL");
                }
                try (ResultSet r = s.executeQuery("PRAGMA journal_mode")) {
                    if (!r.next() || !r.getString(1).equals(sync ? "wal" : "memory")) {
                        c.close();
                        throw new SQLException("the file system does not allow a write-ahead log");
                    }
                }
            }
        }
        return c;
    }

    /** Nobody else will open the file: its locks are taken once, and what was read stays known. */
    void alone(Connection connection) throws SQLException {
        execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
    }

    // The driver's own transactions begin anew as soon as one is committed; an immediate one would keep all others out.

    @Override
    public void begin(Connection connection) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        execute(connection, "COMMIT");
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        execute(connection, "ROLLBACK");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute(sql);
        }
    }

    private static int number(Statement s, String sql) throws SQLException {
        try (ResultSet r = s.executeQuery(sql)) {
            return r.next() ? r.getInt(1) : -1;
        }
    }

    @Override
    public boolean single() {
        return !sync;
    }

    @Override
    public DataSource source() {
        SQLiteDataSource source = new SQLiteDataSource(config());
        source.setUrl(url);
        return source;
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of("key", "INTEGER", "serial", "INTEGER PRIMARY KEY", "compact", "WITHOUT ROWID");
    }

    @Override
    public String own(String sql) {
        return sql.replace("{now}", "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)")
                .replace("{share}", "");
    }

    @Override
    public void limitIdle(Connection connection, Duration lease) {
        // one writer: a process that is stopped within a transaction keeps the file; the next one says who it is
    }

    @Override
    public boolean isLost(SQLException e) {
        return false;
    }

    @Override
    public boolean isLocked(SQLException e) {
        return (e.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
    }

    @Override
    public void loaded(Session session) {
        // every statement has one index that fits, whatever the number of rows
    }

    @Override
    public void backup(Session session, Path file) throws SQLException {
        if (java.nio.file.Files.exists(file)) {
            throw new InputException(file.toString(), "is there already", "name a file that does not exist");
        }
        try (PreparedStatement s = session.connection().prepareStatement("VACUUM INTO ?")) {
            s.setString(1, file.toString());
            s.execute();
        }
    }
}
