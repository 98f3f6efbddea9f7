package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.DelegatingBackend;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.LedgerException;
import ciel.transfer.ledger.SqliteLedger;
import ciel.transfer.pace.Timetable;
import ciel.transfer.posix.PosixBackend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TransfersTest {
    private static final MoverSettings SETTINGS = MoverSettings.DEFAULT.chunk(65_536);
    private static final LinkSettings FOUR_LANES = LinkSettings.DEFAULT.lanes(4, 4, 4);

    @TempDir
    private Path temp;

    private Path folder(String name, int files, int bytes) throws Exception {
        Path folder = Files.createDirectories(temp.resolve(name));
        Random random = new Random(name.hashCode());
        for (int i = 0; i < files; i++) {
            byte[] content = new byte[bytes + i];
            random.nextBytes(content);
            Files.write(folder.resolve("f" + i), content);
        }
        return folder;
    }

    private Backend destination(String name) throws Exception {
        return new PosixBackend(Files.createDirectories(temp.resolve(name)));
    }

    private static List<PlanItem> all(Backend source) throws Exception {
        return Planner.folder(source, StoragePath.ROOT).items();
    }

    private void assertSame(String a, String b) throws Exception {
        Map<String, byte[]> want = contents(temp.resolve(a));
        Map<String, byte[]> have = contents(temp.resolve(b));
        assertEquals(want.keySet(), have.keySet());
        want.forEach((n, c) -> assertArrayEquals(c, have.get(n), n));
    }

    private static Map<String, byte[]> contents(Path folder) throws Exception {
        Map<String, byte[]> out = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.filter(Files::isRegularFile).toList()) {
                out.put(folder.relativize(p).toString(), Files.readAllBytes(p));
            }
        }
        return out;
    }

    private static void waitUntil(java.util.function.BooleanSupplier what) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!what.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited for 30 s");
            Thread.sleep(5);
        }
    }

    /** The program of thirty lines: three transfers over one link. */
    @Test
    void threeTransfersShareALink_oneIsCancelled_oneIsGivenMore_oneIsPaused() throws Exception {
        folder("a", 30, 200_000);
        folder("b", 30, 200_000);
        folder("c", 30, 200_000);
        folder("more", 5, 100_000);
        Map<String, AtomicInteger> moved = new ConcurrentHashMap<>();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        long began = System.nanoTime();
        try (Ledger ledger = new SqliteLedger(temp.resolve("state"));
                Link link = new Link("lyon", FOUR_LANES.bandwidth(Timetable.parse("6M")));
                Transfers transfers = new Transfers(ledger, meters);
                Backend a = new PosixBackend(temp.resolve("a"));
                Backend b = new PosixBackend(temp.resolve("b"));
                Backend c = new PosixBackend(temp.resolve("c"));
                Backend toA = destination("toA");
                Backend toB = destination("toB");
                Backend toC = destination("toC")) {
            Transfer ta = transfers.submit(new TransferRequest("a", a, toA, SETTINGS), link, all(a), count(moved, "a"));
            Transfer tb = transfers.submit(new TransferRequest("b", b, toB, SETTINGS), link, all(b), count(moved, "b"));
            Transfer tc = transfers.submit(new TransferRequest("c", c, toC, SETTINGS), link, all(c), count(moved, "c"));
            tc.pause();
            waitUntil(() -> ta.progress().filesDone() > 2 && tb.progress().filesDone() > 2);
            tb.cancel("no longer wanted");
            int cAtPause = moved.getOrDefault("c", new AtomicInteger()).get();
            Files.move(temp.resolve("more/f3"), temp.resolve("a/late"));
            ta.add(all(a).stream()
                    .filter(i -> i.target().toString().equals("late"))
                    .toList());
            MoverReport ra = ta.await();
            assertEquals(31, ra.moved(), ra.toString());
            assertTrue(moved.getOrDefault("c", new AtomicInteger()).get() <= cAtPause + 4, "c was paused");
            assertEquals("paused", tc.progress().state());
            link.bandwidth(Timetable.OFF);
            tc.resume();
            assertEquals(30, tc.await().moved());
            MoverReport rb = tb.await();
            assertTrue(rb.stopped().contains("no longer wanted"), rb.stopped());
            assertTrue(rb.moved() < 30, rb.toString());
            assertEquals(
                    0,
                    contents(temp.resolve("toB")).keySet().stream()
                            .filter(n -> n.contains(".part-"))
                            .count(),
                    "a cancelled transfer leaves no temporaries");
            assertEquals(
                    31,
                    meters.get("ciel.transfer.files")
                            .tag("transfer", "a")
                            .functionCounter()
                            .count());
        }
        assertSame("a", "toA");
        assertSame("c", "toC");
        assertEquals(31, moved.get("a").get());
        double seconds = (System.nanoTime() - began) * 1e-9;
        assertTrue(seconds > 31 * 200_000 / (6.0 * (1 << 20)) - 0.5, "the limit is shared: " + seconds + " s");
    }

    private static TransferListener count(Map<String, AtomicInteger> moved, String name) {
        return new TransferListener() {
            @Override
            public void file(FileEvent event) {
                if (event instanceof FileEvent.Moved) {
                    moved.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
                }
            }
        };
    }

    /** Tells whether anything is being written. */
    private static final class Watched extends DelegatingBackend {
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger writing = new AtomicInteger();

        Watched(Backend to) {
            super(to);
        }

        @Override
        public Temporary writeTemporary(StoragePath target, String token, long size, int mode)
                throws TransferException {
            return new DelegatingTemporary(super.writeTemporary(target, token, size, mode)) {
                @Override
                public long transferFrom(ReadableByteChannel source, long offset, long length)
                        throws TransferException {
                    begun.incrementAndGet();
                    writing.incrementAndGet();
                    try {
                        return super.transferFrom(source, offset, length);
                    } finally {
                        writing.decrementAndGet();
                    }
                }
            };
        }
    }

    private void assertNothingIsUnderWay(Watched to) throws Exception {
        assertNothingIsUnderWayExceptLanes(to);
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.isAlive() && t.getName().startsWith("lane-")));
    }

    @Test
    void aListenerThatFailsEndsTheTransfer_andNothingIsUnderWayWhenRunHasReturned() throws Exception {
        folder("from", 40, 300_000);
        try (Backend a = new PosixBackend(temp.resolve("from"));
                Watched b = new Watched(destination("to"))) {
            Mover mover = new Mover(
                    a,
                    b,
                    SETTINGS.lanes(4).bandwidth(Timetable.parse("4M")),
                    temp.resolve("state"),
                    p -> {},
                    new TransferListener() {
                        @Override
                        public void file(FileEvent event) {
                            if (event instanceof FileEvent.Moved) {
                                throw new IllegalStateException("the listener is broken");
                            }
                        }
                    });
            assertEquals(
                    "the listener is broken",
                    assertThrows(IllegalStateException.class, () -> mover.run(Planner.folder(a, StoragePath.ROOT)))
                            .getMessage());
            assertNothingIsUnderWay(b);
            assertTrue(new Mover(a, b, SETTINGS, temp.resolve("state"), p -> {})
                    .run(Planner.folder(a, StoragePath.ROOT))
                    .complete());
        }
        assertSame("from", "to");
    }

    @Test
    void aProgressDisplayThatFails_orAnInterrupt_leavesNothingUnderWay() throws Exception {
        folder("from", 40, 300_000);
        try (Backend a = new PosixBackend(temp.resolve("from"));
                Watched b = new Watched(destination("to"))) {
            Mover broken =
                    new Mover(a, b, SETTINGS.lanes(4).bandwidth(Timetable.parse("4M")), temp.resolve("state"), p -> {
                        throw new IllegalStateException("the terminal is gone");
                    });
            assertThrows(IllegalStateException.class, () -> broken.run(Planner.folder(a, StoragePath.ROOT)));
            assertNothingIsUnderWay(b);
            CountDownLatch running = new CountDownLatch(1);
            Mover second = new Mover(
                    a,
                    b,
                    SETTINGS.lanes(4).bandwidth(Timetable.parse("4M")),
                    temp.resolve("state"),
                    p -> running.countDown());
            Throwable[] thrown = new Throwable[1];
            Thread caller = new Thread(() -> {
                try {
                    second.run(Planner.folder(a, StoragePath.ROOT));
                } catch (TransferException e) {
                    thrown[0] = e;
                }
            });
            caller.start();
            running.await();
            caller.interrupt();
            caller.join();
            assertTrue(thrown[0].getMessage().contains("interrupted"), String.valueOf(thrown[0]));
            assertNothingIsUnderWay(b);
        }
    }

    @Test
    void aStopIsQuick_alsoInTheMiddleOfALargeChunk_andTheNextRunGoesOn() throws Exception {
        folder("from", 1, 30_000_000);
        try (Backend a = new PosixBackend(temp.resolve("from"));
                Watched b = new Watched(destination("to"))) {
            Mover[] mover = new Mover[1];
            mover[0] = new Mover(
                    a, b, MoverSettings.DEFAULT.bandwidth(Timetable.parse("2M")), temp.resolve("state"), p -> {
                        if (p.bytesSent() > 500_000) {
                            mover[0].stop("enough");
                        }
                    });
            long began = System.nanoTime();
            MoverReport report = mover[0].run(Planner.folder(a, StoragePath.ROOT));
            assertEquals("enough", report.stopped());
            assertTrue((System.nanoTime() - began) * 1e-9 < 8, "30 MB at 2 MB/s take 14 s");
            assertEquals(List.of(), report.dead());
            assertNothingIsUnderWay(b);
            assertTrue(new Mover(a, b, SETTINGS, temp.resolve("state"), p -> {})
                    .run(Planner.folder(a, StoragePath.ROOT))
                    .complete());
        }
        assertSame("from", "to");
    }

    @Test
    void aLedgerThatCannotBeWrittenEndsTheTransfer_andNothingIsUnderWay() throws Exception {
        folder("from", 40, 300_000);
        try (Backend a = new PosixBackend(temp.resolve("from"));
                Watched b = new Watched(destination("to"));
                Ledger good = new SqliteLedger(temp.resolve("state"));
                Link link = new Link("l", FOUR_LANES.bandwidth(Timetable.parse("4M")))) {
            FailingLedger ledger = new FailingLedger(good, 12);
            Transfers transfers = new Transfers(ledger);
            Transfer t = transfers.submit(new TransferRequest(a, b, SETTINGS), link, all(a), TransferListener.NONE);
            assertThrows(LedgerException.class, t::await);
            assertNothingIsUnderWayExceptLanes(b);
            ledger.mend();
            transfers.close();
        }
    }

    private void assertNothingIsUnderWayExceptLanes(Watched to) throws Exception {
        assertEquals(0, to.writing.get(), "works under way");
        assertTrue(to.begun.get() > 0, "something had been under way");
    }

    @Test
    void whatWaitsInTheLedgerIsMovedWithoutBeingAskedForAgain() throws Exception {
        folder("from", 50, 50_000);
        try (Backend a = new PosixBackend(temp.resolve("from"));
                Backend b = destination("to")) {
            TransferRequest request = new TransferRequest("night", a, b, SETTINGS);
            try (Ledger ledger = new SqliteLedger(temp.resolve("state"));
                    Link link = new Link("l", FOUR_LANES.bandwidth(Timetable.parse("1M")));
                    Transfers transfers = new Transfers(ledger)) {
                Transfer t = transfers.submit(request, link, all(a), TransferListener.NONE);
                waitUntil(() -> t.progress().filesDone() > 3);
                assertFalse(t.await(Duration.ZERO));
            }
            try (Ledger ledger = new SqliteLedger(temp.resolve("state"));
                    Link link = new Link("l", FOUR_LANES);
                    Transfers transfers = new Transfers(ledger)) {
                Transfer t = transfers.submit(request, link, List.of(), TransferListener.NONE);
                MoverReport report = t.await();
                assertTrue(report.complete(), report.toString());
                assertEquals(50, report.moved() + report.present());
                assertEquals(50, t.progress().filesDone());
                assertEquals(t.progress().bytesTotal(), t.progress().bytesDone());
            }
        }
        assertSame("from", "to");
    }
}
