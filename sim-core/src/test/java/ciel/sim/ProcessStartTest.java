package ciel.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessStartTest {
    @Test
    void aProcessHasTheSameStartForEverybodyAndOthersHaveAnother() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            long mine = ProcessStart.of(ProcessHandle.current());
            assertTrue(mine > 0);
            assertEquals(
                    mine,
                    ProcessStart.of(
                            ProcessHandle.of(ProcessHandle.current().pid()).orElseThrow()));
            assertTrue(ProcessStart.of(child.toHandle()) > mine);
        } finally {
            child.destroyForcibly();
        }
    }

    /** A time of the wall clock is another one after the clock was set, and a living daemon would be taken for a dead one. */
    @Test
    void itIsNoTimeOfTheWallClock() {
        if (Files.exists(Path.of("/proc/self/stat"))) {
            long start = ProcessStart.of(ProcessHandle.current());
            assertTrue(start < Instant.parse("2020-01-01T00:00:00Z").toEpochMilli() / 10, "it is " + start);
        }
    }
}
