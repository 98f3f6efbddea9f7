package ciel.transfer.ledger;

import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.checksum.Partial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What SQLite and PostgreSQL have in common. One connection, used by one thread at a time; who writes while another
 * syncs waits for the next sync, so that many share one.
 */
abstract class SqlLedger implements Ledger {
    private static final int BATCH = 5000;

    private final String what;
    private final ReentrantLock database = new ReentrantLock();
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private Connection connection;
    /** Guarded by itself, and so are the two below. */
    private Map<Long, Pending> pending = new LinkedHashMap<>();

    private Map<Long, Pending> writing = Map.of();
    private long noted;
    /** Guarded by {@link #database}. */
    private long synced;

    private long written;

    /** @param what for messages: where the ledger is, no secret */
    SqlLedger(String what) {
        this.what = what;
    }

    /** What is done within a transaction. */
    interface Act<T> {
        T run() throws SQLException, TransferException;
    }

    /** @return a new connection, without automatic commits */
    abstract Connection connect() throws SQLException, TransferException;

    /** @return type and options of a column that numbers its rows by itself */
    abstract String keyColumn();

    /** Takes a transfer for this process. */
    abstract void claim(long transfer) throws SQLException, TransferException;

    /** Makes sure, within a transaction, that the transfers are still ours. */
    abstract void check(Collection<Long> transfers) throws SQLException, TransferException;

    /** Whether transactions from now on are on disk when they end. */
    abstract void setSync(boolean on) throws SQLException, TransferException;

    /** @return whether the connection is gone, and another is worth a try */
    abstract boolean isLost(SQLException e);

    final String what() {
        return what;
    }

    /** Makes the tables where they are missing. */
    final void prepare() throws TransferException {
        transaction("opening", () -> {
            try (Statement s = connection().createStatement()) {
                for (String table : Statements.tables(keyColumn())) {
                    s.execute(table);
                }
            }
            try (ResultSet r = statement(Statements.FIND_VERSION).executeQuery()) {
                r.next();
                if (r.getInt(1) > Statements.VERSION) {
                    throw new SettingException("[ledger " + what + "] was written by a later version of Ciel (tables "
                            + r.getInt(1) + ", this one knows " + Statements.VERSION + "); use that one");
                }
            }
            return null;
        });
    }

    final Connection connection() throws SQLException, TransferException {
        if (connection == null) {
            connection = connect();
        }
        return connection;
    }

    final PreparedStatement statement(String sql) throws SQLException, TransferException {
        PreparedStatement s = prepared.get(sql);
        if (s == null) {
            s = connection().prepareStatement(sql);
            prepared.put(sql, s);
        }
        return s;
    }

    /** Runs an act as one transaction; once more on a new connection where the old one was gone. */
    final <T> T transaction(String doing, Act<T> act) throws TransferException {
        database.lock();
        try {
            try {
                return once(act);
            } catch (SQLException e) {
                if (!isLost(e)) {
                    throw error(doing, e);
                }
                disconnect();
                return once(act);
            }
        } catch (SQLException e) {
            throw error(doing, e);
        } finally {
            database.unlock();
        }
    }

    private <T> T once(Act<T> act) throws SQLException, TransferException {
        boolean done = false;
        try {
            T result = act.run();
            connection().commit();
            done = true;
            return result;
        } finally {
            if (!done && connection != null) {
                try {
                    connection.rollback();
                } catch (SQLException e) {
                    disconnect();
                }
            }
        }
    }

    private LedgerException error(String doing, SQLException e) {
        return new LedgerException(
                "[ledger " + what + "] " + doing + ": " + e.getMessage()
                        + "; nothing is moved that cannot be written down; look at the disk or the database, then run"
                        + " again",
                e);
    }

    final void disconnect() {
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

    @Override
    public final long open(String name, String source, String destination) throws TransferException {
        return transaction("opening transfer '" + name + "'", () -> {
            PreparedStatement make = statement(Statements.NEW_TRANSFER);
            make.setString(1, name);
            make.setString(2, source);
            make.setString(3, destination);
            make.executeUpdate();
            PreparedStatement find = statement(Statements.FIND_TRANSFER);
            find.setString(1, name);
            long id;
            try (ResultSet r = find.executeQuery()) {
                r.next();
                id = r.getLong(1);
                if (!r.getString(2).equals(source) || !r.getString(3).equals(destination)) {
                    throw new SettingException("[ledger " + what + "] transfer '" + name + "' goes from "
                            + r.getString(2) + " to " + r.getString(3) + ", not from " + source + " to " + destination
                            + "; give this one another name, or another state folder");
                }
            }
            claim(id);
            return id;
        });
    }

    @Override
    public final List<TransferRow> transfers() throws TransferException {
        return transaction("listing transfers", () -> {
            List<TransferRow> out = new ArrayList<>();
            try (ResultSet r = statement(Statements.TRANSFERS).executeQuery()) {
                while (r.next()) {
                    out.add(new TransferRow(r.getLong(1), r.getString(2), r.getString(3), r.getString(4)));
                }
            }
            return out;
        });
    }

    @Override
    public final void clear(long transfer) throws TransferException {
        force();
        transaction("clearing the queue", () -> {
            check(List.of(transfer));
            for (String sql : List.of(Statements.CLEAR, Statements.CLEAR_TALLY)) {
                PreparedStatement s = statement(sql);
                s.setLong(1, transfer);
                s.executeUpdate();
            }
            return null;
        });
    }

    @Override
    public final long add(long transfer, List<LedgerFile> files) throws TransferException {
        long added = 0;
        for (int from = 0; from < files.size(); from += BATCH) {
            List<LedgerFile> part = files.subList(from, Math.min(files.size(), from + BATCH));
            added += transaction("adding files", () -> addBatch(transfer, part));
        }
        return added;
    }

    private long addBatch(long transfer, List<LedgerFile> files) throws SQLException, TransferException {
        check(List.of(transfer));
        PreparedStatement s = statement(Statements.ADD);
        for (LedgerFile f : files) {
            s.setLong(1, transfer);
            s.setString(2, f.target().uri());
            s.setString(3, f.source().equals(f.target()) ? null : f.source().uri());
            s.setLong(4, f.size());
            s.setString(5, f.expected().isEmpty() ? null : ExpectedSums.text(f.expected()));
            s.setString(6, f.activity());
            s.setLong(7, -f.priority());
            s.setInt(8, f.last() ? 1 : 0);
            s.addBatch();
        }
        int[] counts = s.executeBatch();
        TallyChange delta = new TallyChange();
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0) {
                LedgerFile f = files.get(k);
                delta.files++;
                delta.bytes += f.size();
                delta.waits(f, 1);
            }
        }
        write(transfer, delta);
        return delta.files;
    }

    private void write(long transfer, TallyChange d) throws SQLException, TransferException {
        PreparedStatement s = statement(Statements.ADD_TALLY);
        long[] values = d.values(transfer);
        for (int i = 0; i < values.length; i++) {
            s.setLong(i + 1, values[i]);
        }
        s.executeUpdate();
    }

    @Override
    public final List<Copy> next(long transfer, boolean last, Copy after, int most) throws TransferException {
        Copy from = after;
        while (true) {
            Copy start = from;
            List<Copy> read = transaction("reading what is next", () -> {
                PreparedStatement s = statement(Statements.NEXT);
                s.setLong(1, transfer);
                s.setInt(2, last ? 1 : 0);
                s.setLong(3, start == null ? Long.MIN_VALUE : -start.file().priority());
                s.setLong(4, start == null ? 0 : start.id());
                s.setInt(5, most);
                return rows(s);
            });
            List<Copy> waiting = withoutEnded(read);
            if (!waiting.isEmpty() || read.size() < most) {
                return waiting;
            }
            from = read.getLast();
        }
    }

    /** Without those whose end was noted since the last sync. */
    private synchronized List<Copy> withoutEnded(List<Copy> read) {
        List<Copy> out = new ArrayList<>(read.size());
        for (Copy c : read) {
            Pending p = pending.get(c.id());
            if (p == null || p.ended == null) {
                out.add(c);
            }
        }
        return out;
    }

    @Override
    public final Optional<Copy> find(long transfer, StoragePath target) throws TransferException {
        return transaction("looking for '" + target + "'", () -> {
            PreparedStatement s = statement(Statements.FIND);
            s.setLong(1, transfer);
            s.setString(2, target.uri());
            return rows(s).stream().findFirst();
        });
    }

    @Override
    public final List<Copy> ended(long transfer, CopyState state, long after, int most) throws TransferException {
        if (state != CopyState.QUARANTINED && state != CopyState.FAILED) {
            throw new IllegalArgumentException(state + ": only files that did not arrive are listed");
        }
        force();
        return transaction("listing files that did not arrive", () -> {
            PreparedStatement s = statement(Statements.WRONG);
            s.setLong(1, transfer);
            s.setInt(2, state.number());
            s.setLong(3, after);
            s.setInt(4, most);
            return rows(s);
        });
    }

    /** Rows of a query, with what was noted since the last sync. */
    private List<Copy> rows(PreparedStatement s) throws SQLException, TransferException {
        List<Copy> out = new ArrayList<>();
        try (ResultSet r = s.executeQuery()) {
            while (r.next()) {
                out.add(overlay(row(r)));
            }
        }
        return out;
    }

    private Copy overlay(Copy row) {
        synchronized (this) {
            Pending early = writing.get(row.id());
            Pending late = pending.get(row.id());
            Copy c = early == null ? row : early.on(row);
            return late == null ? c : late.on(c);
        }
    }

    private static Copy row(ResultSet r) throws SQLException, UnsafePathException {
        StoragePath target = StoragePath.ofUri(r.getString(3));
        String origin = r.getString(4);
        LedgerFile file = new LedgerFile(
                origin == null ? target : StoragePath.ofUri(origin),
                target,
                r.getLong(5),
                ExpectedSums.of(r.getString(6)),
                r.getString(7),
                (int) -r.getLong(8),
                r.getInt(9) != 0);
        long length = r.getLong(15);
        Partial whole = r.wasNull() ? null : new Partial(length, r.getLong(16), r.getLong(17));
        return new Copy(
                r.getLong(1),
                r.getLong(2),
                file,
                CopyState.of(r.getInt(10)),
                r.getString(11),
                r.getString(12),
                r.getString(13),
                r.getLong(14),
                whole,
                r.getInt(18),
                r.getString(19));
    }

    @Override
    public final Map<Integer, Partial> parts(long id) throws TransferException {
        Map<Integer, Partial> out = new TreeMap<>();
        transaction("reading chunks", () -> {
            PreparedStatement s = statement(Statements.PARTS);
            s.setLong(1, id);
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    out.put(r.getInt(1), new Partial(r.getLong(2), r.getLong(3), r.getLong(4)));
                }
            }
            return null;
        });
        synchronized (this) {
            for (Pending p : new Pending[] {writing.get(id), pending.get(id)}) {
                if (p != null) {
                    if (p.clearParts) {
                        out.clear();
                    }
                    p.parts.forEach((i, part) -> {
                        if (part.isPresent()) {
                            out.put(i, part.get());
                        } else {
                            out.remove(i);
                        }
                    });
                }
            }
        }
        return out;
    }

    @Override
    public final synchronized void note(Note note) {
        pending.computeIfAbsent(note.copy().id(), id -> new Pending(note.copy()))
                .add(note);
        noted++;
    }

    @Override
    public final void flush() throws TransferException {
        write(false);
    }

    @Override
    public final void force() throws TransferException {
        write(true);
    }

    private void write(boolean sync) throws TransferException {
        long mine;
        synchronized (this) {
            mine = noted;
        }
        database.lock();
        try {
            if ((sync ? synced : written) >= mine) {
                return;
            }
            long upTo;
            synchronized (this) {
                upTo = noted;
                writing = pending;
                pending = new LinkedHashMap<>();
            }
            boolean done = false;
            try {
                if (!sync) {
                    syncing(false);
                }
                transaction("writing", () -> {
                    apply(writing);
                    return null;
                });
                done = true;
            } finally {
                synchronized (this) {
                    if (!done) {
                        putBack();
                    }
                    writing = Map.of();
                }
                if (!sync) {
                    syncing(true);
                }
            }
            written = upTo;
            synced = sync ? upTo : synced;
        } finally {
            database.unlock();
        }
    }

    private void syncing(boolean on) throws TransferException {
        transaction("writing", () -> {
            setSync(on);
            return null;
        });
    }

    /** What could not be written is kept, before what was noted meanwhile. */
    private void putBack() {
        Map<Long, Pending> newer = pending;
        pending = writing;
        newer.forEach((id, p) -> {
            Pending old = pending.get(id);
            if (old == null) {
                pending.put(id, p);
            } else {
                if (p.begun != null) {
                    old.add(p.begun);
                }
                p.parts.forEach((i, part) -> old.parts.put(i, part));
                if (p.ended != null) {
                    old.add(p.ended);
                }
            }
        });
    }

    private void apply(Map<Long, Pending> all) throws SQLException, TransferException {
        if (all.isEmpty()) {
            // Everything is written, and not yet synced: a transaction that writes syncs what came before it.
            statement(Statements.TOUCH).executeUpdate();
        }
        check(all.values().stream().map(p -> p.copy.transfer()).distinct().toList());
        begin(all);
        chunks(all);
        end(all);
    }

    private void begin(Map<Long, Pending> all) throws SQLException, TransferException {
        PreparedStatement begun = statement(Statements.BEGUN);
        PreparedStatement clear = statement(Statements.CLEAR_PARTS);
        Runs begins = new Runs();
        Runs clears = new Runs();
        for (Map.Entry<Long, Pending> e : all.entrySet()) {
            Note.Begun b = e.getValue().begun;
            Note.Ended end = e.getValue().ended;
            // A file that has ended needs no word of its beginning.
            if (b != null && (end == null || end.state() == CopyState.FAILED)) {
                begins.add(e.getKey(), b);
            }
            if (e.getValue().clearParts) {
                clears.add(e.getKey(), null);
            }
        }
        for (Runs.Run r : begins.list()) {
            begun.setString(1, r.begun().token());
            begun.setString(2, r.begun().source());
            begun.setLong(3, r.begun().chunk());
            begun.setLong(4, r.first());
            begun.setLong(5, r.last());
            begun.addBatch();
        }
        for (Runs.Run r : clears.list()) {
            clear.setLong(1, r.first());
            clear.setLong(2, r.last());
            clear.addBatch();
        }
        run(begun, begins.list().size());
        run(clear, clears.list().size());
    }

    private void chunks(Map<Long, Pending> all) throws SQLException, TransferException {
        PreparedStatement part = statement(Statements.PART);
        PreparedStatement bad = statement(Statements.BAD);
        int parts = 0;
        int bads = 0;
        for (Map.Entry<Long, Pending> e : all.entrySet()) {
            for (Map.Entry<Integer, Optional<Partial>> p : e.getValue().parts.entrySet()) {
                PreparedStatement s = p.getValue().isPresent() ? part : bad;
                s.setLong(1, e.getKey());
                s.setInt(2, p.getKey());
                if (p.getValue().isPresent()) {
                    s.setLong(3, p.getValue().get().length());
                    s.setLong(4, p.getValue().get().adler32());
                    s.setLong(5, p.getValue().get().crc32c());
                    parts++;
                } else {
                    bads++;
                }
                s.addBatch();
            }
        }
        run(part, parts);
        run(bad, bads);
    }

    private void end(Map<Long, Pending> all) throws SQLException, TransferException {
        PreparedStatement ended = statement(Statements.ENDED);
        PreparedStatement failed = statement(Statements.FAILED);
        List<Note.Ended> ends = new ArrayList<>();
        List<Note.Ended> fails = new ArrayList<>();
        for (Pending p : all.values()) {
            Note.Ended n = p.ended;
            if (n == null) {
                continue;
            }
            if (n.state() == CopyState.FAILED) {
                failed.setInt(1, n.state().number());
                failed.setInt(2, n.attempts());
                failed.setString(3, n.cause());
                failed.setLong(4, n.copy().id());
                failed.addBatch();
                fails.add(n);
            } else {
                ended.setInt(1, n.state().number());
                ended.setString(2, "");
                ended.setString(3, n.source());
                ended.setString(4, n.source());
                ended.setString(5, n.there());
                if (n.whole() == null) {
                    ended.setNull(6, Types.BIGINT);
                } else {
                    ended.setLong(6, n.whole().length());
                }
                ended.setLong(7, n.whole() == null ? 0 : n.whole().adler32());
                ended.setLong(8, n.whole() == null ? 0 : n.whole().crc32c());
                ended.setInt(9, n.attempts());
                ended.setString(10, n.cause());
                ended.setLong(11, n.copy().id());
                ended.addBatch();
                ends.add(n);
            }
        }
        Map<Long, TallyChange> deltas = new HashMap<>();
        count(run(ended, ends.size()), ends, deltas);
        count(run(failed, fails.size()), fails, deltas);
        for (Map.Entry<Long, TallyChange> e : deltas.entrySet()) {
            write(e.getKey(), e.getValue());
        }
    }

    private static int[] run(PreparedStatement s, int n) throws SQLException {
        return n == 0 ? new int[0] : s.executeBatch();
    }

    private static void count(int[] counts, List<Note.Ended> notes, Map<Long, TallyChange> deltas) {
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0) {
                Copy copy = notes.get(k).copy();
                TallyChange d = deltas.computeIfAbsent(copy.transfer(), t -> new TallyChange());
                d.waits(copy.file(), -1);
                switch (notes.get(k).state()) {
                    case DONE -> d.done++;
                    case QUARANTINED -> d.quarantined++;
                    default -> d.failed++;
                }
            }
        }
    }

    @Override
    public final Tally tally(long transfer) throws TransferException {
        force();
        return transaction("reading sums", () -> {
            PreparedStatement s = statement(Statements.TALLY);
            s.setLong(1, transfer);
            try (ResultSet r = s.executeQuery()) {
                r.next();
                return new Tally(
                        r.getLong(1),
                        r.getLong(2),
                        r.getLong(3),
                        r.getLong(4),
                        r.getLong(5),
                        r.getLong(6),
                        r.getLong(7),
                        r.getLong(8));
            }
        });
    }

    @Override
    public void compact() throws TransferException {
        force();
        database.lock();
        try {
            // Statements that were prepared may count as being under way.
            disconnect();
            Connection c = connection();
            c.setAutoCommit(true);
            try (Statement s = c.createStatement()) {
                s.execute("VACUUM");
            } finally {
                c.setAutoCommit(false);
            }
        } catch (SQLException e) {
            throw error("compacting", e);
        } finally {
            database.unlock();
        }
    }

    @Override
    public void close() throws TransferException {
        try {
            force();
        } finally {
            database.lock();
            try {
                disconnect();
            } finally {
                database.unlock();
            }
        }
    }
}
