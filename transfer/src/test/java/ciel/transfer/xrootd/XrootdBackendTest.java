package ciel.transfer.xrootd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.UnsafePathException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.servers.LocalXrootd;
import ciel.transfer.servers.RealXrootd;
import ciel.transfer.xrootd.protocol.Access;
import ciel.transfer.xrootd.protocol.Connection;
import ciel.transfer.xrootd.protocol.Endpoint;
import ciel.transfer.xrootd.protocol.Request;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Against a real XRootD server by its own protocol. */
class XrootdBackendTest extends RealXrootd {
    @Override
    protected String door() {
        return server.rootUrl();
    }

    private static void write(Temporary t, byte[] content) throws Exception {
        assertEquals(
                content.length,
                t.transferFrom(Channels.newChannel(new ByteArrayInputStream(content)), 0, content.length));
    }

    @Test
    void theServerSumsFilesItself() throws Exception {
        try (Backend b = reopen()) {
            assertEquals(
                    Set.of(Algorithm.ADLER32, Algorithm.CRC32C),
                    b.capabilities().serverChecksums());
        }
    }

    /** The server keeps a checksum for as long as the file's time, in whole seconds, is the same. */
    @Test
    void aChecksumAskedForAfterAnotherWriteInTheSameSecondIsOfWhatIsThereNow() throws Exception {
        StoragePath target = StoragePath.of("f");
        for (int i = 0; i < 5; i++) {
            byte[] first = ("first content " + i).getBytes(StandardCharsets.US_ASCII);
            byte[] second = ("other content " + i).getBytes(StandardCharsets.US_ASCII);
            try (Backend b = reopen();
                    Temporary t = b.writeTemporary(target, "0123456789abcdef", first.length)) {
                write(t, first);
                assertEquals(
                        Digests.of(Channels.newChannel(new ByteArrayInputStream(first)), Algorithm.ADLER32),
                        b.checksum(t.path(), Algorithm.ADLER32));
                write(t, second);
                assertEquals(
                        Digests.of(Channels.newChannel(new ByteArrayInputStream(second)), Algorithm.ADLER32),
                        b.checksum(t.path(), Algorithm.ADLER32));
            }
            try (Backend later = reopen();
                    Temporary t = later.writeTemporary(target, "0123456789abcdef", first.length)) {
                later.checksum(t.path(), Algorithm.ADLER32);
                write(t, first);
                assertEquals(
                        Digests.of(Channels.newChannel(new ByteArrayInputStream(first)), Algorithm.ADLER32),
                        later.checksum(t.path(), Algorithm.ADLER32));
                later.delete(t.path());
            }
        }
    }

    @Test
    void connectionsThatTheServerClosedMeanwhileAreNotUsed() throws Exception {
        try (Backend b = reopen()) {
            assertTrue(b.stat(StoragePath.ROOT).isPresent());
            server.kill();
            server.start();
            assertTrue(b.stat(StoragePath.ROOT).isPresent());
        }
    }

    @Test
    void whatATemporaryHeldBeyondItsSizeIsCutOff() throws Exception {
        StoragePath target = StoragePath.of("f");
        try (Backend b = reopen()) {
            try (Temporary t = b.writeTemporary(target, "0123456789abcdef", 5000)) {
                write(t, new byte[5000]);
            }
            try (Temporary t = b.writeTemporary(target, "0123456789abcdef", 3)) {
                write(t, new byte[] {1, 2, 3});
                assertEquals(3, b.stat(t.path()).orElseThrow().size());
            }
        }
    }

    @Test
    void anEmptyFileThatNobodyWroteToIsMadeBySync() throws Exception {
        StoragePath target = StoragePath.of("empty");
        try (Backend b = reopen();
                Temporary t = b.writeTemporary(target, "0123456789abcdef", 0)) {
            t.sync();
            b.commit(t.path(), target);
            assertEquals(0, b.stat(target).orElseThrow().size());
        }
    }

    @Test
    void whileALaneThatBrokeStillHasTheFileOpen_itIsWrittenRead_andCommitted() throws Exception {
        StoragePath target = StoragePath.of("f");
        Access access = new Access(false, SSLContext.getDefault(), "other", null, Duration.ofSeconds(10));
        try (Backend b = reopen();
                Temporary t = b.writeTemporary(target, "0123456789abcdef", 4)) {
            t.sync();
            try (Connection dead = Connection.open(new Endpoint("127.0.0.1", server.rootPort()), access, "", c -> {})) {
                dead.ask(Request.openToUpdate((directory + "/" + t.path()).getBytes(StandardCharsets.UTF_8)));
                write(t, new byte[] {1, 2, 3, 4});
                assertArrayEquals(
                        new byte[] {1, 2, 3, 4},
                        Channels.newInputStream(b.read(t.path(), 0, 4)).readAllBytes());
                b.commit(t.path(), target);
            }
            assertArrayEquals(new byte[] {1, 2, 3, 4}, Files.readAllBytes(directory.resolve("f")));
        }
    }

    @Test
    void linksAreFollowedByTheServer_andANameItCannotBeAskedForIsTold() throws Exception {
        Files.writeString(directory.resolve("real"), "content");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
        Files.writeString(directory.resolve("qu?est"), "x");
        Files.writeString(directory.resolve("new\nline"), "x");
        try (Backend b = reopen()) {
            Listing listing = b.list(StoragePath.ROOT);
            assertEquals(
                    Map.of("real", Entry.Kind.FILE, "link", Entry.Kind.FILE),
                    listing.entries().stream()
                            .collect(Collectors.toMap(e -> e.path().toString(), Entry::kind)));
            assertEquals(2, listing.refused().size(), listing.refused().toString());
            assertFalse(b.capabilities().symlinks());
            StoragePath dangling = StoragePath.of("dangling");
            try (Temporary t = b.writeTemporary(dangling, "0123456789abcdef", 1)) {
                write(t, new byte[1]);
                assertThrows(
                        ConflictException.class,
                        () -> b.commit(t.path(), dangling),
                        "a name that a broken link has is taken too");
            }
        }
    }

    @Test
    void aDirectoryIsNoFile_andAFileNoDirectory() throws Exception {
        Files.createDirectory(directory.resolve("d"));
        Files.writeString(directory.resolve("f"), "x");
        try (Backend b = reopen()) {
            assertThrows(UnsafePathException.class, () -> b.read(StoragePath.of("d"), 0, 1));
            assertThrows(NotFoundException.class, () -> b.list(StoragePath.of("f")));
            assertEquals(Optional.empty(), b.stat(StoragePath.of("f/x")));
            try (Temporary t = b.writeTemporary(StoragePath.of("f/x"), "0123456789abcdef", 1)) {
                assertThrows(UnsafePathException.class, () -> write(t, new byte[1]));
            }
        }
        assertThrows(
                NotFoundException.class,
                () -> Backends.open(server.rootUrl() + "/" + directory.getFileName() + "/f", Map.of()));
    }

    @Test
    void aServerThatNamesAnotherIsFollowedThere() throws Exception {
        Files.writeString(directory.resolve("f"), "content");
        try (LocalXrootd manager = new LocalXrootd(
                        "all.export " + server.data() + "\nxrootd.redirect 127.0.0.1:" + server.rootPort() + " all\n");
                Backend b = Backends.open("root://127.0.0.1:" + manager.rootPort() + "/" + directory, Map.of())) {
            assertArrayEquals(
                    "content".getBytes(StandardCharsets.US_ASCII),
                    Channels.newInputStream(b.read(StoragePath.of("f"), 0, 7)).readAllBytes());
            StoragePath target = StoragePath.of("sub/g");
            try (Temporary t = b.writeTemporary(target, "0123456789abcdef", 3)) {
                write(t, new byte[] {1, 2, 3});
                assertEquals("000d0007", b.checksum(t.path(), Algorithm.ADLER32));
                b.commit(t.path(), target);
            }
            assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(directory.resolve("sub/g")));
            assertTrue(b.delete(target));
        }
    }

    @Test
    void spaceIsKnown() throws Exception {
        try (Backend b = reopen()) {
            assertTrue(b.space().orElseThrow().bytes() > 0);
        }
    }
}
