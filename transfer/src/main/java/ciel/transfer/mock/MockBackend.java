package ciel.transfer.mock;

import ciel.transfer.BackPressureException;
import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.HumanException;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.Space;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.checksum.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Files in memory, with faults on demand; see {@link MockProvider} for the URL. */
public final class MockBackend implements Backend {
    private final String url;
    private final MockStore store;
    private final List<Fault> faults;
    private final long seed;
    private final Capabilities capabilities;

    MockBackend(String url, MockStore store, List<Fault> faults, long seed, boolean partial, Set<Algorithm> sums) {
        this.url = url;
        this.store = store;
        this.faults = faults;
        this.seed = seed;
        this.capabilities =
                new Capabilities(partial, partial, true, true, false, true, true, Duration.ofNanos(1), sums, 64);
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Throws what strikes before an act; returns what strikes in the middle of it or after it. */
    private Fault.What strike(String act, StoragePath path) throws TransferException {
        Fault.What late = null;
        for (Fault fault : faults) {
            Fault.What what = fault.strikes(act, seed);
            if (what == null) {
                continue;
            }
            String where = "[" + url + "] " + act + " '" + path + "': ";
            switch (what) {
                case TIMEOUT -> throw new TransientException(where + "timed out");
                case BUSY -> throw new TransientException(where + "busy (429)", null, Duration.ofMillis(20));
                case FULL -> throw new BackPressureException(where + "no space left");
                case DENIED -> throw new DeniedException(where + "permission denied");
                case HUMAN -> throw new HumanException(where + "paused by its operator; ask them");
                case SLOW -> LockSupport.parkNanos(50_000_000);
                case RESET -> {
                    if (!act.equals("read") && !act.equals("write")) {
                        throw reset(act, path);
                    }
                    late = what;
                }
                case FLIP, CUT, LOST -> late = what;
            }
        }
        return late;
    }

    private TransientException reset(String act, StoragePath path) {
        return new TransientException("[" + url + "] " + act + " '" + path + "': connection reset");
    }

    private void lost(Fault.What what, String act, StoragePath path) throws TransientException {
        if (what == Fault.What.LOST) {
            throw new TransientException("[" + url + "] " + act + " '" + path + "': the answer was lost");
        }
    }

    private MockStore.Node file(StoragePath path, String act) throws NotFoundException {
        MockStore.Node node = store.nodes.get(path);
        if (node == null || node.data == null) {
            throw new NotFoundException("[" + url + "] " + act + " '" + path + "': no such file");
        }
        return node;
    }

    @Override
    public Listing list(StoragePath directory) throws TransferException {
        Fault.What late = strike("list", directory);
        synchronized (store) {
            if (!directory.isRoot()
                    && (store.nodes.get(directory) == null || store.nodes.get(directory).data != null)) {
                throw new NotFoundException("[" + url + "] list '" + directory + "': no such directory");
            }
            List<Entry> out = new ArrayList<>();
            for (StoragePath path : store.nodes.keySet()) {
                if (path.parent().equals(directory)) {
                    out.add(entry(path));
                }
            }
            lost(late, "list", directory);
            return new Listing(out, List.of());
        }
    }

    private Entry entry(StoragePath path) {
        MockStore.Node node = store.nodes.get(path);
        boolean isFile = node != null && node.data != null;
        return new Entry(
                path,
                isFile ? Entry.Kind.FILE : Entry.Kind.DIRECTORY,
                isFile ? node.data.length : 0,
                node == null ? Instant.EPOCH : node.modified,
                node == null ? 0777 : node.mode,
                isFile ? String.valueOf(node.version) : "");
    }

    @Override
    public Optional<Entry> stat(StoragePath path) throws TransferException {
        lost(strike("stat", path), "stat", path);
        synchronized (store) {
            return path.isRoot() || store.nodes.containsKey(path) ? Optional.of(entry(path)) : Optional.empty();
        }
    }

    @Override
    public ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException {
        Fault.What late = strike("read", path);
        byte[] part;
        synchronized (store) {
            byte[] data = file(path, "read").data;
            int from = (int) Math.min(offset, data.length);
            part = Arrays.copyOfRange(data, from, (int) Math.min(data.length, from + length));
        }
        if (late == Fault.What.FLIP && part.length > 0) {
            part[part.length / 2] ^= 0x10;
        }
        ReadableByteChannel whole = Channels.newChannel(new ByteArrayInputStream(
                part, 0, late == Fault.What.CUT || late == Fault.What.RESET ? part.length / 2 : part.length));
        return late != Fault.What.RESET && late != Fault.What.LOST
                ? whole
                : new ReadableByteChannel() {
                    @Override
                    public int read(ByteBuffer target) throws IOException {
                        int n = whole.read(target);
                        if (n < 0) {
                            throw reset("read", path);
                        }
                        return n;
                    }

                    @Override
                    public boolean isOpen() {
                        return whole.isOpen();
                    }

                    @Override
                    public void close() throws IOException {
                        whole.close();
                    }
                };
    }

    private void makeDirectories(StoragePath directory) throws TransferException {
        if (directory.isRoot()) {
            return;
        }
        makeDirectories(directory.parent());
        MockStore.Node node = store.nodes.get(directory);
        if (node == null) {
            take(directory);
            store.nodes.put(directory, new MockStore.Node(null));
        } else if (node.data != null) {
            throw new UnsafePathException("[" + url + "] '" + directory + "' is not a directory");
        }
    }

    @Override
    public void makeDirectory(StoragePath directory) throws TransferException {
        synchronized (store) {
            makeDirectories(directory);
        }
    }

    @Override
    public void keep(StoragePath path, FileMetadata metadata) throws TransferException {
        synchronized (store) {
            MockStore.Node node = store.nodes.get(path);
            if (node == null) {
                throw new NotFoundException("[" + url + "] '" + path + "' is not there");
            }
            if (metadata.mode() != FileMetadata.UNKNOWN) {
                node.mode = metadata.mode();
            }
            if (metadata.modified() != null) {
                node.modified = metadata.modified();
            }
        }
    }

    private void take(StoragePath path) throws BackPressureException {
        if (store.nodes.size() >= store.inodes) {
            throw new BackPressureException("[" + url + "] '" + path + "': no inodes left of " + store.inodes);
        }
    }

    @Override
    public Temporary writeTemporary(StoragePath target, String token, long size, int mode) throws TransferException {
        StoragePath path = TemporaryName.of(target, token);
        synchronized (store) {
            makeDirectories(target.parent());
            MockStore.Node node = store.nodes.get(path);
            if (node == null) {
                take(path);
                store.nodes.put(path, new MockStore.Node(new byte[0]));
                store.nodes.get(path).mode = mode & 0755;
            } else if (!capabilities.partialWrite()) {
                node.data = new byte[0];
            }
        }
        return new MockTemporary(path);
    }

    private final class MockTemporary implements Temporary {
        private final StoragePath path;

        MockTemporary(StoragePath path) {
            this.path = path;
        }

        @Override
        public StoragePath path() {
            return path;
        }

        @Override
        public void keep(FileMetadata metadata) throws TransferException {
            MockBackend.this.keep(path, metadata);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
            Fault.What late = strike("write", path);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(65_536);
            long most = late == Fault.What.RESET ? length / 2 : length;
            try {
                while (bytes.size() < most) {
                    buffer.clear().limit((int) Math.min(buffer.capacity(), most - bytes.size()));
                    if (source.read(buffer) < 0) {
                        break;
                    }
                    bytes.write(buffer.array(), 0, buffer.position());
                }
            } catch (TransferException e) {
                throw e;
            } catch (IOException e) {
                throw new TransientException("[" + url + "] reading what is to be written: " + e.getMessage(), e);
            }
            store(bytes.toByteArray(), offset, late);
            if (late == Fault.What.RESET) {
                throw reset("write", path);
            }
            lost(late, "write", path);
            return bytes.size();
        }

        private void store(byte[] bytes, long offset, Fault.What late) throws TransferException {
            synchronized (store) {
                MockStore.Node node = file(path, "write");
                long end = offset + bytes.length;
                if (end > node.data.length) {
                    if (store.used() - node.data.length + end > store.capacity) {
                        throw new BackPressureException(
                                "[" + url + "] write '" + path + "': no space left of " + store.capacity + " bytes");
                    }
                    node.data = Arrays.copyOf(node.data, Math.toIntExact(end));
                }
                System.arraycopy(bytes, 0, node.data, (int) offset, bytes.length);
                if (late == Fault.What.FLIP && bytes.length > 0) {
                    node.data[(int) offset + bytes.length / 2] ^= 0x10;
                }
                node.version++;
            }
        }

        @Override
        public void sync() throws TransferException {
            lost(strike("sync", path), "sync", path);
        }

        @Override
        public void close() {
            // nothing is held open
        }
    }

    @Override
    public void commit(StoragePath temporary, StoragePath target) throws TransferException {
        Fault.What late = strike("commit", target);
        synchronized (store) {
            MockStore.Node node = file(temporary, "commit");
            if (store.nodes.containsKey(target)) {
                throw new ConflictException("[" + url + "] commit '" + target + "': the name is taken");
            }
            makeDirectories(target.parent());
            store.nodes.remove(temporary);
            store.nodes.put(target, node);
        }
        lost(late, "commit", target);
    }

    @Override
    public String checksum(StoragePath path, Algorithm algorithm) throws TransferException {
        strike("checksum", path);
        return Backend.super.checksum(path, algorithm);
    }

    @Override
    public boolean delete(StoragePath path) throws TransferException {
        Fault.What late = strike("delete", path);
        boolean was;
        synchronized (store) {
            MockStore.Node node = store.nodes.get(path);
            if (node != null
                    && node.data == null
                    && store.nodes.keySet().stream().anyMatch(p -> p.parent().equals(path))) {
                throw new ConflictException("[" + url + "] delete '" + path + "': the directory is not empty");
            }
            was = store.nodes.remove(path) != null;
        }
        lost(late, "delete", path);
        return was;
    }

    @Override
    public Optional<Space> space() throws TransferException {
        strike("space", StoragePath.ROOT);
        synchronized (store) {
            return store.capacity == Long.MAX_VALUE
                    ? Optional.empty()
                    : Optional.of(new Space(store.capacity - store.used(), store.inodes - store.nodes.size()));
        }
    }

    @Override
    public void close() {
        // the store stays, under its name
    }
}
