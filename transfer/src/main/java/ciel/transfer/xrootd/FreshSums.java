package ciel.transfer.xrootd;

import ciel.transfer.StoragePath;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a checksum that the server gives of a file on its way is of what it holds now. XRootD keeps a checksum
 * beside the file and takes it for good while the file's time, in whole seconds, is the
 * same; so one that was made less than a second before the last write may still be given after it.
 */
final class FreshSums {
    private static final long SECOND = 1_000_000_000;

    /**
     * Latest time at which a checksum may have been made, and latest time before which nothing of the last write was
     * sent (ns of {@link System#nanoTime}).
     */
    private record Times(long summed, long written) {}

    private final Map<StoragePath, Times> files = new ConcurrentHashMap<>();

    /** We made the file: there is no checksum of it. */
    void made(StoragePath path) {
        files.putIfAbsent(path, new Times(System.nanoTime() - 2 * SECOND, System.nanoTime()));
    }

    /** The file was there before us: somebody may have asked for its checksum just now. */
    void found(StoragePath path) {
        long now = System.nanoTime();
        files.putIfAbsent(path, new Times(now, now - SECOND));
    }

    /** The server was asked for its checksum. */
    void summed(StoragePath path) {
        long now = System.nanoTime();
        files.merge(path, new Times(now, now - SECOND), (a, b) -> new Times(now, a.written()));
    }

    /** Bytes are going to be sent. */
    void written(StoragePath path) {
        long now = System.nanoTime();
        files.computeIfPresent(path, (p, t) -> new Times(t.summed(), now));
    }

    /** @return whether the server's checksum can be trusted; else the bytes have to be read */
    boolean isFresh(StoragePath path) {
        Times t = files.get(path);
        // Written before it was summed, or long enough after.
        return t == null || t.written() - t.summed() < 0 || t.written() - t.summed() > SECOND;
    }

    /** It is no longer on its way. */
    void forget(StoragePath path) {
        files.remove(path);
    }
}
