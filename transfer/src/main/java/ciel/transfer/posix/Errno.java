package ciel.transfer.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Error numbers of Linux ({@code asm-generic/errno.h}). Java gives only the text of an error, and that in the language
 * of the locale. The C library is therefore asked once, in the same process and so in the same language, for the text
 * of each number that matters ({@code strerror(3)}), and texts are compared with those.
 */
enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such file or directory"),
    EACCES(13, "permission denied"),
    EEXIST(17, "the name is taken"),
    EXDEV(18, "another file system"),
    ENOTDIR(20, "not a directory"),
    EINVAL(22, "invalid argument"),
    EFBIG(27, "file too large for the file system"),
    ENOSPC(28, "no space left on device"),
    EROFS(30, "read-only file system"),
    EMLINK(31, "too many links"),
    ENAMETOOLONG(36, "file name too long"),
    ENOSYS(38, "function not implemented"),
    ELOOP(40, "too many levels of symbolic links"),
    EOPNOTSUPP(95, "operation not supported"),
    EDQUOT(122, "disk quota exceeded");

    private static final Map<String, Errno> BY_TEXT = texts();

    private final int number;
    private final String english;

    Errno(int number, String english) {
        this.number = number;
        this.english = english;
    }

    int number() {
        return number;
    }

    /** @return text for people, the same in every locale */
    String text() {
        return english + " (" + name() + ")";
    }

    /** @return the error of this number, or null if it is none of these */
    static Errno of(int number) {
        for (Errno e : values()) {
            if (e.number == number) {
                return e;
            }
        }
        return null;
    }

    /** @return which error of the operating system this is, or null if it is none of these */
    static Errno of(IOException e) {
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? null : BY_TEXT.get(reason.replaceFirst(" \\([A-Z]+\\)$", ""));
    }

    private static Map<String, Errno> texts() {
        Map<String, Errno> out = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Errno e : values()) {
            out.put(e.english, e);
        }
        if (!System.getProperty("os.name").equals("Linux")) {
            return out;
        }
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find("strerror").orElse(null);
        if (address == null) {
            return out;
        }
        MethodHandle strerror =
                linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        Charset platform = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        for (Errno e : values()) {
            try {
                out.put(text((MemorySegment) strerror.invokeExact(e.number), platform), e);
            } catch (RuntimeException | Error unexpected) {
                throw unexpected;
            } catch (Throwable unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }
        return out;
    }

    private static String text(MemorySegment zeroTerminated, Charset charset) {
        MemorySegment all = zeroTerminated.reinterpret(Long.MAX_VALUE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long i = 0; all.get(ValueLayout.JAVA_BYTE, i) != 0; i++) {
            bytes.write(all.get(ValueLayout.JAVA_BYTE, i));
        }
        return bytes.toString(charset);
    }
}
