package ciel.transfer.mock;

import ciel.transfer.StoragePath;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Files and directories in memory, by name, so that a place can be opened again. Guarded by itself. */
final class MockStore {
    private static final ConcurrentHashMap<String, MockStore> STORES = new ConcurrentHashMap<>();
    private static final AtomicLong VERSIONS = new AtomicLong();

    /** A file or, where {@code data} is null, a directory. */
    static final class Node {
        byte[] data;
        int mode = 0755;
        Instant modified = Instant.EPOCH;
        long version = VERSIONS.incrementAndGet();

        Node(byte[] data) {
            this.data = data;
        }
    }

    final TreeMap<StoragePath, Node> nodes = new TreeMap<>();
    long capacity = Long.MAX_VALUE;
    long inodes = Long.MAX_VALUE;

    static MockStore of(String name) {
        return STORES.computeIfAbsent(name, n -> new MockStore());
    }

    static void forget(String name) {
        STORES.remove(name);
    }

    synchronized long used() {
        return nodes.values().stream()
                .mapToLong(n -> n.data == null ? 0 : n.data.length)
                .sum();
    }
}
