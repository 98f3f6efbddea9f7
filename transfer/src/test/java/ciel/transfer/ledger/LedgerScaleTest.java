package ciel.transfer.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many files in a ledger. {@code CIEL_LEDGER_FILES=N} says how many (default 200,000); tests/long/ledger-scale.sh takes
 * ten million and holds the figures against their limits.
 */
@Timeout(3600)
class LedgerScaleTest {
    private static final int BATCH = 500;
    private static final int TURNS = 200;
    /** Of a ledger, whatever is in it: the cache of the database, a batch, what was noted since the last sync (MiB). */
    private static final long MOST_HEAP_MIB = 256;

    private final int files = Integer.parseInt(System.getenv().getOrDefault("CIEL_LEDGER_FILES", "200000"));

    @TempDir
    private Path temp;

    private static double seconds(long since) {
        return (System.nanoTime() - since) * 1e-9;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    @Test
    void memoryIsBounded_theNextBatchAndAResumeAreQuick() throws Exception {
        Path state = temp.resolve("state");
        long before = heap();
        long t;
        double add;
        double[] batches = new double[TURNS];
        try (Ledger ledger = new SqliteLedger(state)) {
            t = ledger.open("t", "file:///a", "file:///b");
            long began = System.nanoTime();
            List<LedgerFile> chunk = new ArrayList<>();
            for (int i = 0; i < files; i++) {
                chunk.add(LedgerConformance.file(
                        "night/" + i / 189 + "/raw_" + i + ".fits.fz", 20_000_000L + i, 0, false));
                if (chunk.size() == BATCH * 5 || i == files - 1) {
                    ledger.add(t, chunk);
                    chunk.clear();
                }
            }
            add = seconds(began);
            Copy after = null;
            for (int turn = 0; turn < TURNS; turn++) {
                long one = System.nanoTime();
                List<Copy> next = ledger.next(t, false, after, BATCH);
                batches[turn] = seconds(one);
                assertEquals(BATCH, next.size());
                for (Copy c : next.subList(0, BATCH / 2)) {
                    ledger.note(new Note.Ended(c, CopyState.DONE, "fingerprint", "there", null, 0, null));
                }
                ledger.flush();
                after = next.getLast();
            }
            assertTrue(heap() - before < MOST_HEAP_MIB, heap() - before + " MiB");
        }
        long began = System.nanoTime();
        double resume;
        try (Ledger ledger = new SqliteLedger(state)) {
            t = ledger.open("t", "file:///a", "file:///b");
            Tally tally = ledger.tally(t);
            List<Copy> next = ledger.next(t, false, null, BATCH);
            resume = seconds(began);
            assertEquals(files, tally.files());
            assertEquals(TURNS * BATCH / 2, tally.done());
            assertEquals(files - TURNS * BATCH / 2, tally.waiting());
            assertEquals(BATCH, next.size());
        }
        Arrays.sort(batches);
        System.out.printf(
                "ledger of %d files: added in %.1f s; next %d: median %.2f ms, longest %.2f ms; resumed in %.3f s; %d MiB"
                        + " on disk%n",
                files,
                add,
                BATCH,
                batches[TURNS / 2] * 1e3,
                batches[TURNS - 1] * 1e3,
                resume,
                Files.size(state.resolve("ledger.db")) >> 20);
    }
}
