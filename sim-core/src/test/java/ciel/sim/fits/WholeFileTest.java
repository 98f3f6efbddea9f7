package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.CielException;
import ciel.sim.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final int LENGTH = 3_000_000;

    @TempDir
    Path directory;

    @Test
    void publishedFile_hasTheBytesAndTheChecksumsOfThem() throws Exception {
        byte[] content = new byte[2_500_001];
        new SplittableRandom(3).nextBytes(content);
        Path target = directory.resolve("sub/folder/file.bin");
        WrittenFile written;
        try (WholeFile file = WholeFile.create(target, WholeFile.Existing.REFUSE)) {
            file.write(content[0]);
            file.write(content, 1, 999);
            file.write(content, 1000, 1 << 20);
            file.write(content, 1000 + (1 << 20), content.length - 1000 - (1 << 20));
            assertFalse(Files.exists(target), "nothing under the final name before it is published");
            written = file.publish();
        }
        assertArrayEquals(content, Files.readAllBytes(target));
        Adler32 adler = new Adler32();
        adler.update(content);
        assertEquals(
                new WrittenFile(
                        target,
                        content.length,
                        String.format("%08x", adler.getValue()),
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(content))),
                written);
        assertEquals(List.of("file.bin"), names(target.getParent()));
    }

    @Test
    void closedWithoutPublishing_leavesNothing() throws Exception {
        try (WholeFile file = WholeFile.create(directory.resolve("a"), WholeFile.Existing.REPLACE)) {
            file.write(new byte[5_000_000]);
        }
        assertEquals(List.of(), names(directory));
    }

    @Test
    void failureWhileReplacing_leavesTheOldFileAsItWas() throws Exception {
        Path target = directory.resolve("a");
        Files.writeString(target, "old");
        assertThrows(IllegalStateException.class, () -> {
            try (WholeFile file = WholeFile.create(target, WholeFile.Existing.REPLACE)) {
                file.write(new byte[2_000_000]);
                throw new IllegalStateException("the sky fell");
            }
        });
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("a"), names(directory));
    }

    @Test
    void existingFile_isReplacedOrRefusedAsAsked() throws Exception {
        Path target = directory.resolve("a");
        WholeFile.write(target, new byte[] {1}, WholeFile.Existing.REFUSE);
        assertThrows(InputException.class, () -> WholeFile.create(target, WholeFile.Existing.REFUSE));
        WholeFile.write(target, new byte[] {2}, WholeFile.Existing.REPLACE);
        assertArrayEquals(new byte[] {2}, Files.readAllBytes(target));
    }

    @Test
    void nameTakenWhileWriting_isRefusedAndKept() throws Exception {
        Path target = directory.resolve("a");
        try (WholeFile file = WholeFile.create(target, WholeFile.Existing.REFUSE)) {
            file.write(1);
            Files.writeString(target, "another run was faster");
            InputException e = assertThrows(InputException.class, file::publish);
            assertTrue(e.getMessage().contains("exists already"), e.getMessage());
        }
        assertEquals("another run was faster", Files.readString(target));
        assertEquals(List.of("a"), names(directory));
    }

    @Test
    void directoryThatCannotBeMade_isExplained() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        CielException e = assertThrows(
                CielException.class, () -> WholeFile.create(file.resolve("x"), WholeFile.Existing.REPLACE));
        assertTrue(
                e.getMessage().contains("cannot be written") && e.getMessage().contains("permissions"), e.getMessage());
    }

    @Test
    void temporariesOfTheLiving_areLeftAlone() throws Exception {
        try (WholeFile file = WholeFile.create(directory.resolve("a"), WholeFile.Existing.REPLACE)) {
            file.write(1);
            assertEquals(List.of(), WholeFile.removeLeftovers(directory));
            file.publish();
        }
        assertEquals(List.of("a"), names(directory));
    }

    @Test
    void temporariesOfAnotherHost_areRemovedOnlyWhenADayOld() throws Exception {
        Path young = Files.writeString(directory.resolve(".ciel-part.nid00042.17.1700000000000.1.amp_x.fits.fz"), "");
        Path old = Files.writeString(directory.resolve(".ciel-part.nid00042.17.1700000000000.2.amp_y.fits.fz"), "");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        Path other = Files.writeString(directory.resolve(".ciel-part.readme"), "");
        assertEquals(List.of(old), WholeFile.removeLeftovers(directory));
        assertTrue(Files.exists(young) && Files.exists(other));
        assertEquals(List.of(), WholeFile.removeLeftovers(directory.resolve("nowhere")));
    }

    /**
     * Law 4. A child writes file after file; it is killed (SIGKILL) at eight moments; what stands under a final name is
     * whole, and the rest goes away.
     */
    @Test
    @Timeout(120)
    void killedAtAnyMoment_leavesNoPartialFileUnderAFinalName() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        int leftovers = 0;
        for (int kill = 0; kill < 8; kill++) {
            Path folder = Files.createDirectory(directory.resolve("run" + kill));
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Endless.class.getName(),
                            folder.toString())
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                int until = 1 + random.nextInt(60);
                for (int i = 0; i < until; i++) {
                    String line = lines.readLine();
                    assertTrue(line != null && line.startsWith("wrote"), line);
                }
                child.destroyForcibly().waitFor();
            }
            leftovers += (int) names(folder).stream()
                    .filter(name -> name.startsWith(".ciel-part."))
                    .count();
            WholeFile.removeLeftovers(folder);
            for (String name : names(folder)) {
                assertWhole(folder.resolve(name));
            }
        }
        assertTrue(leftovers > 0, "at least one kill came in the middle of a file");
    }

    private static void assertWhole(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        assertEquals(LENGTH, content.length, file.toString());
        int first = ByteBuffer.wrap(content).getInt();
        for (int i = 0; i + 4 <= LENGTH; i += 4) {
            assertEquals(first, ByteBuffer.wrap(content, i, 4).getInt(), file + " at " + i);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** The child: three names, over and over, in pieces; tells after each piece. */
    static final class Endless {
        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            for (int round = 0; ; round++) {
                byte[] piece = new byte[LENGTH / 10];
                for (int i = 0; i < piece.length; i += 4) {
                    ByteBuffer.wrap(piece).putInt(i, round);
                }
                try (WholeFile file =
                        WholeFile.create(folder.resolve("file" + round % 3), WholeFile.Existing.REPLACE)) {
                    for (int i = 0; i < 10; i++) {
                        file.write(piece);
                        System.out.println("wrote " + round + " " + i);
                    }
                    file.publish();
                }
            }
        }
    }
}
