package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build archives for {@code ciel transfer} is what its verbs need, so its runs have to succeed. */
class TransferWarmupTest {
    @Test
    void everyWarmUpRunSucceeds(@TempDir Path folder) throws Exception {
        assertEquals(List.of(), TransferWarmup.run(folder));
    }
}
