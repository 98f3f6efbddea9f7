package ciel.transfer.globus.backend;

import ciel.transfer.Entry;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files fetched whole for reading, kept while their ranges are read: a task for each file and not for each range, and
 * not a second one after a crash. The {@link #KEPT} used last are
 * kept.
 */
final class Fetched {
    private static final int KEPT = 8;
    /**
     * A look at a file is good for so long: Globus grants 20 requests a second, and a large file is read in many
     * ranges.
     */
    private static final long FRESH_NANOS = 2_000_000_000L;

    /** One file. The first reader fetches it while the others wait on it. */
    private static final class Copy {
        final Staged staged;
        final Entry entry;
        volatile boolean complete;
        /** When it was last seen to be the file that is there; guarded by the map. */
        long seen = System.nanoTime();
        /** Readers between finding the copy and having opened it; guarded by the map. */
        int opening;

        boolean dropped;
        boolean failed;

        Copy(Staged staged, Entry entry) {
            this.staged = staged;
            this.entry = entry;
        }
    }

    private final Staging staging;
    private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

    Fetched(Staging staging) {
        this.staging = staging;
    }

    /** The file as it was seen a moment ago, null if there is no copy of it here or it is time to look again. */
    Entry seen(String key) {
        synchronized (copies) {
            Copy c = copies.get(key);
            return c != null && c.complete && System.nanoTime() - c.seen < FRESH_NANOS ? c.entry : null;
        }
    }

    ReadableByteChannel range(String key, String remotePath, Entry entry, long offset, long length, String what)
            throws TransferException {
        Copy c;
        synchronized (copies) {
            c = copies.get(key);
            if (c == null || !c.entry.sameAs(entry)) {
                drop(key);
                c = new Copy(staging.toFetch(key), entry);
                copies.put(key, c);
            } else if (c.entry != entry) {
                c.seen = System.nanoTime();
            }
            c.opening++;
            evict();
        }
        boolean opened = false;
        try {
            fetch(c, remotePath);
            // A file that is open stays readable after it is deleted.
            Range range = new Range(FileChannel.open(c.staged.file(), StandardOpenOption.READ), offset, length, what);
            opened = true;
            return range;
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw new TransientException("reading " + what + ": " + e.getMessage(), e);
        } finally {
            synchronized (copies) {
                c.opening--;
                if (!opened) {
                    c.failed = true;
                    if (copies.get(key) == c) {
                        copies.remove(key);
                        c.dropped = true;
                    }
                }
                if (c.dropped) {
                    end(c);
                }
            }
        }
    }

    private void fetch(Copy c, String remotePath) throws TransferException {
        synchronized (c) {
            if (!c.complete) {
                staging.fetch(
                        c.staged,
                        remotePath,
                        c.entry.size() + " " + c.entry.modified() + " " + c.entry.version(),
                        c.entry.size());
                c.complete = true;
            }
        }
    }

    private void evict() throws TransferException {
        for (String key : copies.keySet().toArray(String[]::new)) {
            if (copies.size() <= KEPT) {
                return;
            }
            drop(key);
        }
    }

    /** Drops the copies of a path that is about to change, those of dead processes too. */
    void forget(String key) throws TransferException {
        synchronized (copies) {
            drop(key);
        }
        staging.dropLeftOver(key);
    }

    private void drop(String key) throws TransferException {
        Copy c = copies.remove(key);
        if (c != null) {
            c.dropped = true;
            end(c);
        }
    }

    /**
     * Deletes the file, unless somebody is about to open it, who then does. After a failure everything stays: the task
     * may go on, and is adopted by the next reader.
     */
    private void end(Copy c) throws TransferException {
        if (c.opening > 0) {
            return;
        }
        try {
            if (!c.failed) {
                c.staged.delete();
            }
        } finally {
            staging.release(c.staged);
        }
    }

    void close() throws TransferException {
        synchronized (copies) {
            for (String key : copies.keySet().toArray(String[]::new)) {
                drop(key);
            }
        }
    }
}
