package ciel.transfer.globus.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.StoragePath;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.globus.TestLogin;
import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.mover.Mover;
import ciel.transfer.mover.MoverReport;
import ciel.transfer.mover.MoverSettings;
import ciel.transfer.mover.Plan;
import ciel.transfer.mover.PlanItem;
import ciel.transfer.mover.Planner;
import ciel.transfer.servers.FastJvm;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of files from one collection to another are one task, whose bytes never come here. */
@Timeout(300)
class GlobusBatchTest {
    private static final int FILES = 2_000;
    private static final int FOLDERS = 4;

    @TempDir
    private Path dir;

    private GlobusService service;
    private String source;
    private String destination;
    private Map<String, String> settings;

    @BeforeEach
    void start() throws Exception {
        service = GlobusService.start(0);
        source = "globus://" + service.addCollection("from", Files.createDirectories(dir.resolve("from"))) + "/";
        destination = "globus://" + service.addCollection("to", Files.createDirectories(dir.resolve("to"))) + "/";
        settings = Map.of(
                "globus.staging.collection",
                service.addCollection("staging", Files.createDirectories(dir.resolve("staging"))),
                "globus.staging.folder",
                dir.resolve("staging").toString(),
                "globus.poll",
                "0.02");
    }

    @AfterEach
    void stop() {
        service.resumeTasks();
        service.close();
    }

    private void fill(int files) throws Exception {
        for (int i = 0; i < files; i++) {
            Path folder = Files.createDirectories(dir.resolve("from/d" + i % FOLDERS));
            Files.writeString(folder.resolve("f" + i), "content of " + i);
        }
    }

    private Backend open(String url) throws Exception {
        return GlobusProvider.open(TestLogin.client(service, dir), URI.create(url), settings);
    }

    private MoverReport move(Plan plan) throws Exception {
        try (Backend a = open(source);
                Backend b = open(destination)) {
            return new Mover(a, b, MoverSettings.DEFAULT, dir.resolve("state"), p -> {})
                    .run(plan == null ? Planner.folder(a, StoragePath.ROOT) : plan);
        }
    }

    private List<String> tasks() {
        return service.tasks().stream()
                .map(t -> t.path("type").asText() + " " + t.path("status").asText())
                .toList();
    }

    private void assertArrived(int files) throws Exception {
        for (int i = 0; i < files; i++) {
            assertArrayEquals(
                    ("content of " + i).getBytes(StandardCharsets.UTF_8),
                    Files.readAllBytes(dir.resolve("to/d" + i % FOLDERS + "/f" + i)));
        }
        try (Stream<Path> all = Files.walk(dir.resolve("to"))) {
            assertEquals(files, all.filter(Files::isRegularFile).count(), "no temporary is left");
        }
        try (Stream<Path> staged = Files.list(dir.resolve("staging/.ciel-globus"))) {
            assertEquals(List.of(), staged.toList());
        }
    }

    @Test
    void aMoverThatIsKilledAdoptsItsOneTask() throws Exception {
        fill(FILES);
        service.addTaskFault("slow", 1, 20_000);
        List<String> command = new ArrayList<>(new FastJvm(dir).command("batch", KilledGlobusMover.class));
        command.addAll(List.of(source, destination, dir.resolve("state").toString()));
        settings.forEach((k, v) -> command.add(k + "=" + v));
        ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
        b.environment().putAll(service.environment());
        b.environment()
                .putAll(Map.of(
                        "GLOBUS_CLI_CLIENT_ID",
                        GlobusService.CLIENT,
                        "GLOBUS_CLI_CLIENT_SECRET",
                        GlobusService.SECRET,
                        "CIEL_GLOBUS_DIR",
                        dir.resolve("killed").toString()));
        Process life = b.start();
        StringBuilder said = new StringBuilder();
        Thread reader = Thread.ofVirtual().start(() -> {
            try (BufferedReader r = life.inputReader()) {
                r.lines().forEach(l -> said.append(l).append('\n'));
            } catch (java.io.IOException | java.io.UncheckedIOException e) {
                said.append(e);
            }
        });
        while (service.tasks().stream()
                .noneMatch(t -> t.path("files_transferred").asInt() > FILES / 100)) {
            assertTrue(life.isAlive(), said::toString);
            Thread.onSpinWait();
        }
        life.destroyForcibly().waitFor();
        reader.join();
        assertEquals(List.of("TRANSFER ACTIVE"), tasks());

        MoverReport report = move(null);
        assertTrue(report.complete(), report.toString());
        assertEquals(FILES, report.moved());
        assertEquals(List.of("TRANSFER SUCCEEDED"), tasks(), "one task, begun by the mover that was killed");
        assertTrue(service.tasks().getFirst().path("verify_checksum").asBoolean());
        assertEquals(FILES, service.tasks().getFirst().path("files_transferred").asInt());
        assertArrived(FILES);

        assertEquals(FILES, move(null).present());
        assertEquals(1, tasks().size(), "a second run with nothing to do begins none");
    }

    @Test
    void oneFileThatIsNotWhatItsManifestPromises_doesNotKeepTheOthersBack() throws Exception {
        int files = 12;
        fill(files);
        List<PlanItem> items = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            StoragePath path = StoragePath.of("d" + i % FOLDERS + "/f" + i);
            byte[] content = ("content of " + (i == 5 ? "another" : "" + i)).getBytes(StandardCharsets.UTF_8);
            items.add(new PlanItem(
                    path,
                    path,
                    Files.size(dir.resolve("from/" + path)),
                    Map.of(
                            Algorithm.SHA256,
                            java.util.HexFormat.of()
                                    .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                            .digest(content))),
                    "default",
                    0));
        }
        MoverReport report = move(new Plan(items, List.of(), List.of()));
        assertEquals(files - 1, report.moved(), report.toString());
        assertEquals(1, report.dead().size(), report.toString());
        assertEquals("d1/f5", report.dead().getFirst().target().toString());
    }
}
