package ciel.transfer.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Gives a file another name and never replaces one. File systems differ in what they offer, so three ways are tried, in
 * this order: {@code renameat2(2)} with {@code RENAME_NOREPLACE} (ext4, xfs, btrfs, tmpfs, NFS since Linux 5; not
 * most FUSE file systems), {@code link(2)} and {@code unlink(2)} (not exFAT, vfat, CIFS, many FUSE file systems), and
 * last a look and a rename, between which another program could make the name.
 */
final class Rename {
    private static final int AT_FDCWD = -100;
    private static final int RENAME_NOREPLACE = 1;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle RENAMEAT2 = find();
    /** A file system says by these that it does not offer the act at all. */
    private static final Set<Errno> NOT_OFFERED =
            EnumSet.of(Errno.EINVAL, Errno.ENOSYS, Errno.EOPNOTSUPP, Errno.EPERM, Errno.EMLINK);

    private volatile boolean exclusive = RENAMEAT2 != null;
    private volatile boolean links = true;

    private static MethodHandle find() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        return LINKER.defaultLookup()
                .find("renameat2")
                .map(f -> LINKER.downcallHandle(
                        f,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT),
                        Linker.Option.captureCallState("errno")))
                .orElse(null);
    }

    /** @return whether, as far as is known, no file can be replaced, not even one that appears at the same moment */
    boolean isAtomic() {
        return exclusive || links;
    }

    /** @return whether the first way has not been refused yet */
    boolean isExclusive() {
        return exclusive;
    }

    /**
     * @param from      a regular file
     * @param fromBytes the same path as the system has it, without a zero at its end
     * @param to        its name to be, in the same file system
     * @param toBytes   the same path as the system has it, without a zero at its end
     * @throws FileAlreadyExistsException if something else has that name
     * @throws IOException                if it does not work
     */
    void move(Path from, byte[] fromBytes, Path to, byte[] toBytes) throws IOException {
        if (exclusive) {
            Errno error = exclusively(fromBytes, toBytes);
            if (error == null) {
                return;
            }
            if (error == Errno.EEXIST) {
                finishEarlier(from, to);
                return;
            }
            if (!NOT_OFFERED.contains(error)) {
                throw new FileSystemException(from.toString(), to.toString(), error.text());
            }
        }
        if (links && link(from, to)) {
            // This file system refused the first way and did the second one: the first is not asked for again.
            exclusive = false;
            return;
        }
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            finishEarlier(from, to);
            return;
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        exclusive = false;
        links = false;
    }

    private static Errno exclusively(byte[] from, byte[] to) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int rc = (int) RENAMEAT2.invokeExact(
                    state,
                    AT_FDCWD,
                    zeroTerminated(arena, from),
                    AT_FDCWD,
                    zeroTerminated(arena, to),
                    RENAME_NOREPLACE);
            if (rc == 0) {
                return null;
            }
            int number = (int) ERRNO.get(state, 0L);
            Errno known = Errno.of(number);
            if (known == null) {
                throw new IOException("error " + number + " of renameat2");
            }
            return known;
        } catch (RuntimeException | Error | IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static MemorySegment zeroTerminated(Arena arena, byte[] path) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, Arrays.copyOf(path, path.length + 1));
    }

    /** @return whether it is done; if not, the file system has no hard links */
    private static boolean link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            finishEarlier(from, to);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (IOException e) {
            if (NOT_OFFERED.contains(Errno.of(e))) {
                return false;
            }
            throw e;
        }
        Files.delete(from);
        return true;
    }

    /** A crash between link and unlink leaves both names on one file: then only the old name is left to be deleted. */
    private static void finishEarlier(Path from, Path to) throws IOException {
        if (Files.isSymbolicLink(to) || !Files.isSameFile(from, to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.delete(from);
    }
}
