package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.DelegatingBackend;
import ciel.transfer.DeniedException;
import ciel.transfer.Listing;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.posix.PosixBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a source is left out without a word. */
class PlannerTest {
    private static final Instant LONG_AGO = Instant.parse("1955-11-05T06:15:00.123456789Z");

    @TempDir
    private Path dir;

    private Path from;
    private Path to;

    @BeforeEach
    void folders() throws Exception {
        from = Files.createDirectory(dir.resolve("from"));
        to = Files.createDirectory(dir.resolve("to"));
    }

    private MoverReport run() throws Exception {
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(to)) {
            return new Mover(a, b, MoverSettings.DEFAULT, dir.resolve("state"), p -> {})
                    .run(Planner.folder(a, StoragePath.ROOT));
        }
    }

    private static String mode(Path p) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(p));
    }

    @Test
    void aFolderThatMayNotBeListedIsNamed_andTheRestMoves() throws Exception {
        Files.createDirectories(from.resolve("locked"));
        Files.createDirectories(from.resolve("open"));
        Files.writeString(from.resolve("open/b"), "b");
        try (Backend a = new DelegatingBackend(new PosixBackend(from)) {
                    @Override
                    public Listing list(StoragePath directory) throws TransferException {
                        if (directory.equals(StoragePath.of("locked"))) {
                            throw new DeniedException("listing 'locked': permission denied");
                        }
                        return super.list(directory);
                    }
                };
                Backend b = new PosixBackend(to)) {
            Plan plan = Planner.folder(a, StoragePath.ROOT);
            MoverReport report = new Mover(a, b, MoverSettings.DEFAULT, dir.resolve("state"), p -> {}).run(plan);
            assertEquals(1, report.moved());
            assertEquals(5, report.exitCode());
            assertTrue(report.refused().getFirst().contains("permission denied"));
        }
        assertTrue(Files.exists(to.resolve("open/b")));
    }

    @Test
    void aSourceThatMayNotBeListedIsAnError() {
        assertThrows(
                DeniedException.class,
                () -> Planner.folder(
                        new DelegatingBackend(new PosixBackend(from)) {
                            @Override
                            public Listing list(StoragePath directory) throws TransferException {
                                throw new DeniedException("listing: permission denied");
                            }
                        },
                        StoragePath.ROOT));
    }

    @Test
    void emptyFoldersArrive_privateOnesPrivate_withTheirTimes() throws Exception {
        Files.createDirectories(from.resolve("empty/deeper"));
        Path secret = Files.createDirectories(from.resolve("secret/inner"));
        Files.writeString(secret.resolve("f"), "x");
        Files.setPosixFilePermissions(from.resolve("secret"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("r-xr-x---"));
        Files.setLastModifiedTime(from.resolve("empty"), FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
        assertEquals(0, run().exitCode());
        assertTrue(Files.isDirectory(to.resolve("empty/deeper")));
        assertEquals("rwx------", mode(to.resolve("secret")));
        assertEquals("r-xr-x---", mode(to.resolve("secret/inner")));
        assertEquals(
                1_000_000_000,
                Files.getLastModifiedTime(to.resolve("empty")).toInstant().getEpochSecond());
        assertEquals(0, run().exitCode());
    }

    @Test
    void namesThatDifferInTheirUnicodeFormAloneAreBothCarried() throws Exception {
        Files.writeString(from.resolve("caf\u00e9"), "1");
        Files.writeString(from.resolve("cafe\u0301"), "2");
        assertEquals(2, run().moved());
        assertEquals("1", Files.readString(to.resolve("caf\u00e9")));
        assertEquals("2", Files.readString(to.resolve("cafe\u0301")));
    }

    @Test
    void namesLikeOurTemporariesLinksAndPipesAreNamed() throws Exception {
        Files.writeString(from.resolve(".f.part-0123456789abcdef"), "x");
        Files.createDirectory(from.resolve(".ciel-quarantine"));
        Files.createSymbolicLink(from.resolve("link"), Path.of("f"));
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", from.resolve("pipe").toString())
                        .start()
                        .waitFor());
        Files.writeString(from.resolve("f"), "x");
        MoverReport report = run();
        assertEquals(4, report.refused().size(), report.refused().toString());
        assertEquals(5, report.exitCode());
        assertFalse(Files.exists(to.resolve("link")));
    }

    @Test
    void timesOfFilesAreKeptToTheNanosecond() throws Exception {
        Path f = Files.writeString(from.resolve("f"), "x");
        assertEquals(
                0,
                new ProcessBuilder("touch", "-d", LONG_AGO.toString(), f.toString())
                        .start()
                        .waitFor());
        run();
        assertEquals(LONG_AGO, Files.getLastModifiedTime(to.resolve("f")).toInstant());
    }

    @Test
    void permissionsAndTimesAreNotKeptWhereThatIsAskedFor() throws Exception {
        Path f = Files.writeString(from.resolve("f"), "x");
        Files.setPosixFilePermissions(f, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path secret = Files.writeString(from.resolve("secret"), "x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("r--------"));
        Files.setLastModifiedTime(f, FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(to)) {
            new Mover(a, b, MoverSettings.DEFAULT.keep(new Keep(false, false)), dir.resolve("state"), p -> {})
                    .run(Planner.folder(a, StoragePath.ROOT));
        }
        Path plain = Files.createFile(
                dir.resolve("plain"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-")));
        assertEquals(mode(plain), mode(to.resolve("f")), "as the umask has it");
        assertEquals("r--------", mode(to.resolve("secret")));
        assertTrue(Files.getLastModifiedTime(to.resolve("f")).toInstant().getEpochSecond() > 1_000_000_000);
    }
}
