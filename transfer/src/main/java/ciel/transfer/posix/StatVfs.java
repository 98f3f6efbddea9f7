package ciel.transfer.posix;

import ciel.transfer.Space;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Free bytes and inodes by {@code statvfs(3)}, which Java itself does not offer for inodes. */
final class StatVfs {
    /**
     * Offsets in {@code struct statvfs} of 64-bit Linux (glibc): unsigned long f_bsize, f_frsize; then 64-bit f_blocks,
     * f_bfree, f_bavail, f_files, f_ffree, f_favail.
     */
    private static final long FRSIZE = 8;

    private static final long BAVAIL = 32;
    private static final long FILES = 40;
    private static final long FAVAIL = 56;
    private static final MethodHandle STATVFS = find();

    private StatVfs() {}

    private static MethodHandle find() {
        if (!System.getProperty("os.name").equals("Linux") || ValueLayout.ADDRESS.byteSize() != 8) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("statvfs")
                .map(f -> linker.downcallHandle(
                        f, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS)))
                .orElse(null);
    }

    /**
     * @param folder path as the system has it, without a zero at its end
     * @return room of the file system, empty where the call is not there or fails
     */
    static Optional<Space> of(byte[] folder) {
        if (STATVFS == null) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(256, 8);
            int rc = (int) STATVFS.invokeExact(Rename.zeroTerminated(arena, folder), out);
            if (rc != 0) {
                return Optional.empty();
            }
            long bytes = out.get(ValueLayout.JAVA_LONG, FRSIZE) * out.get(ValueLayout.JAVA_LONG, BAVAIL);
            boolean counted = out.get(ValueLayout.JAVA_LONG, FILES) > 0;
            return Optional.of(new Space(bytes, counted ? out.get(ValueLayout.JAVA_LONG, FAVAIL) : Long.MAX_VALUE));
        } catch (Throwable t) {
            return Optional.empty();
        }
    }
}
