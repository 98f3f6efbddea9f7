package ciel.transfer.globus.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.DelegatingBackend;
import ciel.transfer.HumanException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.globus.Globus;
import ciel.transfer.globus.TestLogin;
import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.globus.service.ServiceFault;
import ciel.transfer.mover.Mover;
import ciel.transfer.mover.MoverReport;
import ciel.transfer.mover.MoverSettings;
import ciel.transfer.mover.Planner;
import ciel.transfer.pace.Backoff;
import ciel.transfer.posix.PosixBackend;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the task of a process that was killed is to the next one: its own, so that nothing is sent twice. */
@Timeout(120)
class GlobusAdoptionTest {
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path dir;

    private GlobusService service;
    private Path remote;
    private Path staging;
    private String url;
    private Map<String, String> settings;
    private final byte[] content = new byte[200_000];
    private StoragePath f;

    @BeforeEach
    void start() throws Exception {
        f = StoragePath.of("f");
        new Random(5).nextBytes(content);
        service = GlobusService.start(0);
        remote = Files.createDirectories(dir.resolve("remote"));
        staging = Files.createDirectories(dir.resolve("staging"));
        url = "globus://" + service.addCollection("remote", remote) + "/";
        settings = Map.of(
                "globus.staging.collection",
                service.addCollection("staging", staging),
                "globus.staging.folder",
                staging.toString(),
                "globus.poll",
                "0.01");
    }

    @AfterEach
    void stop() {
        service.resumeTasks();
        service.close();
    }

    private Backend open() throws Exception {
        return GlobusProvider.open(TestLogin.client(service, dir), URI.create(url), settings);
    }

    /** Runs the user in a process and kills it when {@code now}. */
    private void kill(BooleanSupplier now, String... what) throws Exception {
        List<String> cmd = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledGlobusUser.class.getName(),
                url));
        cmd.addAll(List.of(what));
        settings.forEach((k, v) -> cmd.add(k + "=" + v));
        ProcessBuilder b =
                new ProcessBuilder(cmd).redirectError(dir.resolve("errors").toFile());
        b.environment().putAll(service.environment());
        b.environment()
                .putAll(Map.of(
                        "GLOBUS_CLI_CLIENT_ID",
                        GlobusService.CLIENT,
                        "GLOBUS_CLI_CLIENT_SECRET",
                        GlobusService.SECRET,
                        "CIEL_GLOBUS_DIR",
                        dir.resolve("killed").toString()));
        Process p = b.start();
        if (now == null) {
            assertEquals(
                    "DONE",
                    new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8)).readLine(),
                    this::errors);
        }
        while (now != null && !now.getAsBoolean()) {
            assertTrue(p.isAlive(), this::errors);
            Thread.sleep(2);
        }
        p.destroyForcibly().waitFor();
    }

    private String errors() {
        try {
            return Files.readString(dir.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void killSender(BooleanSupplier now) throws Exception {
        kill(now, "send", TOKEN, Files.write(dir.resolve("content"), content).toString());
    }

    private boolean begun() {
        return service.tasks().stream()
                .anyMatch(t -> t.path("nice_status").asText().equals("OK"));
    }

    private List<String> statuses() {
        return service.tasks().stream().map(t -> t.path("status").asText()).toList();
    }

    private byte[] read(Backend b) throws Exception {
        return Channels.newInputStream(b.read(f, 0, content.length)).readAllBytes();
    }

    private void flip(Path file, int offset, long length) {
        try (RandomAccessFile r = new RandomAccessFile(file.toFile(), "rw")) {
            r.seek(offset);
            r.write(content[offset] ^ 1);
            r.setLength(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything was staged by the process that died; only the end is left to do. */
    private void finishSending() throws Exception {
        try (Backend b = open();
                Temporary t = b.writeTemporary(f, TOKEN, content.length)) {
            assertEquals(content.length, b.stat(t.path()).orElseThrow().size());
            t.sync();
            b.commit(t.path(), f);
        }
        assertArrayEquals(content, Files.readAllBytes(remote.resolve("f")));
        assertStagingIsEmpty();
    }

    private void assertStagingIsEmpty() throws Exception {
        try (Stream<Path> s = Files.list(staging.resolve(".ciel-globus"))) {
            assertEquals(List.of(), s.toList());
        }
    }

    @Test
    void aTaskThatIsStillSending_isAdopted() throws Exception {
        service.addTaskFault("slow", 1, 200_000);
        killSender(this::begun);
        assertEquals(List.of("ACTIVE"), statuses());
        finishSending();
        assertEquals(List.of("SUCCEEDED"), statuses());
    }

    @Test
    void aTaskThatHasSentEverythingMeanwhile_isAdopted() throws Exception {
        killSender(null);
        finishSending();
        assertEquals(List.of("SUCCEEDED"), statuses());
    }

    @Test
    void aTaskWhoseAnswerWasNeverSeen_isAdopted() throws Exception {
        service.addFault(ServiceFault.action("POST /v0.10/transfer", 1000, "drop_after"));
        killSender(() -> !service.tasks().isEmpty());
        service.clearFaults();
        finishSending();
        assertEquals(List.of("SUCCEEDED"), statuses());
    }

    @Test
    void aTaskThatFailedMeanwhile_isRepeated() throws Exception {
        service.addTaskFault("paused", 1, 0);
        killSender(
                () -> service.tasks().stream().anyMatch(t -> t.path("is_paused").asBoolean()));
        try (Globus g = TestLogin.client(service, dir)) {
            g.transfer().cancelTask(service.tasks().getFirst().path("task_id").asText());
        }
        finishSending();
        assertEquals(List.of("FAILED", "SUCCEEDED"), statuses());
    }

    @Test
    void aPausedTask_isAdoptedWhenItGoesOn() throws Exception {
        service.addTaskFault("paused", 1, 0);
        killSender(
                () -> service.tasks().stream().anyMatch(t -> t.path("is_paused").asBoolean()));
        service.resumeTasks();
        finishSending();
        assertEquals(List.of("SUCCEEDED"), statuses());
    }

    @Test
    void aTaskThatIsStillFetching_isAdopted() throws Exception {
        Files.write(remote.resolve("f"), content);
        service.addTaskFault("slow", 1, 200_000);
        kill(this::begun, "read");
        assertEquals(List.of("ACTIVE"), statuses());
        try (Backend b = open()) {
            assertArrayEquals(content, read(b));
        }
        assertEquals(List.of("SUCCEEDED"), statuses());
        assertStagingIsEmpty();
    }

    @Test
    void aCopyThatWasFetchedBefore_isAdopted_ifItIsStillWhatGlobusHasFetched() throws Exception {
        Files.write(remote.resolve("f"), content);
        kill(null, "read");
        try (Backend b = open()) {
            assertArrayEquals(content, read(b));
        }
        assertEquals(List.of("SUCCEEDED"), statuses());
        assertStagingIsEmpty();
    }

    @Test
    void aCopyThatWasDamagedSince_isFetchedAnew() throws Exception {
        Files.write(remote.resolve("f"), content);
        for (long length : new long[] {content.length, content.length - 1}) {
            kill(null, "read");
            try (Stream<Path> s = Files.list(staging.resolve(".ciel-globus"))) {
                flip(
                        s.filter(p -> p.getFileName().toString().matches("f[0-9a-f]+-0"))
                                .findFirst()
                                .orElseThrow(),
                        100_000,
                        length);
            }
            try (Backend b = open()) {
                assertArrayEquals(content, read(b));
            }
            assertStagingIsEmpty();
        }
        assertEquals(4, statuses().size());
    }

    @Test
    void aCopyOfAnEarlierVersion_isNotTaken() throws Exception {
        Files.write(remote.resolve("f"), new byte[content.length]);
        Files.setLastModifiedTime(remote.resolve("f"), FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
        service.addTaskFault("slow", 1, 200_000);
        kill(this::begun, "read");
        Files.write(remote.resolve("f"), content);
        try (Backend b = open()) {
            assertArrayEquals(content, read(b));
        }
        assertEquals(List.of("FAILED", "SUCCEEDED"), statuses());
        assertStagingIsEmpty();
    }

    @Test
    void twoLivingProcesses_fetchOneFileEachForItself() throws Exception {
        Files.write(remote.resolve("f"), content);
        try (Backend a = open();
                Backend b = open()) {
            assertArrayEquals(content, read(a));
            assertArrayEquals(content, read(b));
            assertEquals(2, statuses().size());
        }
        assertStagingIsEmpty();
    }

    @Test
    void whatNobodyAsksForAgain_isSweptAway() throws Exception {
        Files.write(remote.resolve("f"), content);
        kill(null, "read");
        open().close();
        assertStagingIsEmpty();
    }

    @Test
    void aDeletionOfAnEarlierLife_doesNotTakeTheNewFileAway() throws Exception {
        StoragePath temporary = TemporaryName.of(f, TOKEN);
        killSender(null);
        service.addTaskFault("paused", 1, 0);
        try (Backend b = open()) {
            assertThrows(HumanException.class, () -> b.delete(temporary));
            try (Temporary t = b.writeTemporary(f, TOKEN, content.length)) {
                service.resumeTasks();
                t.transferFrom(Channels.newChannel(new ByteArrayInputStream(content)), 0, content.length);
                t.sync();
                b.commit(t.path(), f);
            }
        }
        assertArrayEquals(content, Files.readAllBytes(remote.resolve("f")));
        assertEquals(List.of("SUCCEEDED", "FAILED", "SUCCEEDED"), statuses());
    }

    @Test
    void aChunkThatReadsBackWrong_isSentAgainWithTheWhole() throws Exception {
        Path from = Files.createDirectories(dir.resolve("from"));
        Files.write(from.resolve("f"), content);
        AtomicInteger syncs = new AtomicInteger();
        try (Backend a = new PosixBackend(from);
                Backend b = new DelegatingBackend(open()) {
                    @Override
                    public Temporary writeTemporary(StoragePath target, String token, long size, int mode)
                            throws TransferException {
                        return new DelegatingTemporary(super.writeTemporary(target, token, size, mode)) {
                            @Override
                            public void sync() throws TransferException {
                                super.sync();
                                if (syncs.getAndIncrement() == 0) {
                                    flip(remote.resolve(path().name().text().orElseThrow()), 150_000, content.length);
                                }
                            }
                        };
                    }
                }) {
            MoverReport report = new Mover(
                            a,
                            b,
                            MoverSettings.DEFAULT
                                    .lanes(2)
                                    .chunk(65_536)
                                    .retry(5, new Backoff(Duration.ofMillis(5), Duration.ofMillis(50))),
                            dir.resolve("state"),
                            p -> {})
                    .run(Planner.folder(a, StoragePath.ROOT));
            assertTrue(report.complete(), report.toString());
            assertEquals(1, report.damaged());
            assertEquals(content.length + 65_536, report.bytesSent());
        }
        assertArrayEquals(content, Files.readAllBytes(remote.resolve("f")));
        assertStagingIsEmpty();
    }
}
