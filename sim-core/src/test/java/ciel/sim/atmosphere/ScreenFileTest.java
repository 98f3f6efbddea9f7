package ciel.sim.atmosphere;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenFileTest {
    @TempDir
    Path folder;

    private static ScreenFile.Key key(long seed) {
        return new ScreenFile.Key(seed, Turbulence.draw(seed, 0.7, 622.2, OptionalDouble.empty()), 622.2, 6);
    }

    @Test
    void screensOfAFileAreThoseThatWereMade() throws IOException {
        Path file = folder.resolve("sub/screens.bin");
        int[] made = ScreenFile.readOrMake(file, PlainScreenLoops.INSTANCE, key(3), 2);
        assertEquals(64 + 4L * 6 * 64 * 64, Files.size(file));
        assertArrayEquals(made, ScreenFile.readOrMake(file, PlainScreenLoops.INSTANCE, key(3), 1));
        assertArrayEquals(made, PhaseScreens.make(PlainScreenLoops.INSTANCE, 3, key(3).turbulence(), 622.2, 6, 1));
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count(), "no unfinished file is left");
        }
    }

    @Test
    void otherOrDamagedScreensAreRefused() throws IOException {
        Path file = folder.resolve("screens.bin");
        ScreenFile.readOrMake(file, PlainScreenLoops.INSTANCE, key(3), 1);
        InputException other = assertThrows(
                InputException.class, () -> ScreenFile.readOrMake(file, PlainScreenLoops.INSTANCE, key(4), 1));
        assertTrue(other.getMessage().contains("another visit"), other.getMessage());
        byte[] bytes = Files.readAllBytes(file);
        bytes[5000] ^= 1;
        Files.write(file, bytes);
        InputException damaged = assertThrows(
                InputException.class, () -> ScreenFile.readOrMake(file, PlainScreenLoops.INSTANCE, key(3), 1));
        assertTrue(damaged.getMessage().contains("check sum"), damaged.getMessage());
        Files.write(file, new byte[10]);
        assertTrue(assertThrows(
                        InputException.class, () -> ScreenFile.readOrMake(file, PlainScreenLoops.INSTANCE, key(3), 1))
                .getMessage()
                .contains("10 bytes"));
    }
}
