package ciel.transfer.globus.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.mover.MoverProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the mover at random moments while it carries files to and from a Globus collection. {@code -Dciel.kills=N} kills for each direction (default 1). After each: nothing
 * wrong or partial under a final name, at most as many running tasks of an earlier life as lanes; in the end every file once, the same, no temporary.
 */
@Timeout(value = 1, unit = java.util.concurrent.TimeUnit.HOURS)
class GlobusKillTest {
    private final int kills = Integer.getInteger("ciel.kills", 1);
    private final Random random = new Random(Long.getLong("ciel.seed", 1L));
    @TempDir
    private Path dir;
    private GlobusService service;
    private Path remote;
    private Path local;
    private String url;
    private List<String> settings;

    @BeforeEach
    void start() throws Exception {
        service = GlobusService.start(0);
        remote = Files.createDirectories(dir.resolve("remote"));
        local = Files.createDirectories(dir.resolve("local"));
        url = "globus://" + service.addCollection("remote", remote) + "/";
        Path staging = Files.createDirectories(dir.resolve("staging"));
        settings = List.of("globus.staging.collection=" + service.addCollection("staging", staging), "globus.staging.folder=" + staging, "globus.poll=0.1");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private Map<String, byte[]> fill(Path from) throws Exception {
        Map<String, byte[]> out = new TreeMap<>();
        int[] sizes = {0, 1, 100_000, 1_500_000};
        for (int i = 0; i < sizes.length; i++) {
            byte[] content = new byte[sizes[i]];
            random.nextBytes(content);
            Files.createDirectories(from.resolve("d" + i % 2));
            Files.write(from.resolve("d" + i % 2 + "/f" + i), content);
            out.put("d" + i % 2 + "/f" + i, content);
        }
        return out;
    }

    private static int check(Path to, Map<String, byte[]> wanted) throws Exception {
        int found = 0;
        try (Stream<Path> all = Files.walk(to)) {
            for (Path p : all.filter(Files::isRegularFile).toList()) {
                if (!p.getFileName().toString().matches("\\..*\\.part-[0-9a-f]+")) {
                    assertArrayEquals(wanted.get(to.relativize(p).toString()), Files.readAllBytes(p), "under the final name " + p);
                    found++;
                }
            }
        }
        return found;
    }

    private Process mover(String from, String to, Path state) throws Exception {
        List<String> cmd = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), MoverProcess.class.getName(), from, to, state.toString(), "64M", "33554432", "2"));
        cmd.addAll(settings);
        ProcessBuilder b = new ProcessBuilder(cmd).redirectErrorStream(true);
        b.environment().putAll(service.environment());
        b.environment().putAll(Map.of("GLOBUS_CLI_CLIENT_ID", GlobusService.CLIENT, "GLOBUS_CLI_CLIENT_SECRET", GlobusService.SECRET, "CIEL_GLOBUS_DIR", dir.resolve("ciel-globus").toString()));
        return b.start();
    }

    private void experiment(String from, String to, Path fromFolder, Path toFolder) throws Exception {
        Map<String, byte[]> files = fill(fromFolder);
        int done = 0;
        for (int round = 0; done < kills; round++) {
            try (Stream<Path> old = Files.walk(toFolder)) {
                for (Path p : old.sorted(java.util.Comparator.reverseOrder()).filter(p -> !p.equals(toFolder)).toList()) {
                    Files.delete(p);
                }
            }
            int code = -1;
            for (int attempt = 0; code != 0; attempt++) {
                // Slow tasks are the ones that outlive the mover.
                service.addTaskFault("slow", 1, 1_000_000);
                Process p = mover(from, to, dir.resolve("state" + round));
                StringBuilder said = new StringBuilder();
                BufferedReader out = new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8));
                String line = out.readLine();
                while (line != null && !line.equals("READY")) {
                    said.append(line).append('\n');
                    line = out.readLine();
                }
                if (line != null && done < kills && attempt < 5 && !p.waitFor(random.nextInt(2500), TimeUnit.MILLISECONDS)) {
                    p.toHandle().destroyForcibly();
                    done++;
                }
                for (String s = out.readLine(); s != null; s = out.readLine()) {
                    said.append(s).append('\n');
                }
                assertTrue(p.waitFor(120, TimeUnit.SECONDS));
                code = p.exitValue();
                assertTrue(code == 0 || code == 137, code + ": " + said);
                check(toFolder, files);
            }
            assertEquals(files.size(), check(toFolder, files), "every file has arrived");
            try (Stream<Path> all = Files.walk(toFolder)) {
                assertEquals(List.of(), all.map(x -> x.getFileName().toString()).filter(n -> n.matches("\\..*\\.part-[0-9a-f]+")).toList());
            }
        }
        System.out.printf("kill -9, globus, %s: %d of the mover, 0 wrong files%n", to.startsWith("globus") ? "push" : "pull", done);
    }

    @Test
    void push() throws Exception {
        experiment(local.toString(), url, local, remote);
    }

    @Test
    void pull() throws Exception {
        experiment(url, local.toString(), remote, local);
    }
}
