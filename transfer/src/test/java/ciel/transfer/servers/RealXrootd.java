package ciel.transfer.servers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.BackendConformance;
import ciel.transfer.Backends;
import ciel.transfer.Retryability;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Algorithm;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Conformance against a real XRootD server, by one of its doors. */
public abstract class RealXrootd extends BackendConformance {
    private static final AtomicInteger COUNT = new AtomicInteger();
    protected static LocalXrootd server;
    protected Path directory;

    /** @return address of the door that is used */
    protected abstract String door();

    @BeforeAll
    protected static void startServer() throws Exception {
        server = new LocalXrootd();
    }

    @AfterAll
    protected static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Backend open() throws Exception {
        directory = server.newDirectory("d" + COUNT.incrementAndGet());
        return reopen();
    }

    @Override
    protected Backend reopen() throws Exception {
        return Backends.open(door() + "/" + directory.getFileName(), Map.of());
    }

    @Override
    protected String refusedCharacters() {
        return "?";
    }

    @Test
    void aByteFlippedOnTheServersDiskShowsInItsChecksum() throws Exception {
        Path file = directory.resolve("f");
        Files.write(file, "some content".getBytes(StandardCharsets.US_ASCII));
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
        try (Backend b = reopen()) {
            String before = b.checksum(StoragePath.of("f"), Algorithm.ADLER32);
            Files.write(file, "some c0ntent".getBytes(StandardCharsets.US_ASCII));
            assertTrue(!before.equals(b.checksum(StoragePath.of("f"), Algorithm.ADLER32)));
        }
    }

    @Test
    void afterTheServerIsKilledAndStartedTheNextActWorks() throws Exception {
        Files.write(directory.resolve("f"), new byte[1000]);
        try (Backend b = reopen()) {
            server.kill();
            TransferException e = assertThrows(TransferException.class, () -> b.stat(StoragePath.of("f")));
            assertEquals(Retryability.TRANSIENT, e.retryability());
            server.start();
            assertArrayEquals(
                    new byte[1000],
                    Channels.newInputStream(b.read(StoragePath.of("f"), 0, 1000))
                            .readAllBytes());
        }
    }

    @Test
    void aFolderThatIsMissingIsMadeForADestination() throws Exception {
        String address = door() + "/" + directory.getFileName() + "/a/b";
        assertThrows(ciel.transfer.NotFoundException.class, () -> Backends.open(address, Map.of()));
        Backends.open(address, Map.of("create", "true")).close();
        assertTrue(Files.isDirectory(directory.resolve("a/b")));
    }
}
