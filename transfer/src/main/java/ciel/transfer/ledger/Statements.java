package ciel.transfer.ledger;

import java.util.List;

/**
 * Every statement of the ledger, in the SQL that SQLite and PostgreSQL share. Each is answered by an index: a test asks
 * SQLite for its plan and fails where one reads a whole table. A partial index is used by SQLite only where the
 * condition stands in the statement word for word, hence {@code waits IS NOT NULL}.
 */
final class Statements {
    /** Version of the tables; a ledger of a later one is refused. */
    static final int VERSION = 1;

    private static final String COLUMNS = "id, transfer, path, origin, size, expected, activity, rank, last, state, "
            + "token, source, there, chunk, length, adler32, crc32c, attempts, cause";

    static final String FIND_TRANSFER = "SELECT id, source, destination FROM transfer WHERE name = ?";
    static final String NEW_TRANSFER =
            "INSERT INTO transfer(name, source, destination) VALUES (?, ?, ?) ON CONFLICT(name) DO NOTHING";
    static final String TRANSFERS = "SELECT id, name, source, destination FROM transfer ORDER BY id";
    static final String CLEAR =
            "UPDATE file_copy SET waits = NULL WHERE transfer = ? AND last IN (0, 1) AND waits IS NOT NULL";
    static final String CLEAR_TALLY =
            "UPDATE transfer SET files = 0, bytes = 0, waiting = 0, waiting_last = 0, waiting_bytes = 0, done = 0, "
                    + "quarantined = 0, failed = 0 WHERE id = ?";
    static final String ADD = "INSERT INTO file_copy(transfer, path, origin, size, expected, activity, rank, last, "
            + "waits, state, token, source, there, chunk, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 0, '', '', '', 0, 0) "
            + "ON CONFLICT(transfer, path) DO UPDATE SET origin = excluded.origin, size = excluded.size, "
            + "expected = excluded.expected, activity = excluded.activity, rank = excluded.rank, "
            + "last = excluded.last, waits = 1, attempts = 0 WHERE file_copy.waits IS NULL";
    static final String ADD_TALLY =
            "UPDATE transfer SET files = files + ?, bytes = bytes + ?, waiting = waiting + ?, waiting_last = "
                    + "waiting_last + ?, waiting_bytes = waiting_bytes + ?, done = done + ?, quarantined = "
                    + "quarantined + ?, failed = failed + ? WHERE id = ?";
    static final String NEXT = "SELECT " + COLUMNS + " FROM file_copy WHERE transfer = ? AND last = ? "
            + "AND waits IS NOT NULL AND (rank, id) > (?, ?) ORDER BY rank, id LIMIT ?";
    static final String FIND = "SELECT " + COLUMNS + " FROM file_copy WHERE transfer = ? AND path = ?";
    static final String PARTS = "SELECT i, length, adler32, crc32c FROM chunk WHERE id = ?";
    static final String BEGUN =
            "UPDATE file_copy SET state = 1, token = ?, source = ?, there = '', chunk = ?, length = NULL, cause = NULL "
                    + "WHERE id BETWEEN ? AND ?";
    static final String CLEAR_PARTS = "DELETE FROM chunk WHERE id BETWEEN ? AND ?";
    static final String PART = "INSERT INTO chunk(id, i, length, adler32, crc32c) VALUES (?, ?, ?, ?, ?) "
            + "ON CONFLICT(id, i) DO UPDATE SET length = excluded.length, adler32 = excluded.adler32, "
            + "crc32c = excluded.crc32c";
    static final String BAD = "DELETE FROM chunk WHERE id = ? AND i = ?";
    static final String ENDED = "UPDATE file_copy SET state = ?, waits = NULL, token = ?, source = CASE WHEN ? = '' "
            + "THEN source ELSE ? END, there = ?, length = ?, adler32 = ?, crc32c = ?, attempts = ?, cause = ? "
            + "WHERE id = ? AND waits IS NOT NULL";
    static final String FAILED = "UPDATE file_copy SET state = ?, waits = NULL, attempts = ?, cause = ? "
            + "WHERE id = ? AND waits IS NOT NULL";
    static final String TALLY = "SELECT files, bytes, waiting, waiting_last, waiting_bytes, done, quarantined, failed "
            + "FROM transfer WHERE id = ?";
    static final String WRONG = "SELECT " + COLUMNS + " FROM file_copy WHERE transfer = ? AND state = ? "
            + "AND state > 10 AND id > ? ORDER BY id LIMIT ?";
    /** Writes a row anew each time: SQLite leaves out a page whose bytes stay the same, and then syncs nothing. */
    static final String TOUCH = "INSERT INTO ledger_version(one, version) VALUES (2, 0) "
            + "ON CONFLICT (one) DO UPDATE SET version = (ledger_version.version + 1) % 1000000";

    static final String FIND_VERSION = "SELECT version FROM ledger_version WHERE one = 1";

    /** All that run while files move. */
    static final List<String> ALL = List.of(
            FIND_TRANSFER,
            NEW_TRANSFER,
            TRANSFERS,
            CLEAR,
            CLEAR_TALLY,
            ADD,
            ADD_TALLY,
            NEXT,
            FIND,
            PARTS,
            BEGUN,
            CLEAR_PARTS,
            PART,
            BAD,
            ENDED,
            FAILED,
            TALLY,
            WRONG,
            TOUCH,
            FIND_VERSION);

    private Statements() {}

    /**
     * @param key type and options of a column that numbers its rows by itself
     * @return statements that make the tables where they are missing
     */
    static List<String> tables(String key) {
        return List.of(
                "CREATE TABLE IF NOT EXISTS ledger_version(one INTEGER PRIMARY KEY, version INTEGER NOT NULL)",
                "INSERT INTO ledger_version(one, version) VALUES (1, " + VERSION + ") ON CONFLICT(one) DO NOTHING",
                "CREATE TABLE IF NOT EXISTS transfer(id " + key + ", name TEXT NOT NULL UNIQUE, source TEXT NOT NULL, "
                        + "destination TEXT NOT NULL, files BIGINT NOT NULL DEFAULT 0, bytes BIGINT NOT NULL DEFAULT "
                        + "0, waiting BIGINT NOT NULL DEFAULT 0, waiting_last BIGINT NOT NULL DEFAULT 0, "
                        + "waiting_bytes BIGINT NOT NULL DEFAULT 0, done BIGINT NOT NULL DEFAULT 0, quarantined "
                        + "BIGINT NOT NULL DEFAULT 0, failed BIGINT NOT NULL DEFAULT 0)",
                // rank: minus the priority. waits: NULL when the file has ended. last: 1 begins after the others.
                "CREATE TABLE IF NOT EXISTS file_copy(id " + key + ", transfer BIGINT NOT NULL, path TEXT NOT NULL, "
                        + "origin TEXT, size BIGINT NOT NULL, expected TEXT, activity TEXT, rank BIGINT NOT NULL, "
                        + "last SMALLINT NOT NULL, waits SMALLINT, state SMALLINT NOT NULL, token TEXT NOT NULL, "
                        + "source TEXT NOT NULL, there TEXT NOT NULL, chunk BIGINT NOT NULL, length BIGINT, adler32 BIGINT, crc32c BIGINT, "
                        + "attempts INTEGER NOT NULL, cause TEXT, UNIQUE(transfer, path))",
                "CREATE INDEX IF NOT EXISTS file_copy_waits ON file_copy(transfer, last, rank, id) "
                        + "WHERE waits IS NOT NULL",
                "CREATE INDEX IF NOT EXISTS file_copy_wrong ON file_copy(transfer, state, id) WHERE state > 10",
                "CREATE TABLE IF NOT EXISTS chunk(id BIGINT NOT NULL, i INTEGER NOT NULL, length BIGINT NOT NULL, "
                        + "adler32 BIGINT NOT NULL, crc32c BIGINT NOT NULL, PRIMARY KEY(id, i))");
    }
}
