package ciel.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JVM takes signals in its normal course: a null reference in compiled code is a SIGSEGV. LLVM in a driver
 * installs handlers of its own, whose first call deletes the files being compiled
 * and, where a second comes at the same moment, ends the process. With libjsig.so in front the JVM's stay the first.
 */
class SignalsTest {
    private static final int THREADS = 4;
    private static final int PROGRAMS = 3;

    @TempDir
    private Path cache;

    /** Compiles for the device while threads take null references. */
    public static final class Child {
        private static volatile boolean done;
        private static int[] nothing;

        public static void main(String[] args) throws InterruptedException {
            LongAdder caught = new LongAdder();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    while (!done) {
                        try {
                            System.out.println(nothing.length);
                        } catch (NullPointerException e) {
                            caught.increment();
                        }
                    }
                }));
            }
            try (JoclDevice device = JoclDevice.open(0);
                    ComputeDevice.Memory numbers = device.upload(new int[64], 0, 64)) {
                for (int i = 1; i <= PROGRAMS; i++) {
                    String source =
                            "__kernel void add(__global int *a, int n) { a[get_global_id(0)] += n * " + i + "; }";
                    device.launch(device.build(source, "", "add")[0], 64, 1, numbers, 10);
                }
                int[] sums = new int[64];
                device.read(numbers, sums, 64);
                System.out.println("sum " + sums[63]);
            } finally {
                done = true;
            }
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println("caught some: " + (caught.sum() > 1000));
        }
    }

    @Test
    void compilingForTheDeviceWhileTheJvmTakesSignals_bothGoOn() throws Exception {
        // the first compiler's code takes every null reference by the signal; the second stops doing so after a few
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName());
        builder.environment()
                .put("POCL_CACHE_DIR", cache.toString()); // an empty one, or nothing would be compiled the second time
        Process child = builder.redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), said);
        assertTrue(said.contains("sum " + 10 * (1 + 2 + 3) + "\n") && said.contains("caught some: true"), said);
    }
}
