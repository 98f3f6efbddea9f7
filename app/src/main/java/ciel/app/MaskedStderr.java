package ciel.app;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Gives the process its standard error back. While the JVM starts, the launcher has it point to /dev/null and keeps
 * the real one as another descriptor,
 * because a JVM with an incubator module (the Vector API) prints a warning about it at every start, before any code
 * of ours runs.
 */
final class MaskedStderr {
    private static final int STDERR = 2;
    private static final int KEPT = 3;

    private MaskedStderr() {}

    /** Undoes the launcher's redirection, for native code too: dup2(3, 2). Does nothing when the launcher made none. */
    static void restore() {
        if (!Boolean.getBoolean("ciel.stderr.masked")) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle dup2 = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("dup2"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int result = (int) dup2.invokeExact(KEPT, STDERR);
            if (result != STDERR) {
                throw new IllegalStateException("dup2(3, 2) returned " + result);
            }
        } catch (Throwable error) {
            throw new IllegalStateException("standard error cannot be restored", error);
        }
    }
}
