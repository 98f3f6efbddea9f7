package ciel.transfer;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Keeps secrets out of core files: a process that has read one asks Linux not to write its memory anywhere ({@code
 * prctl(PR_SET_DUMPABLE, 0)}), which also closes
 * {@code /proc/PID/mem} and {@code environ} to other processes of the same user. Elsewhere it does nothing.
 */
public final class NoDumps {
    private static final int PR_SET_DUMPABLE = 4;

    private NoDumps() {}

    /** Called by whoever reads a key or a token, before reading it. */
    public static void ask() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        MemorySegment prctl = linker.defaultLookup().find("prctl").orElse(null);
        if (prctl == null) {
            return;
        }
        try {
            int rc = (int) linker.downcallHandle(
                            prctl,
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG),
                            Linker.Option.firstVariadicArg(1))
                    .invokeExact(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
            if (rc != 0) {
                throw new IllegalStateException("prctl(PR_SET_DUMPABLE) answered " + rc);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
