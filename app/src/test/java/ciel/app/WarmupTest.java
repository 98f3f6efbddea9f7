package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmupTest {
    @TempDir
    Path folder;

    @Test
    void everyRunSucceeds() throws Exception {
        assertEquals(List.of(), Warmup.run(folder));
    }

    @Test
    void everyTransferSucceeds() throws Exception {
        assertEquals(List.of(), TransferWarmup.run(folder));
    }
}
