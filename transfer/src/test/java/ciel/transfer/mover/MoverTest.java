package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.Entry;
import ciel.transfer.StoragePath;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.SqliteLedger;
import ciel.transfer.mock.MockProvider;
import ciel.transfer.pace.Backoff;
import ciel.transfer.posix.PosixBackend;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MoverTest {
    static final MoverSettings QUICK = MoverSettings.DEFAULT
            .lanes(6)
            .chunk(64 << 10)
            .retry(12, new Backoff(Duration.ofMillis(1), Duration.ofMillis(20)));

    @TempDir
    private Path temp;

    private Path from;
    private Path to;
    private Path state;

    @BeforeEach
    void folders() throws Exception {
        from = Files.createDirectories(temp.resolve("from"));
        to = Files.createDirectories(temp.resolve("to"));
        state = temp.resolve("state");
        MockProvider.forget("dst");
    }

    @AfterEach
    void forget() {
        MockProvider.forget("dst");
    }

    private Map<String, byte[]> files() throws Exception {
        Map<String, byte[]> out = new TreeMap<>();
        Random random = new Random(42);
        int[] sizes = {0, 1, 1000, 65_535, 65_536, 65_537, 200_000, 1_000_003};
        for (int i = 0; i < 24; i++) {
            byte[] content = new byte[sizes[i % sizes.length]];
            random.nextBytes(content);
            String name = "d" + i % 3 + "/sub/f" + i;
            Files.createDirectories(from.resolve(name).getParent());
            Files.write(from.resolve(name), content);
            out.put(name, content);
        }
        return out;
    }

    private static MoverReport move(Backend a, Backend b, MoverSettings settings, Path state) throws Exception {
        return new Mover(a, b, settings, state, p -> {}).run(Planner.folder(a, StoragePath.ROOT));
    }

    private MoverReport move(MoverSettings settings) throws Exception {
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(to)) {
            return move(a, b, settings, state);
        }
    }

    private void assertArrived(Map<String, byte[]> files) throws Exception {
        try (Stream<Path> all = Files.walk(to)) {
            List<String> names = all.filter(Files::isRegularFile)
                    .map(p -> to.relativize(p).toString())
                    .sorted()
                    .toList();
            assertEquals(new ArrayList<>(files.keySet()), names);
        }
        for (Map.Entry<String, byte[]> e : files.entrySet()) {
            assertArrayEquals(e.getValue(), Files.readAllBytes(to.resolve(e.getKey())), e.getKey());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "CHUNKS", "FULL"})
    void everyFileArrivesOnce_andASecondRunMovesNothing(Verification v) throws Exception {
        Map<String, byte[]> files = files();
        MoverReport first = move(QUICK.verify(v));
        assertTrue(first.complete(), first.toString());
        assertEquals(24, first.moved());
        assertEquals(files.values().stream().mapToLong(b -> b.length).sum(), first.bytesSent());
        assertArrived(files);
        MoverReport second = move(QUICK.verify(v));
        assertEquals(24, second.present());
        assertEquals(0, second.bytesSent());
        assertEquals(0, second.exitCode());
    }

    @Test
    void aListingThatFailsForAMomentDoesNotEndThePlan() throws Exception {
        try (Backend source = Backends.open("mock://dst?fault=list:1-2:timeout", Map.of())) {
            assertEquals(0, Planner.folder(source, StoragePath.ROOT).files());
        }
    }

    @Test
    void withoutItsLedgerASecondRunStillMovesNothing() throws Exception {
        files();
        move(QUICK);
        state = temp.resolve("another state");
        MoverReport second = move(QUICK);
        assertEquals(24, second.present());
        assertEquals(0, second.bytesSent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fault=write:p0.2:reset",
                "fault=write:p0.1:flip",
                "fault=commit:p0.3:lost",
                "fault=any:p0.1:timeout",
                "fault=any:p0.1:busy",
                "fault=stat:p0.2:lost&fault=sync:p0.2:reset",
                "partial=false&fault=write:p0.1:flip&sum=adler32",
                "partial=false&fault=write:p0.1:reset",
                "sum=adler32&fault=write:p0.05:flip",
                "fault=write:p0.2:lost&fault=read:p0.2:reset",
                "fault=read:p0.1:flip",
                "fault=write:p0.2:full&fault=commit:2:full"
            })
    void whateverHappensOnTheWay_everyFileArrivesWhole(String faults) throws Exception {
        Map<String, byte[]> files = files();
        try (Backend a = new PosixBackend(from);
                Backend b = Backends.open("mock://dst?seed=7&" + faults, Map.of());
                Backend clean = Backends.open("mock://dst", Map.of())) {
            MoverReport report = move(a, b, QUICK, state);
            assertTrue(report.complete(), report.toString());
            int found = 0;
            for (Map.Entry<String, byte[]> e : files.entrySet()) {
                Entry entry = clean.stat(StoragePath.of(e.getKey()))
                        .orElseThrow(() -> new AssertionError(e.getKey() + " is missing"));
                byte[] got = java.nio.channels.Channels.newInputStream(clean.read(entry.path(), 0, entry.size()))
                        .readAllBytes();
                assertArrayEquals(e.getValue(), got, e.getKey());
                found++;
            }
            assertEquals(24, found);
            long all = Planner.folder(clean, StoragePath.ROOT).files();
            assertEquals(24, all);
            assertTrue(
                    clean.list(StoragePath.of("d0/sub")).entries().stream()
                            .noneMatch(e -> e.path().name().isInternal()),
                    "no temporary is left");
        }
    }

    @Test
    void permanentErrorsMakeDeadLetters_theRestArrives() throws Exception {
        files();
        try (Backend a = new PosixBackend(from);
                Backend b = Backends.open("mock://dst?fault=commit:3:denied&fault=commit:9:denied", Map.of())) {
            MoverReport report = move(a, b, QUICK, state);
            assertEquals(2, report.dead().size());
            assertEquals(22, report.moved());
            assertEquals(5, report.exitCode());
            assertTrue(report.dead().getFirst().reason().contains("permission denied"));
        }
        try (Backend a = new PosixBackend(from);
                Backend b = Backends.open("mock://dst", Map.of())) {
            MoverReport again = move(a, b, QUICK, state);
            assertEquals(2, again.moved());
            assertEquals(0, again.bytesSent(), "what had been sent is not sent again");
            assertEquals(0, again.exitCode());
        }
    }

    @Test
    void whatAPersonMustSettleStopsTheRunAfterItsWait() throws Exception {
        files();
        try (Backend a = new PosixBackend(from);
                Backend b = Backends.open("mock://dst?fault=commit:3-:human", Map.of())) {
            Duration day = Duration.ofDays(1);
            MoverReport report =
                    move(a, b, QUICK.waits(new MoverSettings.Waits(day, day, Duration.ofMillis(200))), state);
            assertEquals(4, report.exitCode());
            assertTrue(report.stopped().contains("paused"));
            assertTrue(report.dead().isEmpty());
        }
    }

    @Test
    void aLinkThatNeverWorksStopsTheRunAfterItsWait_andNoFileIsGivenUp() throws Exception {
        files();
        MoverSettings s = QUICK.retry(1000, new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)))
                .link(LinkSettings.DEFAULT.lanes(4, 4, 4).park(50, 10, Duration.ofMillis(1)))
                .waits(new MoverSettings.Waits(Duration.ofDays(1), Duration.ofMillis(300), Duration.ofDays(1)));
        try (Backend a = new PosixBackend(from);
                Backend b = Backends.open("mock://dst?fault=any:1-:timeout", Map.of())) {
            MoverReport report = move(a, b, s, state);
            assertEquals(List.of(), report.dead(), "an outage costs no file");
            assertEquals(1, report.exitCode());
            assertTrue(report.stopped().startsWith("the link failed for 0 s: "), report.stopped());
        }
    }

    @Test
    void differentContentIsNeverReplaced_theNewcomerGoesToQuarantine() throws Exception {
        Map<String, byte[]> files = files();
        Path taken = to.resolve("d0/sub/f3");
        Files.createDirectories(taken.getParent());
        Files.write(taken, new byte[65_535]);
        MoverReport report = move(QUICK);
        assertEquals(1, report.quarantined().size());
        assertEquals(5, report.exitCode());
        assertArrayEquals(new byte[65_535], Files.readAllBytes(taken));
        try (Stream<Path> q = Files.walk(to.resolve(Conflicts.QUARANTINE))) {
            List<Path> found = q.filter(Files::isRegularFile).toList();
            assertEquals(1, found.size());
            assertArrayEquals(files.get("d0/sub/f3"), Files.readAllBytes(found.getFirst()));
        }
        MoverReport again = move(QUICK);
        assertEquals(1, again.quarantined().size(), "it is told again");
        assertEquals(0, again.bytesSent(), "and not sent again");
    }

    @Test
    void smallFilesWhoseLongNamesBeginAlike_keepTheirOwnContent() throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 10; i < 30; i++) {
            String name = "n".repeat(253) + i;
            files.put(name, ("content " + i).getBytes(StandardCharsets.UTF_8));
            Files.write(from.resolve(name), files.get(name));
        }
        MoverReport report = move(MoverSettings.DEFAULT);
        assertTrue(report.complete(), report.toString());
        assertArrived(files);
        assertEquals(0, report.damaged());
        assertEquals(0, report.retries());
    }

    @Test
    void aFileThatIsThereByAnotherWayIsAdopted() throws Exception {
        Map<String, byte[]> files = files();
        for (String name : List.of("d0/sub/f0", "d1/sub/f7", "d0/sub/f6")) {
            Files.createDirectories(to.resolve(name).getParent());
            Files.write(to.resolve(name), files.get(name));
        }
        MoverReport report = move(QUICK);
        assertEquals(3, report.present());
        assertEquals(21, report.moved());
        assertArrived(files);
    }

    @Test
    void progressNeverGoesBack_andEndsAtTheTotal() throws Exception {
        files();
        List<TransferProgress> all = new ArrayList<>();
        try (Backend a = new PosixBackend(from);
                Backend b = Backends.open("mock://dst?fault=write:p0.3:flip&seed=3&fault=write:p0.5:slow", Map.of())) {
            MoverReport report = new Mover(a, b, QUICK, state, all::add).run(Planner.folder(a, StoragePath.ROOT));
            assertTrue(report.complete(), report.toString());
        }
        for (int i = 1; i < all.size(); i++) {
            assertTrue(all.get(i).bytesDone() >= all.get(i - 1).bytesDone());
        }
        TransferProgress end = all.getLast();
        assertEquals(end.bytesTotal(), end.bytesDone());
        assertEquals(24, end.filesDone());
        assertEquals("done", end.state());
        assertEquals(0, end.etaSeconds());
    }

    @Test
    void oneStateFolderServesOneRunAtATime() throws Exception {
        files();
        try (Ledger held = new SqliteLedger(state)) {
            assertEquals(List.of(), held.transfers());
            org.junit.jupiter.api.Assertions.assertThrows(ciel.transfer.SettingException.class, () -> move(QUICK));
        }
    }
}
