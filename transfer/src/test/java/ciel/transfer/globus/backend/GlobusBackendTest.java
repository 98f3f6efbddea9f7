package ciel.transfer.globus.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.BackendConformance;
import ciel.transfer.Entry;
import ciel.transfer.HumanException;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.UnsafePathException;
import ciel.transfer.globus.TestLogin;
import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.globus.service.ServiceFault;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conformance suite on a collection of the test service, with a second collection as the staging folder. */
class GlobusBackendTest extends BackendConformance {
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path dir;

    private GlobusService service;
    private String collection;
    private Map<String, String> settings;

    @BeforeEach
    void start() throws Exception {
        settings();
    }

    /** The suite's own set-up opens the backend and may come first. */
    private void settings() throws Exception {
        if (service == null) {
            service = GlobusService.start(0);
            Files.createDirectories(dir.resolve("remote/base"));
            collection = service.addCollection("remote", dir.resolve("remote"));
            String staging = service.addCollection("staging", Files.createDirectories(dir.resolve("staging")));
            settings = new HashMap<>(Map.of(
                    "globus.staging.collection",
                    staging,
                    "globus.staging.folder",
                    dir.resolve("staging").toString(),
                    "globus.poll",
                    "0.005"));
        }
    }

    @AfterEach
    void stop() {
        service.resumeTasks();
        service.close();
    }

    @Override
    protected Backend open() throws Exception {
        settings();
        return GlobusProvider.open(
                TestLogin.client(service, dir), URI.create("globus://" + collection + "/base"), settings);
    }

    @Override
    protected Backend reopen() throws Exception {
        return open();
    }

    private static void put(Backend b, StoragePath target, byte[] content) throws Exception {
        try (Temporary t = b.writeTemporary(target, TOKEN, content.length)) {
            t.transferFrom(Channels.newChannel(new ByteArrayInputStream(content)), 0, content.length);
            t.sync();
            b.commit(t.path(), target);
        }
    }

    @Test
    void theStagingFolderIsEmptyInTheEnd() throws Exception {
        try (Backend b = open()) {
            put(b, StoragePath.of("d/f"), new byte[1000]);
            b.read(StoragePath.of("d/f"), 0, 10).close();
            b.checksum(StoragePath.of("d/f"), ciel.transfer.checksum.Algorithm.SHA256);
            b.delete(StoragePath.of("d/f"));
        }
        try (var s = Files.list(dir.resolve("staging/.ciel-globus"))) {
            assertEquals(List.of(), s.toList());
        }
    }

    @Test
    void rangesOfAFile_areReadWithOneTask() throws Exception {
        try (Backend b = open()) {
            byte[] content = new byte[10_000];
            content[7777] = 7;
            put(b, StoragePath.of("f"), content);
            int before = service.tasks().size();
            long looks = service.count(x -> x.path().endsWith("/stat"));
            long began = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                byte[] got = Channels.newInputStream(b.read(StoragePath.of("f"), i * 1000L, 1000))
                        .readAllBytes();
                assertArrayEquals(java.util.Arrays.copyOfRange(content, i * 1000, (i + 1) * 1000), got);
            }
            assertEquals(1, service.tasks().size() - before);
            long more = service.count(x -> x.path().endsWith("/stat")) - looks;
            assertTrue(
                    more <= 1 + (System.nanoTime() - began) / 2_000_000_000L,
                    more + " looks at a file: one in two seconds is enough");
        }
    }

    @Test
    void aPausedCollection_needsAPerson_andTheNextAttemptEndsTheTaskOfTheFirst() throws Exception {
        try (Backend b = open()) {
            service.addTaskFault("paused", 1, 0);
            HumanException e = assertThrows(HumanException.class, () -> put(b, StoragePath.of("f"), new byte[10]));
            assertEquals(4, e.exitCode());
            put(b, StoragePath.of("f"), new byte[20]);
            assertEquals(20, b.stat(StoragePath.of("f")).orElseThrow().size());
        }
    }

    @Test
    void theTaskOfAProcessThatDied_isEndedBeforeItsWorkIsDoneAgain() throws Exception {
        byte[] content = new byte[200_000];
        java.util.Arrays.fill(content, (byte) 3);
        StoragePath target = StoragePath.of("f");
        service.addTaskFault("slow", 1, 20_000);
        Backend first = open();
        Thread dying = Thread.ofVirtual().start(() -> {
            try {
                put(first, target, new byte[200_000]);
            } catch (Exception e) {
                // it is interrupted, as a killed process would be
            }
        });
        while (service.tasks().isEmpty()) {
            Thread.sleep(2);
        }
        dying.interrupt();
        dying.join();
        try (Backend second = open()) {
            put(second, target, content);
            assertArrayEquals(content, Files.readAllBytes(dir.resolve("remote/base/f")));
            assertEquals(
                    List.of("FAILED", "SUCCEEDED"),
                    service.tasks().stream().map(t -> t.path("status").asText()).toList());
        }
        first.close();
    }

    @Test
    void lostAnswers_corruptedCopies_andRateLimits_changeNothing() throws Exception {
        try (Backend b = open()) {
            service.addFault(ServiceFault.action("POST /v0.10/.*", 4, "drop_after"));
            service.addFault(ServiceFault.rateLimit(".*", 3, 1));
            service.addTaskFault("corrupt", 1, 0);
            byte[] content = {1, 2, 3, 4, 5};
            put(b, StoragePath.of("g"), content);
            assertArrayEquals(content, Files.readAllBytes(dir.resolve("remote/base/g")));
        }
    }

    @Test
    void aLink_isNotRead() throws Exception {
        Files.createSymbolicLink(
                dir.resolve("remote/base/link"), Files.write(dir.resolve("remote/base/x"), new byte[3]));
        try (Backend b = open()) {
            assertEquals(
                    Entry.Kind.SYMLINK,
                    b.stat(StoragePath.of("link")).orElseThrow().kind());
            assertThrows(UnsafePathException.class, () -> b.read(StoragePath.of("link"), 0, 1));
        }
    }

    @Test
    void settingsThatAreMissing_areNamed() {
        for (String key : List.of("globus.staging.collection", "globus.staging.folder")) {
            Map<String, String> less = new HashMap<>(settings);
            less.remove(key);
            SettingException e = assertThrows(
                    SettingException.class,
                    () -> GlobusProvider.open(
                            TestLogin.client(service, dir), URI.create("globus://" + collection + "/"), less));
            assertTrue(e.getMessage().contains(key), e.getMessage());
        }
        assertThrows(
                SettingException.class,
                () -> GlobusProvider.open(
                        TestLogin.client(service, dir), URI.create("globus://not-a-uuid/"), settings));
        assertFalse(settings.isEmpty());
    }
}
