package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.servers.LocalSshd;
import ciel.transfer.servers.LocalXrootd;
import ciel.transfer.servers.Servers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * kill -9 of the mover, or of the server, at random moments. After each: nothing wrong or partial under a final name. After each round: every file there once, the same, no temporary
 * left, and no chunk sent again that had been written down. {@code CIEL_KILLS=N} kills for each backend, half of them each way where there are two (default 2);
 * {@code CIEL_KILL_SEED=S}; see tests/long/transfer-kill.sh.
 */
class KillTest {
    private static final int CHUNK = 256 << 10;
    private static final int LANES = 4;
    private final int kills = Integer.parseInt(System.getenv().getOrDefault("CIEL_KILLS", "2"));
    private final long seed = Long.parseLong(System.getenv().getOrDefault("CIEL_KILL_SEED", "1"));
    private Path folder;
    private String classPath;
    private final StringBuilder figures = new StringBuilder();

    /** Something that can be killed beside the mover. */
    private interface Far {
        void kill() throws Exception;
    }

    @BeforeEach
    void folder() throws Exception {
        folder = Files.createTempDirectory(Path.of("/tmp"), "ciel-kill-");
        open(folder);
        classPath = classPath();
    }

    @AfterEach
    void clean() throws Exception {
        Servers.deleteTree(folder);
        System.out.print(figures);
    }

    private static Path open(Path d) throws Exception {
        Files.createDirectories(d);
        Files.setPosixFilePermissions(d, PosixFilePermissions.fromString("rwxrwxrwx"));
        return d;
    }

    private static Map<String, byte[]> fill(Path from, Random random) throws Exception {
        Map<String, byte[]> out = new TreeMap<>();
        int[] sizes = {0, 1, 4096, 100_000, CHUNK, CHUNK + 1, 700_000, 1_500_000, 3_000_000, 6_000_000};
        for (int i = 0; i < 20; i++) {
            byte[] content = new byte[sizes[i % sizes.length]];
            random.nextBytes(content);
            String name = "d" + i % 3 + "/f" + i;
            open(from.resolve("d" + i % 3));
            Files.write(from.resolve(name), content);
            out.put(name, content);
        }
        return out;
    }

    /**
     * One jar of this module's classes, because the archive of loaded classes that makes a JVM start fast takes jars only. Starting one takes most of the time of this test.
     */
    private String classPath() throws Exception {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of("--create", "--file", folder.resolve("ciel.jar").toString()));
        StringBuilder jars = new StringBuilder(folder.resolve("ciel.jar").toString());
        for (String p : path.split(":")) {
            if (Files.isDirectory(Path.of(p))) {
                command.addAll(List.of("-C", p, "."));
            } else {
                jars.append(':').append(p);
            }
        }
        assertEquals(0, ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, command.toArray(String[]::new)));
        return jars.toString();
    }

    private Process mover(String from, String to, Path state, Map<String, String> settings) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + folder.resolve("start.jsa"), "-Xlog:disable", "-Xlog:all=off", "--enable-native-access=ALL-UNNAMED", "-cp", classPath, MoverProcess.class.getName(), from, to, state.toString(),
                "16M", String.valueOf(CHUNK), String.valueOf(LANES)));
        settings.forEach((k, v) -> command.add(k + "=" + v));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Nothing wrong under a final name. @return number of final files */
    private static int check(Path to, Map<String, byte[]> files) throws Exception {
        int found = 0;
        try (Stream<Path> all = Files.walk(to)) {
            for (Path p : all.filter(Files::isRegularFile).toList()) {
                String name = to.relativize(p).toString();
                if (!p.getFileName().toString().matches("\\..*\\.part-[0-9a-f]+")) {
                    byte[] wanted = files.get(name);
                    assertTrue(wanted != null, "an unknown file: " + name);
                    assertTrue(java.util.Arrays.equals(wanted, Files.readAllBytes(p)), "wrong content under the final name " + name);
                    found++;
                }
            }
        }
        return found;
    }

    private void experiment(String label, int share, Path base, boolean partial, Far far, String from, String to, Path fromFolder, Path toFolder, Map<String, String> settings) throws Exception {
        Random random = new Random(seed * 31 + label.hashCode());
        int done = 0;
        int rounds = 0;
        int early = 0;
        int ofMover = 0;
        int ofFar = 0;
        long started = System.nanoTime();
        while (done < share) {
            Servers.deleteTree(fromFolder);
            Servers.deleteTree(toFolder);
            open(fromFolder);
            open(toFolder);
            Map<String, byte[]> files = fill(fromFolder, random);
            Path state = base.resolve("state-" + label + rounds++);
            int code = -1;
            int inRound = 0;
            String said = "";
            while (code != 0) {
                Process p = mover(from, to, state, settings);
                BufferedReader out = new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8));
                String line = out.readLine();
                StringBuilder rest = new StringBuilder();
                while (line != null && !line.equals("READY")) {
                    rest.append(line).append('\n');
                    line = out.readLine();
                }
                boolean killFar = far != null && random.nextInt(2) == 0;
                // The whole takes about two seconds; from the third attempt on it may end.
                if ("READY".equals(line) && done < share && inRound < 6) {
                    boolean over = p.waitFor(random.nextInt(1400), TimeUnit.MILLISECONDS);
                    if (over) {
                        early++;
                    } else {
                        if (killFar) {
                            far.kill();
                            ofFar++;
                        } else {
                            p.toHandle().destroyForcibly();
                            ofMover++;
                        }
                        done++;
                        inRound++;
                    }
                }
                for (String s = out.readLine(); s != null; s = out.readLine()) {
                    rest.append('\n').append(s);
                }
                said = rest.toString();
                assertTrue(p.waitFor(120, TimeUnit.SECONDS), "the mover ends");
                code = p.exitValue();
                assertTrue(code == 0 || code == 137 || code == 143, label + " ended with " + code + ": " + said);
                check(toFolder, files);
            }
            assertEquals(files.size(), check(toFolder, files), "every file has arrived");
            try (Stream<Path> all = Files.walk(toFolder)) {
                assertEquals(List.of(), all.map(x -> x.getFileName().toString()).filter(n -> n.matches("\\..*\\.part-[0-9a-f]+")).toList(), "no temporary is left");
            }
            journalHasNoChunkTwice(state, partial);
        }
        figures.append(String.format("kill -9, %s: %d of the mover, %d of the server, in %d rounds (%d attempts ended before the kill), 0 wrong files, %.0f s%n", label, ofMover, ofFar, rounds,
                early, (System.nanoTime() - started) * 1e-9));
    }

    private static void journalHasNoChunkTwice(Path state, boolean partial) throws Exception {
        if (!partial) {
            return;
        }
        Map<String, Integer> seen = new HashMap<>();
        for (String line : Files.readAllLines(state.resolve("journal.jsonl"))) {
            JsonNode r = new ObjectMapper().readTree(line);
            if (r.path("t").asText().equals("chunk")) {
                assertEquals(1, seen.merge(r.path("item").asText() + " " + r.path("i").asInt(), 1, Integer::sum), "a chunk that was written down was sent again: " + line);
            }
        }
    }

    @Test
    void posix() throws Exception {
        Path from = folder.resolve("from");
        Path to = folder.resolve("to");
        experiment("posix", kills, folder, true, null, from.toString(), to.toString(), from, to, Map.of());
    }

    @Test
    void sshPullAndPush() throws Exception {
        Path from = folder.resolve("from");
        Path to = folder.resolve("to");
        try (LocalSshd sshd = new LocalSshd("restrict,command=\"internal-sftp\"")) {
            Map<String, String> settings = sshd.settings();
            settings.put("ssh.connections", "2");
            experiment("ssh-pull", (kills + 1) / 2, folder, true, sshd::killSessions, sshd.url(from), to.toString(), from, to, settings);
            experiment("ssh-push", (kills + 0) / 2, folder, true, sshd::killSessions, from.toString(), sshd.url(to), from, to, settings);
        }
    }

    @Test
    void xrootdPullAndPush() throws Exception {
        Path local = folder.resolve("local");
        try (LocalXrootd server = new LocalXrootd()) {
            Path remote = server.data().resolve("d");
            Far far = () -> {
                server.kill();
                server.start();
            };
            open(remote);
            experiment("xrootd-pull", (kills + 1) / 2, folder, true, far, server.url() + "/d", local.toString(), remote, local, Map.of());
            experiment("xrootd-push", (kills + 0) / 2, folder, false, far, local.toString(), server.url() + "/d", local, remote, Map.of());
        }
    }

    @Test
    void xrootdRootPullAndPush() throws Exception {
        Path local = folder.resolve("local");
        try (LocalXrootd server = new LocalXrootd()) {
            Path remote = open(server.data().resolve("d"));
            Far far = () -> {
                server.kill();
                server.start();
            };
            experiment("root-pull", (kills + 1) / 2, folder, true, far, server.rootUrl() + "/d", local.toString(), remote, local, Map.of());
            experiment("root-push", (kills + 0) / 2, folder, true, far, local.toString(), server.rootUrl() + "/d", local, remote, Map.of());
        }
    }
}
