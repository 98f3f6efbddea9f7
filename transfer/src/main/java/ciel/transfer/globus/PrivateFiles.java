package ciel.transfer.globus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Files that only their owner may read: made with mode 0600 in a folder of mode 0700, replaced whole, and refused when
 * others can read them.
 */
final class PrivateFiles {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);
    private static final Set<PosixFilePermission> RW = PosixFilePermissions.fromString("rw-------");
    /** File locks belong to the process; threads of one process exclude each other here. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private PrivateFiles() {}

    static void makeFolder(Path dir) {
        try {
            if (dir != null && !Files.isDirectory(dir)) {
                makeParents(dir.getParent());
                Files.createDirectory(
                        dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(dir)) {
                throw failed("is not a folder", dir, e);
            }
        } catch (IOException e) {
            throw failed("cannot be made", dir, e);
        }
    }

    private static void makeParents(Path dir) throws IOException {
        if (dir != null) {
            Files.createDirectories(dir);
        }
    }

    /** The bytes of a private file; null when there is none. */
    static byte[] read(Path file) {
        try {
            check(file);
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw failed("cannot be read", file, e);
        }
    }

    /** Refuses a file that is a link, or that others can read or write. */
    static void check(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            throw GlobusException.badInput(
                    file + " is not an ordinary file", "put a plain file of mode 600 there, not a link");
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        if (mode.stream().anyMatch(OTHERS::contains)) {
            throw GlobusException.badInput(
                    file + " holds secrets and has the permissions " + PosixFilePermissions.toString(mode)
                            + "; at most rw------- is accepted",
                    "run: chmod 600 '" + file + "'   (and log in again if others may have read it)");
        }
    }

    /** Replaces the file whole: temporary file made with O_EXCL and mode 0600, synced, renamed, folder synced. */
    static void replace(Path file, byte[] bytes) {
        makeFolder(file.toAbsolutePath().getParent());
        Path tmp = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel c = FileChannel.open(
                    tmp,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                    PosixFilePermissions.asFileAttribute(RW))) {
                ByteBuffer b = ByteBuffer.wrap(bytes);
                while (b.hasRemaining()) {
                    c.write(b);
                }
                c.force(true);
            }
            Files.move(tmp, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            try {
                Files.deleteIfExists(tmp);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw failed("cannot be written", file, e);
        }
    }

    static void syncFolder(Path dir) throws IOException {
        try (FileChannel c = FileChannel.open(dir, StandardOpenOption.READ)) {
            c.force(true);
        }
    }

    /** Runs with the lock file of {@code file} held, against other threads and other processes. */
    static <T> T locked(Path file, Supplier<T> work) {
        Path lockFile = file.toAbsolutePath().normalize().resolveSibling(file.getFileName() + ".lock");
        makeFolder(lockFile.getParent());
        ReentrantLock inner = LOCKS.computeIfAbsent(lockFile, k -> new ReentrantLock());
        if (inner.isHeldByCurrentThread()) {
            return work.get();
        }
        inner.lock();
        try (FileChannel c = FileChannel.open(
                        lockFile,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(RW));
                FileLock held = c.lock()) {
            if (!held.isValid()) {
                throw new IOException("the lock was lost");
            }
            return work.get();
        } catch (IOException e) {
            throw failed("cannot be locked", lockFile, e);
        } finally {
            inner.unlock();
        }
    }

    static GlobusException failed(String what, Path file, IOException e) {
        String why = e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
        return new GlobusException(
                GlobusException.Kind.BAD_INPUT,
                file + " " + what + ": " + why,
                "check the folder, its owner and the free space",
                e);
    }
}
