package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.StoragePath;
import ciel.transfer.posix.PosixBackend;
import ciel.transfer.servers.FastJvm;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes at a random moment: of the ledger and the destination only that is left which was synced
 * (src/test/c/powerloss.c). What the ledger then notes as done is at the destination, whole; and the next run brings the
 * rest. {@code CIEL_POWER_CUTS=N} cuts (default 4).
 */
@Timeout(600)
class PowerLossTest {
    private static final int FILES = 150;
    private static final int LARGE = 400_000;
    private static final long LONGEST_MILLIS = 400;

    private final int cuts = Integer.parseInt(System.getenv().getOrDefault("CIEL_POWER_CUTS", "4"));
    private final Random random = new Random(11);

    @TempDir
    private Path temp;

    private Path library() throws Exception {
        Path library = temp.resolve("powerloss.so");
        Process p = new ProcessBuilder(
                        "cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), "src/test/c/powerloss.c", "-ldl")
                .redirectErrorStream(true)
                .start();
        String said = new String(p.getInputStream().readAllBytes());
        assertEquals(0, p.waitFor(), "a C compiler is needed by this test (apt-get install gcc): " + said);
        return library;
    }

    private void fill(Path from) throws Exception {
        Files.createDirectories(from.resolve("d/e"));
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[i % 10 == 0 ? LARGE + i : i * 7];
            random.nextBytes(content);
            Files.write(from.resolve(i % 2 == 0 ? "d/f" + i : "d/e/f" + i), content);
        }
    }

    /** What is left of a folder after the power has gone. */
    private static void restore(Path disk, long inode, Path to) throws Exception {
        Files.createDirectories(to);
        Path names = disk.resolve("names-" + inode);
        if (!Files.exists(names)) {
            return;
        }
        for (String line : Files.readAllLines(names)) {
            String[] part = line.split(" ", 3);
            long child = Long.parseLong(part[0]);
            if (part[1].equals("d")) {
                restore(disk, child, to.resolve(part[2]));
            } else {
                Path content = disk.resolve("file-" + child);
                if (Files.exists(content)) {
                    Files.copy(content, to.resolve(part[2]));
                } else {
                    Files.createFile(to.resolve(part[2]));
                }
            }
        }
    }

    /** @return number of files with their final name */
    private static long count(Path to) throws Exception {
        long n = 0;
        for (Path folder : List.of(to.resolve("d"), to.resolve("d/e"))) {
            String[] names = folder.toFile().list((f, name) -> name.startsWith("f"));
            n += names == null ? 0 : names.length;
        }
        return n;
    }

    private static long inode(Path folder) throws Exception {
        return (Long) Files.getAttribute(folder, "unix:ino");
    }

    private int cut(int round, FastJvm jvm, Path library) throws Exception {
        Path home = Files.createDirectories(temp.resolve("round" + round));
        Path from = home.resolve("from");
        Path live = Files.createDirectories(home.resolve("live"));
        Path to = Files.createDirectories(live.resolve("to"));
        Path state = Files.createDirectories(live.resolve("state"));
        Path disk = Files.createDirectories(home.resolve("disk"));
        fill(from);
        List<String> command = new ArrayList<>(jvm.command("mover", MoverProcess.class));
        command.addAll(List.of(from.toString(), to.toString(), state.toString(), "5M", "131072", "3"));
        ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
        b.environment().put("LD_PRELOAD", library.toString());
        b.environment().put("POWERLOSS_ROOT", live.toString());
        b.environment().put("POWERLOSS_DISK", disk.toString());
        Process life = b.start();
        try (BufferedReader r = life.inputReader()) {
            for (String s = r.readLine(); s != null && !s.equals("READY"); s = r.readLine()) {
                // until the plan is made
            }
            int arrived = FILES / 5 + random.nextInt(FILES * 3 / 5);
            while (life.isAlive() && count(to) < arrived) {
                Thread.sleep(5);
            }
            life.waitFor(random.nextLong(LONGEST_MILLIS), TimeUnit.MILLISECONDS);
        } finally {
            life.destroyForcibly().waitFor();
        }
        long toNumber = inode(to);
        long stateNumber = inode(state);
        Files.move(live, home.resolve("before"));
        Path after = live;
        restore(disk, toNumber, to);
        restore(disk, stateNumber, state);
        int done = 0;
        if (Files.exists(after.resolve("state/ledger.db"))) {
            try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + after.resolve("state/ledger.db"));
                    Statement s = c.createStatement();
                    ResultSet r = s.executeQuery("SELECT path FROM file_copy WHERE state = 10")) {
                while (r.next()) {
                    String path = r.getString(1);
                    assertTrue(Files.exists(after.resolve("to").resolve(path)), "noted as done and gone: " + path);
                    done++;
                }
            }
        }
        try (Stream<Path> all = Files.walk(after.resolve("to"))) {
            for (Path p : all.filter(Files::isRegularFile)
                    .filter(p -> !p.getFileName().toString().contains(".part-"))
                    .toList()) {
                Path name = after.resolve("to").relativize(p);
                assertArrayEquals(
                        Files.readAllBytes(from.resolve(name)), Files.readAllBytes(p), "whole or not at all: " + name);
            }
        }
        goesOn(from, after);
        return done;
    }

    private static void goesOn(Path from, Path after) throws Exception {
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(after.resolve("to"))) {
            MoverReport report = new Mover(a, b, MoverSettings.DEFAULT.chunk(131_072), after.resolve("state"), p -> {})
                    .run(Planner.folder(a, StoragePath.ROOT));
            assertTrue(report.complete(), report.toString());
            assertEquals(FILES, report.moved() + report.present());
        }
        try (Stream<Path> all = Files.walk(after.resolve("to"))) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .map(after.resolve("to")::relativize)
                    .toList();
            List<Path> others = files.stream()
                    .filter(f -> !Files.exists(from.resolve(f.toString())))
                    .toList();
            assertEquals(List.of(), others, "no temporary is left");
            assertEquals(FILES, files.size(), "every file once");
        }
    }

    @Test
    void whatIsNotedAsDoneIsDone_whenThePowerGoes() throws Exception {
        Path library = library();
        FastJvm jvm = new FastJvm(temp);
        int done = 0;
        for (int round = 0; round < cuts; round++) {
            done += cut(round, jvm, library);
        }
        assertTrue(done > 0, "some files were noted as done before a cut");
        System.out.printf("power lost %d times: %d files noted as done, each whole at the destination%n", cuts, done);
    }
}
