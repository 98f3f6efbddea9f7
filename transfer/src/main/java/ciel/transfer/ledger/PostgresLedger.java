package ciel.transfer.ledger;

import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

/**
 * A ledger in PostgreSQL, which several daemons share. A transfer belongs to one of them at a time, by a lease with a
 * number that only grows. Every transaction locks the rows of its leases first, so a daemon that slept while another
 * took over writes nothing; and the server ends a transaction that is idle, so a daemon that is stopped in the middle
 * of one keeps nobody out. The times of leases are the server's.
 */
public final class PostgresLedger extends SqlLedger {
    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS lease(transfer BIGINT PRIMARY KEY, holder TEXT NOT NULL, token BIGINT NOT NULL,"
                    + " until TIMESTAMPTZ NOT NULL)";
    private static final String TAKE = "INSERT INTO lease(transfer, holder, token, until) VALUES (?, ?, 1, "
            + "clock_timestamp() + ? * INTERVAL '1 millisecond') ON CONFLICT(transfer) DO UPDATE SET holder = "
            + "excluded.holder, token = lease.token + 1, until = excluded.until WHERE lease.until < "
            + "clock_timestamp() OR lease.holder = excluded.holder RETURNING token";
    private static final String HOLDER = "SELECT holder FROM lease WHERE transfer = ?";
    private static final String CHECK = "SELECT 1 FROM lease WHERE transfer = ? AND token = ? FOR SHARE";
    private static final String RENEW =
            "UPDATE lease SET until = clock_timestamp() + ? * INTERVAL '1 millisecond' WHERE transfer = ? AND token = ?";
    private static final String GIVE_BACK =
            "UPDATE lease SET until = clock_timestamp() - INTERVAL '1 second' " + "WHERE transfer = ? AND token = ?";

    private final String url;
    private final Properties login;
    private final Duration lease;
    private final String holder;
    private final Map<Long, Long> tokens = new HashMap<>();
    private final Thread renewer;
    private volatile boolean closed;

    /**
     * @param url   {@code jdbc:postgresql://host/database}; passwords stand in a file, as for every client of PostgreSQL
     *              (PGPASSFILE, ~/.pgpass)
     * @param user  role
     * @param lease how long a transfer stays with a daemon that no longer answers, at least 1 s
     * @throws TransferException if the database does not answer
     */
    public PostgresLedger(String url, String user, Duration lease) throws TransferException {
        super(url.replaceAll("\\?.*", ""));
        if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a lease of " + lease + "; must be at least 1 s");
        }
        this.url = url;
        this.lease = lease;
        this.holder = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        this.login = new Properties();
        login.setProperty("user", user);
        login.setProperty("tcpKeepAlive", "true");
        login.setProperty("connectTimeout", "10");
        login.setProperty("ApplicationName", "ciel");
        prepare();
        transaction("opening", () -> {
            try (Statement s = connection().createStatement()) {
                s.execute(TABLE);
            }
            return null;
        });
        renewer = Thread.ofVirtual().name("lease").start(this::renew);
    }

    @Override
    Connection connect() throws SQLException {
        Connection c = DriverManager.getConnection(url, login);
        try (Statement s = c.createStatement()) {
            s.execute("SET synchronous_commit = on");
            s.execute("SET idle_in_transaction_session_timeout = " + lease.toMillis() / 2);
        }
        c.setAutoCommit(false);
        return c;
    }

    @Override
    String keyColumn() {
        return "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    }

    @Override
    void claim(long transfer) throws SQLException, TransferException {
        PreparedStatement take = statement(TAKE);
        take.setLong(1, transfer);
        take.setString(2, holder);
        take.setLong(3, lease.toMillis());
        try (ResultSet r = take.executeQuery()) {
            if (r.next()) {
                synchronized (tokens) {
                    tokens.put(transfer, r.getLong(1));
                }
                return;
            }
        }
        PreparedStatement who = statement(HOLDER);
        who.setLong(1, transfer);
        try (ResultSet r = who.executeQuery()) {
            throw new SettingException("[ledger " + what() + "] transfer " + transfer + " is held by another daemon"
                    + (r.next() ? " (" + r.getString(1) + ")" : "") + "; stop that one, or wait "
                    + lease.toSeconds() + " s after its end");
        }
    }

    @Override
    void check(Collection<Long> transfers) throws SQLException, TransferException {
        for (long transfer : transfers) {
            Long token;
            synchronized (tokens) {
                token = tokens.get(transfer);
            }
            PreparedStatement s = statement(CHECK);
            s.setLong(1, transfer);
            s.setLong(2, token == null ? -1 : token);
            try (ResultSet r = s.executeQuery()) {
                if (token == null || !r.next()) {
                    throw new LedgerException(
                            "[ledger " + what() + "] transfer " + transfer
                                    + " was taken over by another daemon while this one did not answer; nothing more is"
                                    + " written for it here",
                            null);
                }
            }
        }
    }

    @Override
    void setSync(boolean on) throws SQLException, TransferException {
        try (Statement s = connection().createStatement()) {
            s.execute("SET synchronous_commit = " + (on ? "on" : "off"));
        }
    }

    @Override
    boolean isLost(SQLException e) {
        String state = e.getSQLState();
        // connection exceptions; ended by an administrator or by a time-out of the server
        return state != null && (state.startsWith("08") || state.startsWith("57P") || state.equals("25P03"));
    }

    private void renew() {
        while (!closed) {
            try {
                Thread.sleep(lease.dividedBy(3));
                transaction("renewing leases", () -> {
                    renew(RENEW);
                    return null;
                });
            } catch (InterruptedException e) {
                return;
            } catch (TransferException e) {
                // whoever writes next is told
            }
        }
    }

    private void renew(String sql) throws SQLException, TransferException {
        Map<Long, Long> ours;
        synchronized (tokens) {
            ours = Map.copyOf(tokens);
        }
        for (Map.Entry<Long, Long> e : ours.entrySet()) {
            PreparedStatement s = statement(sql);
            int i = 1;
            if (sql.equals(RENEW)) {
                s.setLong(i++, lease.toMillis());
            }
            s.setLong(i++, e.getKey());
            s.setLong(i, e.getValue());
            s.executeUpdate();
        }
    }

    @Override
    public void close() throws TransferException {
        closed = true;
        renewer.interrupt();
        try {
            force();
        } finally {
            try {
                transaction("giving leases back", () -> {
                    renew(GIVE_BACK);
                    return null;
                });
            } finally {
                super.close();
            }
        }
    }
}
