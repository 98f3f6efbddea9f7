package ciel.transfer.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls of 64-bit Linux that name a file by an open folder and its name there, by way of the C library. Each
 * returns what the call returned, or minus the error number. For thousands of small files: an act of Java's own
 * libraries on one file costs several times the system call, a URI, a path from the root, sets of permissions, and an
 * exception where nothing is.
 */
final class SystemCalls {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_CREAT = 0100;
    static final int O_TRUNC = 01000;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    /** These two differ between processors. */
    static final int O_DIRECTORY;

    static final int O_NOFOLLOW;

    static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int RENAME_NOREPLACE = 1;
    private static final long UTIME_OMIT = (1L << 30) - 2;
    /** Bytes that one read or write moves at most. */
    static final int MOST_BYTES = 64 << 10;

    private static final int NAME_BYTES = 8 << 10;
    private static final int STATX_BYTES = 256;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPENAT;
    private static final MethodHandle CLOSE;
    private static final MethodHandle READ;
    private static final MethodHandle WRITE;
    private static final MethodHandle STATX;
    private static final MethodHandle FSYNC;
    private static final MethodHandle FCHMOD;
    private static final MethodHandle FUTIMENS;
    private static final MethodHandle RENAMEAT2;
    private static final MethodHandle GETDENTS64;
    private static final boolean OFFERED;

    static {
        String processor = System.getProperty("os.arch");
        boolean arm = processor.equals("aarch64");
        O_DIRECTORY = arm ? 040000 : 0200000;
        O_NOFOLLOW = arm ? 0100000 : 0400000;
        boolean linux = System.getProperty("os.name").equals("Linux") && (arm || processor.equals("amd64"));
        OPENAT = linux ? find("openat") : null;
        CLOSE = linux ? find("close") : null;
        READ = linux ? find("read") : null;
        WRITE = linux ? find("write") : null;
        STATX = linux ? find("statx") : null;
        FSYNC = linux ? find("fsync") : null;
        FCHMOD = linux ? find("fchmod") : null;
        FUTIMENS = linux ? find("futimens") : null;
        RENAMEAT2 = linux ? find("renameat2") : null;
        GETDENTS64 = linux ? find("getdents64") : null;
        OFFERED = linux && STATX != null && RENAMEAT2 != null && GETDENTS64 != null;
    }

    /** One shape for all: registers that a call does not ask for are left alone by it, and one shape is compiled once. */
    private static MethodHandle find(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(f -> linker.downcallHandle(
                        f,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG),
                        Linker.Option.captureCallState("errno")))
                .orElse(null);
    }

    /** Memory of one thread for names, states and bytes. */
    private static final class Memory {
        private final Arena arena = Arena.ofAuto();
        private final MemorySegment state = arena.allocate(STATE);
        private final MemorySegment name = arena.allocate(NAME_BYTES, 8);
        private final MemorySegment other = arena.allocate(NAME_BYTES, 8);
        private final MemorySegment statx = arena.allocate(STATX_BYTES, 8);
        private final MemorySegment times = arena.allocateFrom(ValueLayout.JAVA_LONG, 0, UTIME_OMIT, 0, 0);
        private final MemorySegment bytes = arena.allocate(MOST_BYTES, 8);
    }

    private static final ThreadLocal<Memory> MEMORY = ThreadLocal.withInitial(Memory::new);

    private final Memory memory = MEMORY.get();

    private SystemCalls() {}

    /** @return whether this system has them all */
    static boolean areOffered() {
        return OFFERED;
    }

    /** @return for use by this thread only */
    static SystemCalls ofThisThread() {
        return new SystemCalls();
    }

    private int call(MethodHandle function, long a, long b, long c, long d, long e) {
        try {
            // The C library's int leaves the upper half of the register undefined.
            int result = (int) (long) function.invokeExact(memory.state, a, b, c, d, e);
            return result >= 0 ? result : -(int) ERRNO.get(memory.state, 0L);
        } catch (RuntimeException | Error unexpected) {
            throw unexpected;
        } catch (Throwable unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static long zeroTerminated(MemorySegment into, byte[] name) {
        MemorySegment.copy(name, 0, into, ValueLayout.JAVA_BYTE, 0, name.length);
        into.set(ValueLayout.JAVA_BYTE, name.length, (byte) 0);
        return into.address();
    }

    int open(int folder, byte[] name, int flags, int mode) {
        return call(OPENAT, folder, zeroTerminated(memory.name, name), flags | O_CLOEXEC, mode, 0);
    }

    int close(int file) {
        return call(CLOSE, file, 0, 0, 0, 0);
    }

    /** Reads where the file is at, into memory that {@link #bytes} gives out. */
    int read(int file, int most) {
        return call(READ, file, memory.bytes.address(), Math.min(most, MOST_BYTES), 0, 0);
    }

    /** @return copy of the first bytes that were read last */
    byte[] bytes(int n) {
        return memory.bytes.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE);
    }

    int write(int file, byte[] content, int from, int n) {
        int some = Math.min(n, MOST_BYTES);
        MemorySegment.copy(content, from, memory.bytes, ValueLayout.JAVA_BYTE, 0, some);
        return call(WRITE, file, memory.bytes.address(), some, 0, 0);
    }

    /** Looks at a name, and follows no link. What was found is read with the methods below. */
    int stat(int folder, byte[] name) {
        return call(
                STATX,
                folder,
                zeroTerminated(memory.name, name),
                AT_SYMLINK_NOFOLLOW,
                STATX_BASIC_STATS,
                memory.statx.address());
    }

    /** Looks at an open file. */
    int stat(int file) {
        memory.name.set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
        return call(STATX, file, memory.name.address(), AT_EMPTY_PATH, STATX_BASIC_STATS, memory.statx.address());
    }

    /** @return kind and permissions of what was looked at last */
    int mode() {
        return Short.toUnsignedInt(memory.statx.get(ValueLayout.JAVA_SHORT, 28));
    }

    long inode() {
        return memory.statx.get(ValueLayout.JAVA_LONG, 32);
    }

    long size() {
        return memory.statx.get(ValueLayout.JAVA_LONG, 40);
    }

    long modifiedSecond() {
        return memory.statx.get(ValueLayout.JAVA_LONG, 112);
    }

    int modifiedNano() {
        return memory.statx.get(ValueLayout.JAVA_INT, 120);
    }

    /** @return number of the device, as {@code stat(2)} has it */
    long device() {
        long major = Integer.toUnsignedLong(memory.statx.get(ValueLayout.JAVA_INT, 136));
        long minor = Integer.toUnsignedLong(memory.statx.get(ValueLayout.JAVA_INT, 140));
        return (major & 0xfff) << 8 | (major & ~0xfffL) << 32 | minor & 0xff | (minor & ~0xffL) << 12;
    }

    int sync(int file) {
        return call(FSYNC, file, 0, 0, 0, 0);
    }

    int permissions(int file, int mode) {
        return call(FCHMOD, file, mode, 0, 0, 0);
    }

    /** Sets the time of the last change and leaves that of the last access. */
    int modified(int file, long second, int nano) {
        memory.times.setAtIndex(ValueLayout.JAVA_LONG, 2, second);
        memory.times.setAtIndex(ValueLayout.JAVA_LONG, 3, nano);
        return call(FUTIMENS, file, memory.times.address(), 0, 0, 0);
    }

    /** Gives a file another name in its folder; never replaces one. */
    int rename(int folder, byte[] from, byte[] to) {
        return call(
                RENAMEAT2,
                folder,
                zeroTerminated(memory.name, from),
                folder,
                zeroTerminated(memory.other, to),
                RENAME_NOREPLACE);
    }

    /** What a listing is told. */
    interface Names {
        void name(byte[] name);
    }

    /** Hands out the next names of an open folder. @return 0 at its end */
    int names(int folder, Names to) {
        int n = call(GETDENTS64, folder, memory.bytes.address(), MOST_BYTES, 0, 0);
        for (int at = 0; at < n; ) {
            int length = Short.toUnsignedInt(memory.bytes.get(ValueLayout.JAVA_SHORT, at + 16));
            int end = at + 19;
            while (memory.bytes.get(ValueLayout.JAVA_BYTE, end) != 0) {
                end++;
            }
            to.name(memory.bytes.asSlice(at + 19, end - at - 19).toArray(ValueLayout.JAVA_BYTE));
            at += length;
        }
        return n;
    }
}
