package ciel.sim.exposure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process, from the kernel; where it does not say (not Linux), the heap in use. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** @return largest resident set so far (bytes) */
    static long peak() {
        return bytes("VmHWM:");
    }

    /** @return resident set now (bytes) */
    static long resident() {
        return bytes("VmRSS:");
    }

    private static long bytes(String key) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith(key)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not Linux: the heap is the best that can be said
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
