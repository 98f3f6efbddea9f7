package ciel.transfer.mover;

import ciel.transfer.Entry;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.checksum.Partial;
import ciel.transfer.ledger.Copy;
import ciel.transfer.ledger.LedgerFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One file under way. Guarded by itself. */
final class ItemState {
    /** How far a chunk is. */
    enum ChunkState {
        UNSENT,
        SENT,
        CHECKING,
        GOOD
    }

    /** How an item ended. */
    enum End {
        MOVED,
        PRESENT,
        QUARANTINED,
        DEAD
    }

    final Copy copy;
    final PlanItem plan;
    final boolean isLast;
    /** It was begun in this run: what the ledger said at first is no longer all. */
    boolean begun;
    /** Acts on this link that had worked when this file failed last. */
    long successesAtFailure = -1;

    private final Map<Work, Integer> attempts = new HashMap<>();
    Entry source;
    String fingerprint;
    Temporary temporary;
    StoragePath commitTo;
    /** The name is taken at the destination by other content. */
    boolean taken;

    boolean digesting;
    End end;
    private long chunkBytes;
    private Partial[] parts = {};
    private ChunkState[] states = {};
    private boolean finishing;
    private boolean doubted;
    private long credited;
    private long promised;

    ItemState(Copy copy) {
        LedgerFile file = copy.file();
        this.copy = copy;
        this.plan = new PlanItem(
                file.source(), file.target(), file.size(), file.expected(), file.activity(), file.priority());
        this.isLast = file.last();
    }

    /** Cuts the file into chunks; an empty file is one empty chunk. */
    synchronized void cut(long bytes) {
        finishing = false;
        doubted = false;
        chunkBytes = Math.max(1, bytes);
        int n = Math.toIntExact(Math.max(1, Math.ceilDiv(source.size(), chunkBytes)));
        parts = new Partial[n];
        states = new ChunkState[n];
        java.util.Arrays.fill(states, ChunkState.UNSENT);
    }

    synchronized int chunks() {
        return states.length;
    }

    long offset(int i) {
        return i * chunkBytes;
    }

    long length(int i) {
        return Math.min(chunkBytes, source.size() - offset(i));
    }

    synchronized void sent(int i, Partial part, boolean good) {
        parts[i] = part;
        states[i] = good ? ChunkState.GOOD : ChunkState.SENT;
    }

    synchronized void good(int i) {
        states[i] = ChunkState.GOOD;
    }

    /** The whole was read back, and is good. */
    synchronized void allGood() {
        doubted = false;
        java.util.Arrays.fill(states, ChunkState.GOOD);
    }

    /**
     * A chunk read back wrong. Once it has been sent again, all are read back once more: a backend may have to send the
     * whole file for it.
     */
    synchronized void bad(int i) {
        states[i] = ChunkState.UNSENT;
        parts[i] = null;
        doubted = true;
    }

    synchronized Partial part(int i) {
        return parts[i];
    }

    synchronized List<Integer> in(ChunkState state) {
        List<Integer> out = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            if (states[i] == state) {
                out.add(i);
            }
        }
        return out;
    }

    /**
     * If nothing is unsent, marks what is sent as being checked and returns it; an empty list says that all is good or
     * being checked; null that something is unsent.
     */
    synchronized List<Integer> takeForChecking() {
        if (!in(ChunkState.UNSENT).isEmpty()) {
            return null;
        }
        if (doubted && in(ChunkState.GOOD).size() == states.length) {
            doubted = false;
            java.util.Arrays.fill(states, ChunkState.SENT);
        }
        List<Integer> sent = in(ChunkState.SENT);
        sent.forEach(i -> states[i] = ChunkState.CHECKING);
        return sent;
    }

    /** @return whether all is good, and this is the first to ask since it is */
    synchronized boolean takeForFinish() {
        if (finishing || in(ChunkState.GOOD).size() < states.length) {
            return false;
        }
        finishing = true;
        return true;
    }

    /** Checksums of the whole; only after all chunks are sent and if {@link #digesting}. */
    synchronized Partial whole() {
        Partial whole = Partial.EMPTY;
        for (Partial p : parts) {
            whole = whole.then(p);
        }
        return whole;
    }

    synchronized int attempt(Work work) {
        return attempts.merge(work, 1, Integer::sum);
    }

    /** @return tries that failed, of the work that failed most */
    synchronized int failures() {
        return attempts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** @return bytes newly counted as done, never negative */
    synchronized long credit() {
        long now = 0;
        for (int i = 0; i < states.length; i++) {
            now += states[i] == ChunkState.UNSENT ? 0 : length(i);
        }
        long more = Math.max(0, now - credited);
        credited += more;
        return more;
    }

    /** @return bytes still missing from the count of a file that is there */
    synchronized long creditAll() {
        long more = plan.size() - credited;
        credited = plan.size();
        return more;
    }

    synchronized void promise(long bytes) {
        promised = bytes;
    }

    synchronized long fulfil(long bytes) {
        long n = Math.min(bytes, promised);
        promised -= n;
        return n;
    }
}
