package ciel.transfer.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.BackendConformance;
import ciel.transfer.Entry;
import ciel.transfer.Listing;
import ciel.transfer.StoragePath;
import ciel.transfer.UnsafePathException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixBackendTest extends BackendConformance {
    @TempDir
    private Path folder;

    @Override
    protected Backend open() throws Exception {
        return new PosixBackend(folder);
    }

    @Override
    protected Backend reopen() throws Exception {
        return new PosixBackend(folder);
    }

    @Test
    void aSymbolicLinkIsSeenAndNotFollowed(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("secret"), "not yours");
        Files.createSymbolicLink(folder.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("dir"), outside);
        try (Backend b = open()) {
            assertTrue(b.list(StoragePath.ROOT).entries().stream().allMatch(e -> e.kind() == Entry.Kind.SYMLINK));
            assertThrows(UnsafePathException.class, () -> b.read(StoragePath.of("file"), 0, 5));
            assertThrows(UnsafePathException.class, () -> b.read(StoragePath.of("dir/secret"), 0, 5));
            assertThrows(UnsafePathException.class, () -> b.stat(StoragePath.of("dir/secret")));
            assertThrows(UnsafePathException.class, () -> b.list(StoragePath.of("dir")));
            assertThrows(
                    UnsafePathException.class,
                    () -> b.writeTemporary(StoragePath.of("dir/new"), "0123456789abcdef", 1));
            assertEquals(1, Files.list(outside).count());
        }
    }

    @Test
    void aNameWithANewlineIsRefusedAndTheRestIsListed() throws Exception {
        Files.writeString(folder.resolve("bad\nname"), "x");
        Files.writeString(folder.resolve("good"), "x");
        try (Backend b = open()) {
            Listing listing = b.list(StoragePath.ROOT);
            assertEquals(1, listing.entries().size());
            assertEquals(1, listing.refused().size());
            assertTrue(
                    listing.refused().getFirst().contains("\\u000a"),
                    listing.refused().getFirst());
        }
    }

    @Test
    void aFifoIsNotOpened() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor());
        try (Backend b = open()) {
            assertEquals(
                    Entry.Kind.OTHER,
                    b.stat(StoragePath.of("pipe")).orElseThrow().kind());
            assertThrows(UnsafePathException.class, () -> b.read(StoragePath.of("pipe"), 0, 5));
        }
    }

    @Test
    void spaceIsPositive() throws Exception {
        try (Backend b = open()) {
            assertTrue(b.space().orElseThrow().bytes() > 0);
            assertTrue(b.space().orElseThrow().inodes() > 0);
        }
    }
}
