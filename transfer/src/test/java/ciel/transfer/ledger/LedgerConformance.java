package ciel.transfer.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Partial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every ledger must do. An implementation's test says how to open one, and how to open the same one again. */
@Timeout(60)
abstract class LedgerConformance {
    /** Opens the ledger of this test; called again after it was closed. */
    abstract Ledger open() throws Exception;

    static LedgerFile file(String path, long size, int priority, boolean last) throws Exception {
        StoragePath p = StoragePath.of(path);
        return new LedgerFile(p, p, size, Map.of(), "default", priority, last);
    }

    private static List<String> names(List<Copy> copies) {
        return copies.stream().map(c -> c.file().target().toString()).toList();
    }

    @Test
    void whatWasAskedForComesBack_byPriorityThenInOrder_whateverItsName() throws Exception {
        StoragePath odd = StoragePath.ofBytes(new byte[] {'a', (byte) 0xff, '%', '/', ' ', '\''});
        LedgerFile elsewhere = new LedgerFile(
                StoragePath.of("from/here"),
                odd,
                7,
                Map.of(Algorithm.SHA256, "ab", Algorithm.CRC32C, "cd"),
                "x",
                0,
                false);
        try (Ledger ledger = open()) {
            long t = ledger.open("t", "file:///a", "file:///b");
            assertEquals(
                    4,
                    ledger.add(
                            t,
                            List.of(
                                    file("a", 1, 0, false),
                                    elsewhere,
                                    file("urgent", 2, 5, false),
                                    file("m", 3, 0, true))));
            assertEquals(0, ledger.add(t, List.of(file("a", 1, 0, false))), "it waits already");
            List<Copy> next = ledger.next(t, false, null, 2);
            assertEquals(List.of("urgent", "a"), names(next));
            assertEquals(
                    elsewhere,
                    ledger.next(t, false, next.getLast(), 2).getFirst().file());
            assertEquals(List.of("m"), names(ledger.next(t, true, null, 2)));
            assertEquals(new Tally(4, 13, 4, 1, 13, 0, 0, 0), ledger.tally(t));
        }
    }

    @Test
    void whatWasNotedIsSeenAtOnce_andByWhoeverOpensItNext() throws Exception {
        for (int life = 0; life < 2; life++) {
            try (Ledger ledger = open()) {
                long t = ledger.open("t", "file:///a", "file:///b");
                if (life == 0) {
                    ledger.add(
                            t,
                            List.of(file("begun", 30, 0, false), file("done", 5, 0, false), file("bad", 9, 0, false)));
                    Map<String, Copy> copies = new HashMap<>();
                    ledger.next(t, false, null, 9)
                            .forEach(c -> copies.put(c.file().target().toString(), c));
                    for (Copy c : copies.values()) {
                        ledger.note(new Note.Begun(c, "0123456789abcdef", "fp", 10));
                        ledger.note(new Note.Part(c, 0, new Partial(10, 1, 2)));
                    }
                    ledger.flush();
                    ledger.note(new Note.Part(copies.get("begun"), 1, new Partial(10, 3, 4)));
                    ledger.note(new Note.Bad(copies.get("begun"), 0));
                    ledger.note(new Note.Ended(
                            copies.get("done"), CopyState.DONE, "fp", "there", new Partial(5, 6, 7), 1, null));
                    ledger.note(new Note.Ended(copies.get("bad"), CopyState.FAILED, "", "", null, 8, "no permission"));
                }
                Copy begun = ledger.find(t, StoragePath.of("begun")).orElseThrow();
                assertEquals(CopyState.BEGUN, begun.state());
                assertEquals("0123456789abcdef", begun.token());
                assertEquals(Map.of(1, new Partial(10, 3, 4)), ledger.parts(begun.id()));
                Copy done = ledger.find(t, StoragePath.of("done")).orElseThrow();
                assertEquals(CopyState.DONE, done.state());
                assertEquals(List.of("", "fp", "there"), List.of(done.token(), done.source(), done.there()));
                assertEquals(new Partial(5, 6, 7), done.whole());
                assertEquals(Map.of(), ledger.parts(done.id()));
                Copy bad = ledger.find(t, StoragePath.of("bad")).orElseThrow();
                assertEquals("0123456789abcdef", bad.token(), "what was sent is not sent again");
                assertEquals(Map.of(0, new Partial(10, 1, 2)), ledger.parts(bad.id()));
                assertEquals("no permission", bad.cause());
                assertEquals(List.of("begun"), names(ledger.next(t, false, null, 9)));
                assertEquals(new Tally(3, 44, 1, 0, 30, 1, 0, 1), ledger.tally(t));
                assertEquals(List.of("bad"), names(ledger.ended(t, CopyState.FAILED, 0, 9)));
                assertEquals(List.of(), names(ledger.ended(t, CopyState.QUARANTINED, 0, 9)));
            }
        }
    }

    @Test
    void aChunkThatIsWrittenDownAfterItsFileWasDone_saysNothing() throws Exception {
        try (Ledger ledger = open()) {
            long t = ledger.open("t", "file:///a", "file:///b");
            ledger.add(t, List.of(file("x", 5, 0, false)));
            Copy x = ledger.next(t, false, null, 1).getFirst();
            ledger.note(new Note.Ended(x, CopyState.DONE, "fp", "", new Partial(5, 6, 7), 0, null));
            ledger.force();
            ledger.note(new Note.Part(x, 0, new Partial(5, 6, 7)));
            ledger.note(new Note.Ended(x, CopyState.FAILED, "", "", null, 1, "late"));
            ledger.force();
            assertEquals(
                    CopyState.DONE,
                    ledger.find(t, StoragePath.of("x")).orElseThrow().state());
            assertEquals(new Tally(1, 5, 0, 0, 0, 1, 0, 0), ledger.tally(t));
            assertEquals(1, ledger.add(t, List.of(file("x", 5, 0, false))));
            Copy again = ledger.next(t, false, null, 1).getFirst();
            ledger.note(new Note.Begun(again, "0123456789abcdef", "fp2", 5));
            ledger.force();
            assertEquals(Map.of(), ledger.parts(again.id()));
        }
    }

    @Test
    void aClearedQueueKeepsWhatIsKnown() throws Exception {
        try (Ledger ledger = open()) {
            long t = ledger.open("t", "file:///a", "file:///b");
            ledger.add(t, List.of(file("x", 5, 0, false), file("y", 5, 0, false)));
            Copy x = ledger.next(t, false, null, 1).getFirst();
            ledger.note(new Note.Begun(x, "0123456789abcdef", "fp", 5));
            ledger.clear(t);
            assertEquals(List.of(), ledger.next(t, false, null, 9));
            assertEquals(new Tally(0, 0, 0, 0, 0, 0, 0, 0), ledger.tally(t));
            assertEquals(1, ledger.add(t, List.of(file("x", 5, 0, false))));
            assertEquals(
                    "0123456789abcdef",
                    ledger.next(t, false, null, 9).getFirst().token());
        }
    }

    @Test
    void aNameBelongsToItsPlaces() throws Exception {
        try (Ledger ledger = open()) {
            long t = ledger.open("t", "file:///a", "file:///b");
            assertEquals(t, ledger.open("t", "file:///a", "file:///b"));
            assertTrue(ledger.open("u", "file:///a", "file:///b") != t);
            assertThrows(SettingException.class, () -> ledger.open("t", "file:///a", "file:///c"));
            assertEquals(2, ledger.transfers().size());
        }
    }

    @Test
    void manyThreadsWriteAndOneSyncServesThemAll() throws Exception {
        int threads = 8;
        int each = 100;
        try (Ledger ledger = open();
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            long t = ledger.open("t", "file:///a", "file:///b");
            List<LedgerFile> files = new ArrayList<>();
            for (int i = 0; i < threads * each; i++) {
                files.add(file("f" + i, i, 0, false));
            }
            ledger.add(t, files);
            List<Copy> all = ledger.next(t, false, null, threads * each);
            List<Future<?>> futures = new ArrayList<>();
            for (int k = 0; k < threads; k++) {
                List<Copy> mine = all.subList(k * each, (k + 1) * each);
                futures.add(pool.submit(() -> {
                    for (Copy c : mine) {
                        ledger.note(new Note.Ended(c, CopyState.DONE, "fp", "", null, 0, null));
                        if (c.id() % 3 == 0) {
                            ledger.force();
                        } else {
                            ledger.flush();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> f : futures) {
                f.get();
            }
            Tally tally = ledger.tally(t);
            assertEquals(threads * each, tally.done());
            assertEquals(0, tally.waiting());
            assertEquals(0, tally.waitingBytes());
        }
    }

    @Test
    void theSumsAreThoseOfTheRows_whateverWasDone() throws Exception {
        Random random = new Random(5);
        try (Ledger ledger = open()) {
            long t = ledger.open("t", "file:///a", "file:///b");
            for (int step = 0; step < 200; step++) {
                LedgerFile f =
                        file("f" + random.nextInt(20), random.nextInt(100), random.nextInt(3), random.nextInt(5) == 0);
                ledger.add(t, List.of(f));
                List<Copy> next = ledger.next(t, random.nextBoolean(), null, 5);
                if (!next.isEmpty()) {
                    CopyState end = List.of(CopyState.DONE, CopyState.QUARANTINED, CopyState.FAILED)
                            .get(random.nextInt(3));
                    Copy c = next.get(random.nextInt(next.size()));
                    ledger.note(new Note.Ended(c, end, "fp", "", null, 0, "why"));
                }
            }
            long waiting = 0;
            long bytes = 0;
            for (boolean last : new boolean[] {false, true}) {
                for (Copy c : ledger.next(t, last, null, 100)) {
                    waiting++;
                    bytes += c.file().size();
                }
            }
            Tally tally = ledger.tally(t);
            assertEquals(waiting, tally.waiting());
            assertEquals(bytes, tally.waitingBytes());
            assertEquals(tally.files(), tally.waiting() + tally.done() + tally.quarantined() + tally.failed());
            ledger.compact();
            assertEquals(tally, ledger.tally(t));
        }
    }
}
