package ciel.transfer.ssh;

import ciel.transfer.BackPressureException;
import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.FileName;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.Retryability;
import ciel.transfer.SmallFiles;
import ciel.transfer.Space;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.credentials.Credential;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory of an ssh server, by SFTP. Names travel as bytes (ISO 8859-1 loses nothing, both ways). Commit is SFTP's
 * own rename where the server is OpenSSH, which does it by link and unlink and so never replaces a file; elsewhere a hard
 * link, or a look and a rename where there is none. SFTP cannot sync a directory: after a power cut at the server a name
 * just given may be gone, but never its content wrong.
 */
public final class SshBackend implements Backend {
    private static final int MOST_KNOWN = 100_000;
    private static final long FRESH_NANOS = 10_000_000_000L;
    /** Whatever the source allows: a later lane or process writes to it, too. */
    static final int OWNER_WRITES = 0600;

    private final SshConnections connections;
    private final String root;
    private final String url;
    private final int request;
    private final int written;
    /** Directories that need no other look for a while, and when they were looked at (ns). */
    private final Map<StoragePath, Long> directories = new ConcurrentHashMap<>();
    /**
     * Regular files when last looked at: opened while they are looked at again, in one round trip. What is not known to
     * be one is not opened, since the open of a pipe hangs the server.
     */
    private final Set<StoragePath> files = ConcurrentHashMap.newKeySet();

    /** How a file gets its name. */
    private enum Commit {
        /** The server's rename cannot replace a file. */
        RENAME,
        /** A hard link cannot; then the old name is removed. */
        LINK,
        /** Look, then rename: another program could make the name in between. */
        LOOK
    }

    private final boolean statvfs;
    private volatile Commit commit;
    private final Capabilities capabilities;
    /** The same of a server whose rename may replace a file. */
    private final Capabilities replacing;

    /** Something done on a connection. */
    interface Act<T> {
        T on(Sftp sftp) throws IOException;
    }

    /** @param create whether the folder is made if it is missing */
    SshBackend(SshConnections connections, String root, String url, SshSettings settings, boolean create)
            throws TransferException {
        this.connections = connections;
        this.root = root;
        this.url = url;
        this.request = settings.request();
        try {
            String connecting = "connecting to [" + url + "]";
            written = Math.min(request, act(connecting, Sftp::mostWritten));
            statvfs = act(connecting, Sftp::canStatvfs);
            commit = act(
                    connecting, s -> s.renamesExclusively() ? Commit.RENAME : s.canLink() ? Commit.LINK : Commit.LOOK);
            boolean durable = act(connecting, Sftp::canSync);
            replacing = capabilities(false, durable);
            capabilities = capabilities(true, durable);
            Optional<Entry> there = stat(StoragePath.ROOT);
            if (there.isEmpty() && create) {
                makeRoot();
                there = stat(StoragePath.ROOT);
            }
            if (there.map(e -> e.kind() != Entry.Kind.DIRECTORY).orElse(true)) {
                throw new NotFoundException("[" + url + "] no such directory; make it there first");
            }
        } catch (TransferException e) {
            connections.close();
            throw e;
        }
    }

    private static Capabilities capabilities(boolean atomic, boolean durable) {
        return new Capabilities(true, true, atomic, durable, true, true, true, Duration.ofSeconds(1), Set.of(), 64);
    }

    /** Makes the folder of the address, and those on the way to it, as a local one is made. */
    private void makeRoot() throws TransferException {
        for (int slash = root.indexOf('/', 1); ; slash = root.indexOf('/', slash + 1)) {
            String folder = slash < 0 ? root : root.substring(0, slash);
            act("making directory [" + url + "]", s -> {
                try {
                    s.makeDirectory(folder).ok();
                } catch (SftpStatus e) {
                    s.stat(folder).attributes(); // it is there, or the reason is told
                }
                return null;
            });
            if (slash < 0) {
                return;
            }
        }
    }

    @Override
    public String url() {
        return url;
    }

    /** @return most data in a write request (byte) */
    int mostWritten() {
        return written;
    }

    /** @return whether the server's rename cannot replace a file */
    boolean renames() {
        return commit == Commit.RENAME;
    }

    @Override
    public Optional<SmallFiles> smallFiles() {
        return Optional.of(new SshSmallFiles(this));
    }

    @Override
    public List<Credential> credentials() {
        return connections.credentials();
    }

    @Override
    public Capabilities capabilities() {
        return commit == Commit.LOOK ? replacing : capabilities;
    }

    <T> T act(String what, Act<T> act) throws TransferException {
        SshConnections.Lane lane = connections.take();
        try {
            return act.on(lane.sftp);
        } catch (IOException e) {
            if (SshErrors.status(e) == null && !(e instanceof TransferException)) {
                connections.drop(lane);
            }
            throw SshErrors.of(what, e);
        } catch (RuntimeException e) {
            connections.drop(lane);
            throw SshErrors.of(what, new IOException(e));
        } finally {
            connections.give(lane);
        }
    }

    String remote(StoragePath path) {
        return path.isRoot() ? root : root.endsWith("/") ? root + path.latin1() : root + "/" + path.latin1();
    }

    String what(StoragePath path) {
        return "[" + url + "] '" + path + "'";
    }

    /** The root itself may be reached by a link: whoever wrote the URL chose it. */
    private Optional<Entry> look(StoragePath path) throws TransferException {
        try {
            return Optional.of(
                    act("looking at " + what(path), s -> (path.isRoot() ? s.stat(remote(path)) : s.lstat(remote(path)))
                            .attributes()
                            .entry(path)));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** @return whether it is there; every directory down to it must be one, and no link */
    boolean isDirectory(StoragePath directory) throws TransferException {
        if (directory.isRoot() || isFresh(directory)) {
            return true;
        }
        if (!isDirectory(directory.parent())) {
            return false;
        }
        Optional<Entry> found = look(directory);
        if (found.isEmpty()) {
            return false;
        }
        if (found.get().kind() == Entry.Kind.SYMLINK) {
            throw new UnsafePathException(what(directory) + " is a symbolic link; links are not followed");
        }
        if (found.get().kind() != Entry.Kind.DIRECTORY) {
            return false;
        }
        looked(directory);
        return true;
    }

    private boolean isFresh(StoragePath directory) {
        Long at = directories.get(directory);
        return at != null && System.nanoTime() - at < FRESH_NANOS;
    }

    private void looked(StoragePath directory) {
        if (directories.size() > MOST_KNOWN) {
            directories.clear();
        }
        directories.put(directory, System.nanoTime());
    }

    /** Somebody has removed a directory that was there: it and those on the way are looked at again. */
    private void forget(StoragePath directory) {
        for (StoragePath d = directory; !d.isRoot(); d = d.parent()) {
            directories.remove(d);
        }
    }

    private static void know(Set<StoragePath> known, StoragePath path) {
        if (known.size() > MOST_KNOWN) {
            known.clear();
        }
        known.add(path);
    }

    @Override
    public Listing list(StoragePath directory) throws TransferException {
        if (!isDirectory(directory)) {
            throw new NotFoundException("listing " + what(directory) + ": no such directory");
        }
        List<Entry> entries = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        act("listing " + what(directory), s -> {
            byte[] handle = s.openDirectory(remote(directory)).handle();
            try {
                SftpAnswer next = s.readDirectory(handle);
                for (List<SftpAnswer.Name> names = next.names(); names != null; names = next.names()) {
                    next = s.readDirectory(handle);
                    names.forEach(n -> add(directory, n, entries, refused));
                }
            } finally {
                s.close(handle);
            }
            return null;
        });
        return new Listing(entries, refused);
    }

    private void add(StoragePath directory, SftpAnswer.Name n, List<Entry> entries, List<String> refused) {
        if (n.name().equals(".") || n.name().equals("..")) {
            return;
        }
        try {
            FileName name = FileName.ofBytes(n.name().getBytes(Sftp.NAMES));
            entries.add(n.attributes().entry(directory.resolve(name)));
        } catch (UnsafePathException x) {
            refused.add(what(directory) + ": " + x.getMessage());
        }
    }

    @Override
    public Optional<Entry> stat(StoragePath path) throws TransferException {
        Optional<Entry> found = isDirectory(path.parent()) ? look(path) : Optional.empty();
        if (found.isPresent() && found.get().isFile()) {
            know(files, path);
        } else {
            files.remove(path);
        }
        return found;
    }

    @Override
    public ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException {
        if (!files.contains(path)) {
            requireFile(
                    path,
                    stat(path).orElseThrow(() -> new NotFoundException("reading " + what(path) + ": no such file")));
        }
        SshConnections.Lane lane = connections.take();
        SshReadChannel channel = null;
        boolean refused = false;
        try {
            SftpAnswer looked = lane.sftp.lstat(remote(path));
            SftpAnswer opened = lane.sftp.open(remote(path), Sftp.READ);
            Entry entry = looked.attributes().entry(path);
            requireFile(path, entry);
            byte[] handle;
            try {
                handle = opened.handle();
            } catch (SftpStatus e) {
                refused = SshErrors.status(e) != null;
                throw e;
            }
            // Asked for no more than there is, so that a small file costs one request and not one more to see its end.
            long real = Math.max(0, Math.min(length, entry.size() - offset));
            channel = new SshReadChannel(connections, lane, handle, offset, real, request, what(path)).begin();
            return channel;
        } catch (IOException e) {
            throw SshErrors.of("reading " + what(path), e);
        } finally {
            if (channel == null) {
                if (!refused) {
                    connections.drop(
                            lane); // the answer to the open may never come: that of a pipe waits for the other end
                }
                connections.give(lane);
            }
        }
    }

    private void requireFile(StoragePath path, Entry entry) throws UnsafePathException {
        if (!entry.isFile()) {
            files.remove(path);
            throw new UnsafePathException("reading " + what(path) + ": "
                    + (entry.kind() == Entry.Kind.SYMLINK
                            ? "a symbolic link; links are not followed"
                            : "not a regular file"));
        }
    }

    private void makeDirectories(StoragePath directory) throws TransferException {
        if (isDirectory(directory)) {
            return;
        }
        makeDirectories(directory.parent());
        try {
            act("making directory " + what(directory), s -> {
                s.makeDirectory(remote(directory)).ok();
                return null;
            });
        } catch (TransferException e) {
            if (!isDirectory(directory)) {
                if (look(directory).isPresent()) {
                    throw new UnsafePathException(
                            what(directory) + " is not a directory; files cannot be put below it", e);
                }
                throw full(e, "making directory " + what(directory), 0);
            }
        }
        looked(directory);
    }

    /** OpenSSH answers ENOSPC and EDQUOT with plain failure; the free space tells them apart from the rest. */
    TransferException full(TransferException e, String act, long bytes) {
        if (e.getCause() instanceof IOException cause && SshErrors.isPlainFailure(cause)) {
            try {
                Optional<Space> space = space();
                if (space.isPresent()
                        && (space.get().bytes() < Math.max(bytes, 1 << 16)
                                || space.get().inodes() < 1)) {
                    return new BackPressureException(
                            act + ": no room, " + space.get().bytes() + " bytes and "
                                    + space.get().inodes() + " inodes free; free some, the transfer goes on",
                            e);
                }
            } catch (TransferException other) {
                return e;
            }
        }
        return e;
    }

    @Override
    public Temporary writeTemporary(StoragePath target, String token, long size, int mode) throws TransferException {
        StoragePath path = TemporaryName.of(target, token);
        makeDirectories(target.parent());
        return new SshTemporary(path, mode);
    }

    @Override
    public void makeDirectory(StoragePath directory) throws TransferException {
        makeDirectories(directory);
    }

    @Override
    public void keep(StoragePath path, FileMetadata metadata) throws TransferException {
        if (stat(path).map(e -> e.kind() == Entry.Kind.SYMLINK).orElse(false)) {
            throw new UnsafePathException(what(path) + " is a symbolic link; links are not followed");
        }
        act("setting permissions and time of " + what(path), s -> {
            settled(s.keep(remote(path), metadata));
            return null;
        });
    }

    /** A server that does not let permissions or times be set (a restricted one, a file system without) is left so. */
    static void settled(SftpAnswer kept) throws IOException {
        try {
            kept.ok();
        } catch (SftpStatus e) {
            if (e.code() != SftpStatus.PERMISSION_DENIED && e.code() != SftpStatus.OP_UNSUPPORTED) {
                throw e;
            }
        }
    }

    private final class SshTemporary implements Temporary {
        private final StoragePath path;
        private final int mode;
        private final FileMetadata made;
        private volatile FileMetadata kept = FileMetadata.NONE;

        SshTemporary(StoragePath path, int mode) {
            this.path = path;
            this.mode = mode;
            this.made = new FileMetadata(mode & 0777 | OWNER_WRITES, null);
        }

        @Override
        public StoragePath path() {
            return path;
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
            boolean[] opened = new boolean[1];
            try {
                return write(source, offset, length, opened);
            } catch (NotFoundException e) {
                if (opened[0]) {
                    throw e;
                }
                forget(path.parent());
                makeDirectories(path.parent());
                return write(source, offset, length, opened);
            } catch (TransferException e) {
                throw full(e, "writing " + what(path), Math.min(length, request));
            }
        }

        private long write(ReadableByteChannel source, long offset, long length, boolean[] opened)
                throws TransferException {
            long n = act("writing " + what(path), s -> {
                SshWriter writer = new SshWriter(s, remote(path), made, written).open();
                opened[0] = true;
                return writer.copy(source, offset, length);
            });
            know(files, path); // so that it is read back without another look first
            return n;
        }

        @Override
        public void keep(FileMetadata metadata) throws TransferException {
            kept = metadata;
            if (metadata.mode() == FileMetadata.UNKNOWN && (mode & OWNER_WRITES) != OWNER_WRITES) {
                int now = look(path).map(Entry::mode).orElse(mode);
                kept = new FileMetadata(now & mode, metadata.modified());
            }
        }

        @Override
        public void sync() throws TransferException {
            if (!capabilities.durable() && kept.isEmpty()) {
                return;
            }
            try {
                act("syncing " + what(path), s -> {
                    byte[] handle = s.open(remote(path), Sftp.WRITE).handle();
                    SftpAnswer kept = this.kept.isEmpty() ? null : s.keep(handle, this.kept);
                    SftpAnswer synced = capabilities.durable() ? s.sync(handle) : null;
                    SftpAnswer closed = s.close(handle);
                    if (kept != null) {
                        settled(kept);
                    }
                    if (synced != null) {
                        synced.ok();
                    }
                    closed.ok();
                    return null;
                });
            } catch (TransferException e) {
                throw full(e, "syncing " + what(path), 1);
            }
        }

        @Override
        public void close() {
            // each range had its own handle
        }
    }

    @Override
    public void commit(StoragePath temporary, StoragePath target) throws TransferException {
        makeDirectories(target.parent());
        files.remove(temporary);
        String act = "committing " + what(temporary) + " as '" + target + "'";
        try {
            name(act, temporary, target);
        } catch (TransferException e) {
            if (look(target).isPresent() && look(temporary).isPresent()) {
                throw new ConflictException(
                        "committing " + what(target) + ": the name is taken; existing files are never replaced", e);
            }
            if (e instanceof NotFoundException && look(temporary).isPresent()) {
                forget(target.parent());
                makeDirectories(target.parent());
                name(act, temporary, target);
                return;
            }
            throw full(e, "committing " + what(target), 0);
        }
    }

    private void name(String act, StoragePath temporary, StoragePath target) throws TransferException {
        if (commit == Commit.LINK) {
            try {
                act(act, s -> {
                    s.link(remote(temporary), remote(target)).ok();
                    s.remove(remote(temporary)).ok();
                    return null;
                });
                return;
            } catch (NotFoundException | DeniedException e) {
                throw e;
            } catch (TransferException e) {
                if (look(target).isPresent() || e.retryability() == Retryability.TRANSIENT && !isAnswer(e)) {
                    throw e;
                }
                commit = Commit.LOOK; // a file system without hard links
            }
        }
        if (commit == Commit.LOOK && look(target).isPresent()) {
            throw new ConflictException(act + ": the name is taken; existing files are never replaced");
        }
        act(act, s -> {
            s.rename(remote(temporary), remote(target)).ok();
            return null;
        });
    }

    /** @return whether the server has answered, and not the connection failed */
    private static boolean isAnswer(TransferException e) {
        return e.getCause() instanceof IOException cause && SshErrors.status(cause) != null;
    }

    @Override
    public boolean delete(StoragePath path) throws TransferException {
        if (path.isRoot()) {
            throw new UnsafePathException(what(path) + ": the root is not deleted");
        }
        Optional<Entry> entry = stat(path);
        if (entry.isEmpty()) {
            return false;
        }
        boolean directory = entry.get().kind() == Entry.Kind.DIRECTORY;
        try {
            act("deleting " + what(path), s -> {
                (directory ? s.removeDirectory(remote(path)) : s.remove(remote(path))).ok();
                return null;
            });
        } catch (NotFoundException e) {
            return false;
        } catch (TransferException e) {
            if (directory && e.getCause() instanceof IOException cause && SshErrors.isPlainFailure(cause)) {
                throw new ConflictException("deleting " + what(path) + ": the directory is not empty", e);
            }
            throw e;
        }
        directories.remove(path);
        files.remove(path);
        return true;
    }

    @Override
    public Optional<Space> space() throws TransferException {
        if (!statvfs) {
            return Optional.empty();
        }
        return Optional.of(
                act("[" + url + "] asking for free space", s -> s.statvfs(root).space()));
    }

    @Override
    public void close() {
        connections.close();
    }
}
