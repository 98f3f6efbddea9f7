package ciel.transfer.ledger;

import ciel.transfer.TransferException;
import ciel.transfer.posix.PosixErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * A ledger in a file of SQLite, {@code ledger.db} in a folder of its own, for one process at a time: the folder is
 * locked for the life of this object. Every transaction is on disk when it ends (write-ahead log, {@code synchronous =
 * FULL}). The file is opened exclusively, which needs no memory shared between processes, so a home folder on a network
 * file system serves as well.
 */
public final class SqliteLedger extends SqlLedger {
    private static final String NAME = "ledger.db";
    private static final int CACHE_KIB = 16_384;

    private final Path folder;
    private final FolderLock lock;

    /**
     * @param folder made if it is not there
     * @throws TransferException if another process has it, or it cannot be used
     */
    public SqliteLedger(Path folder) throws TransferException {
        super(folder.toString());
        this.lock = FolderLock.take(folder);
        this.folder = folder;
        boolean ready = false;
        try {
            boolean isNew = !Files.exists(folder.resolve(NAME));
            prepare();
            if (isNew) {
                sync(folder);
                if (folder.toAbsolutePath().getParent() != null) {
                    sync(folder.toAbsolutePath().getParent());
                }
            }
            ready = true;
        } finally {
            if (!ready) {
                disconnect();
                lock.close();
            }
        }
    }

    /** Names made in a folder are on disk only when the folder is. */
    private static void sync(Path folder) throws TransferException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw PosixErrors.of("[ledger " + folder + "] syncing the folder", e);
        }
    }

    @Override
    Connection connect() throws SQLException {
        SqliteNative.prepare();
        Properties settings = new Properties();
        settings.setProperty("locking_mode", "EXCLUSIVE");
        settings.setProperty("journal_mode", "WAL");
        settings.setProperty("synchronous", "FULL");
        settings.setProperty("cache_size", String.valueOf(-CACHE_KIB));
        Connection c = JDBC.createConnection("jdbc:sqlite:" + folder.resolve(NAME), settings);
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("PRAGMA synchronous")) {
            // Set for each connection and not stored: read back, because power loss would tell too late.
            if (!r.next() || r.getInt(1) != 2) {
                c.close();
                throw new SQLException("the database does not take synchronous = FULL");
            }
        }
        c.setAutoCommit(false);
        return c;
    }

    @Override
    String keyColumn() {
        return "INTEGER PRIMARY KEY";
    }

    @Override
    void claim(long transfer) {
        // the folder is ours alone
    }

    @Override
    void check(Collection<Long> transfers) {
        // the folder is ours alone
    }

    @Override
    void setSync(boolean on) throws SQLException, TransferException {
        // This is not possible within a transaction, and the driver is always in one where it does not commit by
        // itself.
        connection().setAutoCommit(true);
        try (Statement s = connection().createStatement()) {
            s.execute("PRAGMA synchronous = " + (on ? "FULL" : "NORMAL"));
        } finally {
            connection().setAutoCommit(false);
        }
    }

    @Override
    boolean isLost(SQLException e) {
        return false;
    }

    @Override
    public void close() throws TransferException {
        try {
            super.close();
        } finally {
            lock.close();
        }
    }
}
