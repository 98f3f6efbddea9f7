package ciel.transfer.posix;

import ciel.transfer.FileMetadata;
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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * Permissions and times of local files. Times are set by {@code utimensat(2)}: Java's own call loses what lies before
 * 1970 or after 2262, and sets the time of the last access too.
 */
final class Attributes {
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final long UTIME_OMIT = (1L << 30) - 2;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle UTIMENSAT = find();
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };
    /** A file system that has no permissions or times of files (vfat, some mounts of a network) says this. */
    private static final Set<Errno> NOT_OFFERED = EnumSet.of(Errno.EPERM, Errno.EOPNOTSUPP, Errno.ENOSYS);

    private Attributes() {}

    private static MethodHandle find() {
        if (!System.getProperty("os.name").equals("Linux") || ValueLayout.ADDRESS.byteSize() != 8) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("utimensat")
                .map(f -> linker.downcallHandle(
                        f,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT),
                        Linker.Option.captureCallState("errno")))
                .orElse(null);
    }

    /** @return whether a file system says by this error that it has no permissions or times */
    static boolean isNotOffered(Errno error) {
        return error != null && NOT_OFFERED.contains(error);
    }

    static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (int i = 0; i < BITS.length; i++) {
            mode |= permissions.contains(BITS[i]) ? 1 << i : 0;
        }
        return mode;
    }

    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> out = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < BITS.length; i++) {
            if ((mode >> i & 1) != 0) {
                out.add(BITS[i]);
            }
        }
        return out;
    }

    /**
     * Sets what a file system has. Where it has no permissions or times, they stay as they are.
     *
     * @param bytes the same path as the system has it, without a zero at its end
     */
    static void keep(Path file, byte[] bytes, FileMetadata metadata) throws IOException {
        try {
            if (metadata.mode() != FileMetadata.UNKNOWN
                    && mode(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)) != metadata.mode()) {
                Files.setPosixFilePermissions(file, permissions(metadata.mode()));
            }
        } catch (IOException e) {
            if (!NOT_OFFERED.contains(Errno.of(e))) {
                throw e;
            }
        }
        if (metadata.modified() != null) {
            modified(file, bytes, metadata.modified());
        }
    }

    private static void modified(Path file, byte[] bytes, Instant time) throws IOException {
        if (UTIMENSAT == null) {
            Files.setLastModifiedTime(file, FileTime.from(time));
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment times =
                    arena.allocateFrom(ValueLayout.JAVA_LONG, 0, UTIME_OMIT, time.getEpochSecond(), time.getNano());
            int rc = (int) UTIMENSAT.invokeExact(
                    state, AT_FDCWD, Rename.zeroTerminated(arena, bytes), times, AT_SYMLINK_NOFOLLOW);
            if (rc != 0) {
                int number = (int) ERRNO.get(state, 0L);
                Errno error = Errno.of(number);
                if (!NOT_OFFERED.contains(error)) {
                    throw new FileSystemException(
                            file.toString(), null, error == null ? "error " + number + " of utimensat" : error.text());
                }
            }
        } catch (RuntimeException | Error | IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
