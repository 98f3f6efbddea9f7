package ciel.app;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Asks the kernel how large the terminal behind standard error is; a window may be resized at any time. */
final class TerminalWidth {
    private static final int STDERR = 2;
    /** Request for the size of the window: asm-generic/ioctls.h of Linux; sys/ttycom.h of macOS. */
    private static final long TIOCGWINSZ = System.getProperty("os.name").startsWith("Mac") ? 0x40087468L : 0x5413L;
    /** struct winsize: rows, columns, and two fields that nobody fills, 16 bits each. */
    private static final int WINSIZE_BYTES = 8;

    private static final int ROWS_AT = 0;
    private static final int COLUMNS_AT = 2;
    private static final int LEAST_ROWS = 4;
    private static final int DEFAULT_ROWS = 24;
    /** Fewer columns than this mean that the terminal does not know its size. */
    private static final int LEAST = 10;

    private static final MethodHandle IOCTL = ioctl();

    private TerminalWidth() {}

    private static MethodHandle ioctl() {
        try {
            Linker linker = Linker.nativeLinker();
            return linker.defaultLookup()
                    .find("ioctl")
                    .map(address -> linker.downcallHandle(
                            address,
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS),
                            Linker.Option.firstVariadicArg(2)))
                    .orElse(null);
        } catch (RuntimeException e) {
            return null; // no native linker on this platform
        }
    }

    /** @return columns of the terminal; else of the environment variable COLUMNS; else 80 */
    static int ofStderr() {
        int columns = ask(COLUMNS_AT);
        return columns >= LEAST ? columns : fromEnvironment(System.getenv("COLUMNS"));
    }

    /** @return rows of the terminal; else of the environment variable LINES; else 24 */
    static int rowsOfStderr() {
        int rows = ask(ROWS_AT);
        if (rows >= LEAST_ROWS) {
            return rows;
        }
        String lines = System.getenv("LINES");
        return lines != null && lines.strip().matches("[0-9]{1,4}") && Integer.parseInt(lines.strip()) >= LEAST_ROWS
                ? Integer.parseInt(lines.strip())
                : DEFAULT_ROWS;
    }

    private static int ask(int at) {
        if (IOCTL == null) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINSIZE_BYTES);
            int result = (int) IOCTL.invokeExact(STDERR, TIOCGWINSZ, size);
            return result == 0 ? Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, at)) : 0;
        } catch (Throwable error) {
            return 0;
        }
    }

    static int fromEnvironment(String columns) {
        try {
            int number = columns == null ? 0 : Integer.parseInt(columns.strip());
            return number >= LEAST ? number : Terminal.DEFAULT_COLUMNS;
        } catch (NumberFormatException e) {
            return Terminal.DEFAULT_COLUMNS;
        }
    }
}
