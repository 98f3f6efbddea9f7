package ciel.transfer.posix;

import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.FileName;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.UnsafePathException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.Optional;

/**
 * A folder below a root that is kept open while its files are handled by their names in it. Every folder on the way was
 * opened without following a link, and what is opened stays the same folder, whatever becomes of its name. For one thread.
 */
final class OpenFolder implements AutoCloseable {
    private static final int KIND = 0170000;
    private static final int REGULAR = 0100000;
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;
    private static final int PERMISSIONS = 0777;
    /** Opening is without waiting: a FIFO has no writer. */
    private static final int TO_READ = SystemCalls.O_RDONLY | SystemCalls.O_NOFOLLOW | SystemCalls.O_NONBLOCK;

    private static final int ON_THE_WAY = SystemCalls.O_PATH | SystemCalls.O_DIRECTORY | SystemCalls.O_NOFOLLOW;
    private static final byte[] ITSELF = {'.'};

    private final SystemCalls calls;
    private final String root;
    private final StoragePath directory;
    private final int folder;
    /** Device that the last file was on, and its number in the form that {@link Entry#version} has. */
    private long device = -1;

    private String deviceText;

    private OpenFolder(SystemCalls calls, String root, StoragePath directory, int folder) {
        this.calls = calls;
        this.root = root;
        this.directory = directory;
        this.folder = folder;
    }

    /**
     * @param root      for messages
     * @param bytes     the root as the system has it, without a zero at its end
     * @param directory below it
     * @throws NotFoundException   if it is not there
     * @throws UnsafePathException if a link is on the way
     * @throws TransferException   if it cannot be opened
     */
    static OpenFolder open(String root, byte[] bytes, StoragePath directory) throws TransferException {
        SystemCalls calls = SystemCalls.ofThisThread();
        int at = calls.open(SystemCalls.AT_FDCWD, bytes, SystemCalls.O_PATH | SystemCalls.O_DIRECTORY, 0);
        if (at < 0) {
            throw error("opening [" + root + "]", "openat", at);
        }
        for (FileName name : directory.names()) {
            byte[] next = name.bytes();
            int below = calls.open(at, next, ON_THE_WAY, 0);
            boolean link = below == -Errno.ENOTDIR.number() && calls.stat(at, next) == 0 && isLink(calls);
            calls.close(at);
            if (link) {
                throw new UnsafePathException("[" + root + "] '" + directory
                        + "': a directory on the way is a symbolic link; links are not followed");
            }
            if (below < 0) {
                throw error("opening [" + root + "] '" + directory + "'", "openat", below);
            }
            at = below;
        }
        return new OpenFolder(calls, root, directory, at);
    }

    private static boolean isLink(SystemCalls calls) {
        return (calls.mode() & KIND) == LINK;
    }

    StoragePath directory() {
        return directory;
    }

    private String what(FileName name) {
        return "[" + root + "] '" + directory.resolve(name) + "'";
    }

    /** An error number of a system call as the error that it is. */
    private static TransferException error(String act, String call, int result) {
        Errno known = Errno.of(-result);
        IOException cause =
                switch (known) {
                    case null -> new FileSystemException(null, null, "error " + -result + " of " + call);
                    case ENOENT -> new NoSuchFileException(null);
                    case ENOTDIR -> new NotDirectoryException(null);
                    case EEXIST -> new FileAlreadyExistsException(null);
                    default -> new FileSystemException(null, null, known.text());
                };
        return PosixErrors.of(act, cause);
    }

    Optional<Entry> stat(FileName name) throws TransferException {
        int result = calls.stat(folder, name.bytes());
        if (result == 0) {
            return Optional.of(entry(directory.resolve(name)));
        }
        if (result == -Errno.ENOENT.number() || result == -Errno.ENOTDIR.number()) {
            return Optional.empty();
        }
        throw error("looking at " + what(name), "statx", result);
    }

    /** What was looked at last. */
    private Entry entry(StoragePath path) {
        Entry.Kind kind =
                switch (calls.mode() & KIND) {
                    case REGULAR -> Entry.Kind.FILE;
                    case FOLDER -> Entry.Kind.DIRECTORY;
                    case LINK -> Entry.Kind.SYMLINK;
                    default -> Entry.Kind.OTHER;
                };
        boolean file = kind == Entry.Kind.FILE;
        return new Entry(
                path,
                kind,
                file ? calls.size() : 0,
                Instant.ofEpochSecond(calls.modifiedSecond(), calls.modifiedNano()),
                calls.mode() & PERMISSIONS,
                file ? version() : "");
    }

    /** The same text as {@code PosixFileAttributes.fileKey()}, so that either way of looking shows the same file. */
    private String version() {
        if (calls.device() != device) {
            device = calls.device();
            deviceText = "(dev=" + Long.toHexString(device) + ",ino=";
        }
        return deviceText + calls.inode() + ")";
    }

    /** @return the file's bytes, at most {@code most} */
    byte[] read(FileName name, int most) throws TransferException {
        int file = calls.open(folder, name.bytes(), TO_READ, 0);
        if (file < 0) {
            throw error("reading " + what(name), "openat", file);
        }
        try {
            int result = calls.stat(file);
            if (result < 0) {
                throw error("reading " + what(name), "statx", result);
            }
            if ((calls.mode() & KIND) != REGULAR) {
                throw new UnsafePathException("reading " + what(name) + ": not a regular file");
            }
            int n = calls.read(file, most);
            if (n < 0) {
                throw error("reading " + what(name), "read", n);
            }
            return calls.bytes(n);
        } finally {
            calls.close(file);
        }
    }

    /**
     * Writes a whole file, made if it is not there, with what is kept of its source.
     *
     * @param mode permissions of the source
     * @return the open file, to be synced and closed
     */
    int write(FileName name, byte[] content, int mode, FileMetadata metadata) throws TransferException {
        int open = (mode & PERMISSIONS) | PosixTemporary.OWNER_WRITES;
        int file = calls.open(
                folder,
                name.bytes(),
                SystemCalls.O_WRONLY | SystemCalls.O_CREAT | SystemCalls.O_TRUNC | SystemCalls.O_NOFOLLOW,
                open);
        if (file < 0) {
            throw error("opening " + what(name), "openat", file);
        }
        boolean done = false;
        try {
            for (int at = 0; at < content.length; ) {
                int n = calls.write(file, content, at, content.length - at);
                if (n < 0) {
                    throw error("writing " + what(name), "write", n);
                }
                at += n;
            }
            keep(name, file, mode & PERMISSIONS, metadata);
            done = true;
            return file;
        } finally {
            if (!done) {
                calls.close(file);
            }
        }
    }

    private void keep(FileName name, int file, int mode, FileMetadata metadata) throws TransferException {
        int wanted = metadata.mode();
        if (wanted == FileMetadata.UNKNOWN
                && (mode & PosixTemporary.OWNER_WRITES) != PosixTemporary.OWNER_WRITES
                && calls.stat(file) == 0) {
            wanted = calls.mode() & mode;
        }
        int result = wanted == FileMetadata.UNKNOWN ? 0 : calls.permissions(file, wanted);
        if (result == 0 || Attributes.isNotOffered(Errno.of(-result))) {
            Instant time = metadata.modified();
            result = time == null ? 0 : calls.modified(file, time.getEpochSecond(), time.getNano());
        }
        if (result < 0 && !Attributes.isNotOffered(Errno.of(-result))) {
            throw error("setting permissions and time of " + what(name), "fchmod or futimens", result);
        }
    }

    /** Puts a file that {@link #write} has opened on disk, and closes it. By any thread. */
    static void syncAndClose(int file, String root, StoragePath path) throws TransferException {
        SystemCalls calls = SystemCalls.ofThisThread();
        int result = calls.sync(file);
        int closed = calls.close(file);
        if (result < 0 || closed < 0) {
            throw error("syncing [" + root + "] '" + path + "'", "fsync", result < 0 ? result : closed);
        }
    }

    /** Gives a file of this folder another name in it. @return null when it is done, or why it is not */
    Errno rename(FileName from, FileName to) throws TransferException {
        int result = calls.rename(folder, from.bytes(), to.bytes());
        if (result == 0) {
            return null;
        }
        Errno known = Errno.of(-result);
        if (known == null) {
            throw error("committing " + what(from) + " as '" + to + "'", "renameat2", result);
        }
        return known;
    }

    /** Puts the names in this folder on disk. */
    void sync() throws TransferException {
        int itself = calls.open(folder, ITSELF, SystemCalls.O_RDONLY | SystemCalls.O_DIRECTORY, 0);
        if (itself < 0) {
            throw error("syncing [" + root + "] '" + directory + "'", "openat", itself);
        }
        syncAndClose(itself, root, directory);
    }

    /** What a listing finds. */
    interface Found {
        void entry(Entry entry);

        void refused(UnsafePathException why);
    }

    /** Every name in this folder; one that goes away meanwhile is left out. */
    void list(Found to) throws TransferException {
        String act = "listing [" + root + "] '" + directory + "'";
        int itself = calls.open(folder, ITSELF, SystemCalls.O_RDONLY | SystemCalls.O_DIRECTORY, 0);
        if (itself < 0) {
            throw error(act, "openat", itself);
        }
        try {
            java.util.List<byte[]> names = new java.util.ArrayList<>();
            int n;
            do {
                n = calls.names(itself, names::add);
                if (n < 0) {
                    throw error(act, "getdents64", n);
                }
            } while (n > 0);
            for (byte[] raw : names) {
                if (raw[0] == '.' && (raw.length == 1 || raw.length == 2 && raw[1] == '.')) {
                    continue;
                }
                try {
                    stat(FileName.ofBytes(raw)).ifPresent(to::entry);
                } catch (UnsafePathException e) {
                    to.refused(e);
                }
            }
        } finally {
            calls.close(itself);
        }
    }

    @Override
    public void close() {
        calls.close(folder);
    }
}
