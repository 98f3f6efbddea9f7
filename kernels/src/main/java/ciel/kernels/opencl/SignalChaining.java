package ciel.kernels.opencl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the JVM's signal handlers stay before those of an OpenCL driver. LLVM in a driver, as in PoCL, takes the
 * handlers of SIGSEGV and others from the JVM, which needs them in its
 * normal course: a null reference in compiled code is such a signal. While the driver compiles it may then lose its
 * files, or the process ends without a word. The JDK's libjsig.so,
 * loaded before everything else, keeps the JVM's first; from within a JVM that runs it cannot be loaded any more.
 */
final class SignalChaining {
    private static final Logger LOG = LoggerFactory.getLogger(SignalChaining.class);
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final AtomicBoolean CHECKED = new AtomicBoolean();

    private SignalChaining() {}

    /**
     * Logs a warning, once in a process, where libjsig.so is not there. Says nothing where that cannot be known (other
     * systems than Linux).
     */
    static void warnWithout() {
        if (CHECKED.getAndSet(true) || !Files.isReadable(MAPS)) {
            return;
        }
        try (Stream<String> lines = Files.lines(MAPS, StandardCharsets.ISO_8859_1)) {
            if (lines.noneMatch(line -> line.endsWith("/libjsig.so"))) {
                LOG.warn(
                        "OpenCL drivers may take signal handlers that the JVM needs, and end it without a "
                                + "message; start the JVM with LD_PRELOAD={}/lib/libjsig.so, as the command ciel does",
                        System.getProperty("java.home"));
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("whether libjsig.so is loaded cannot be read", e);
        }
    }
}
