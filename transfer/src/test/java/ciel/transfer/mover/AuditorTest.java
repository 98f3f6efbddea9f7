package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.DelegatingBackend;
import ciel.transfer.Entry;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.posix.PosixBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditorTest {
    @TempDir
    private Path temp;

    private Backend at(String name) throws Exception {
        Path folder = Files.createDirectories(temp.resolve(name));
        Files.write(folder.resolve("f"), new byte[10]);
        return new PosixBackend(folder);
    }

    /** A destination whose answer for one file is an error. */
    private static Backend answering(Backend to, RuntimeException wrong, TransferException error) {
        return new DelegatingBackend(to) {
            @Override
            public Optional<Entry> stat(StoragePath path) throws TransferException {
                if (wrong != null) {
                    throw wrong;
                }
                throw error;
            }
        };
    }

    @Test
    void aComparisonThatBreaksDoesNotPass() throws Exception {
        try (Backend a = at("a");
                Backend b = at("b")) {
            Plan plan = Planner.folder(a, StoragePath.ROOT);
            assertEquals(0, new Auditor(a, b).audit(plan, true).exitCode());
            Backend broken = answering(b, new IllegalStateException("a defect"), null);
            assertTrue(assertThrows(IllegalStateException.class, () -> new Auditor(a, broken).audit(plan, false))
                    .getMessage()
                    .contains("a defect"));
            AuditReport down =
                    new Auditor(a, answering(b, null, new TransientException("no answer"))).audit(plan, false);
            assertEquals(1, down.exitCode());
            assertTrue(down.different().getFirst().contains("no answer"));
        }
    }
}
