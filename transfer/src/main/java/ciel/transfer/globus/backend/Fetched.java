package ciel.transfer.globus.backend;

import ciel.transfer.Entry;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files fetched whole for reading, kept while their ranges are read: a task for each file and not for each range. The {@link #KEPT} used last are kept. */
final class Fetched {
    private static final int KEPT = 8;

    /** One file. The first reader fetches it while the others wait on it. */
    private static final class Copy {
        final Path file;
        final Entry entry;
        boolean complete;
        /** Readers between finding the copy and having opened it; guarded by the map. */
        int opening;
        boolean dropped;

        Copy(Path file, Entry entry) {
            this.file = file;
            this.entry = entry;
        }
    }

    private final Staging staging;
    private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

    Fetched(Staging staging) {
        this.staging = staging;
    }

    ReadableByteChannel range(String key, String remotePath, Entry entry, long offset, long length, String what) throws TransferException {
        Copy c;
        synchronized (copies) {
            c = copies.get(key);
            if (c == null || !c.entry.sameAs(entry)) {
                forget(key);
                c = new Copy(staging.file(key), entry);
                copies.put(key, c);
            }
            c.opening++;
            evict();
        }
        boolean opened = false;
        try {
            synchronized (c) {
                if (!c.complete) {
                    String work = c.file.getFileName().toString();
                    staging.fetch(work, remotePath, c.file);
                    staging.forget(work);
                    c.complete = true;
                }
            }
            // A file that is open stays readable after it is deleted.
            Range range = new Range(FileChannel.open(c.file, StandardOpenOption.READ), offset, length, what);
            opened = true;
            return range;
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw new TransientException("reading " + what + ": " + e.getMessage(), e);
        } finally {
            synchronized (copies) {
                c.opening--;
                if (!opened && copies.get(key) == c) {
                    copies.remove(key);
                    c.dropped = true;
                }
                if (c.dropped) {
                    drop(c);
                }
            }
        }
    }

    private void evict() throws TransferException {
        for (String key : copies.keySet().toArray(String[]::new)) {
            if (copies.size() <= KEPT) {
                return;
            }
            forget(key);
        }
    }

    /** Drops the copy of a path that is about to change. */
    void forget(String key) throws TransferException {
        synchronized (copies) {
            Copy c = copies.remove(key);
            if (c != null) {
                c.dropped = true;
                drop(c);
            }
        }
    }

    /** Deletes the file, unless somebody is about to open it, who then does. */
    private static void drop(Copy c) throws TransferException {
        if (c.opening > 0) {
            return;
        }
        try {
            Files.deleteIfExists(c.file);
        } catch (IOException e) {
            throw new TransientException("the staging file " + c.file + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    void close() throws TransferException {
        synchronized (copies) {
            for (String key : copies.keySet().toArray(String[]::new)) {
                forget(key);
            }
        }
    }
}
