package ciel.transfer.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.BackendConformance;
import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.Listing;
import ciel.transfer.SmallFiles;
import ciel.transfer.StoragePath;
import ciel.transfer.UnsafePathException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
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
    void groupsFollowNoLinkAndOpenNoFifo(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("secret"), "not yours");
        Files.createSymbolicLink(folder.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("dir"), outside);
        new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor();
        List<StoragePath> paths = List.of(StoragePath.of("file"), StoragePath.of("dir/secret"), StoragePath.of("pipe"));
        try (Backend b = open()) {
            SmallFiles small = b.smallFiles().orElseThrow();
            for (SmallFiles.Outcome<byte[]> read : small.read(paths, List.of(9, 9, 0))) {
                assertInstanceOf(UnsafePathException.class, read.error());
            }
            List<SmallFiles.Outcome<Optional<Entry>>> seen = small.stat(paths);
            assertEquals(Entry.Kind.SYMLINK, seen.get(0).value().orElseThrow().kind());
            assertInstanceOf(UnsafePathException.class, seen.get(1).error());
            assertEquals(Entry.Kind.OTHER, seen.get(2).value().orElseThrow().kind());
            SmallFiles.Whole whole = new SmallFiles.Whole(
                    StoragePath.of("dir/new"),
                    "0123456789abcdef",
                    FileMetadata.NEW_FILE,
                    FileMetadata.NONE,
                    new byte[1]);
            assertInstanceOf(
                    UnsafePathException.class,
                    small.write(List.of(whole)).getFirst().error());
            assertEquals(1, Files.list(outside).count());
        }
    }

    @Test
    void bothWaysOfLookingSayTheSameOfAFile() throws Exception {
        Files.writeString(folder.resolve("f"), "content");
        Files.setPosixFilePermissions(folder.resolve("f"), PosixFilePermissions.fromString("r-xr-----"));
        StoragePath f = StoragePath.of("f");
        try (Backend b = open()) {
            Entry one = b.stat(f).orElseThrow();
            assertEquals(
                    one,
                    b.smallFiles()
                            .orElseThrow()
                            .stat(List.of(f))
                            .getFirst()
                            .value()
                            .orElseThrow());
            assertEquals(List.of(one), b.list(StoragePath.ROOT).entries());
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
