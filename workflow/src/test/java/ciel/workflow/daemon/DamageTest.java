package ciel.workflow.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of a campaign that somebody or something has damaged or moved while it runs. */
@Timeout(120)
class DamageTest {
    @TempDir
    private Path folder;

    private static long id(DaemonStand stand) {
        return stand.ledger.campaign("small").orElseThrow().campaign();
    }

    private static Tally tally(DaemonStand stand) {
        return stand.ledger.tally(id(stand));
    }

    private static Path find(Path root, String part) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> Files.isRegularFile(p) && p.toString().contains(part))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void cut(Path file) throws IOException {
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(f.length() / 2);
        }
    }

    /** Renders; the first time, something happens to what was rendered before the daemon looks at it. */
    private static void spoil(DaemonStand stand, SpoiledScheduler.Spoil spoil) {
        stand.queue = real -> new SpoiledScheduler(real, spoil);
    }

    private static void purgedOnce(DaemonStand stand, int units) {
        assertEquals(units, tally(stand).units(UnitState.PURGED), tally(stand) + " " + stand.notices);
        assertEquals(List.of(), stand.ledger.audit(id(stand)));
    }

    @Test
    void aUnitWhoseExitFileIsCutIsRenderedAgain() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 1, 3, "lyon")) {
            spoil(stand, () -> cut(find(stand.root.resolve("exit"), "R01_S01")));
            stand.run();
            purgedOnce(stand, 3);
            assertEquals(2, stand.scheduler.rendered.get("1000/R01_S01"));
            assertEquals(1, stand.scheduler.rendered.get("1000/R01_S00"));
        }
    }

    @Test
    void aUnitWhoseManifestIsCutIsRenderedAgain() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 1, 3, "lyon")) {
            spoil(stand, () -> cut(find(stand.root.resolve("out"), "manifest_1000_R01_S01")));
            stand.run();
            purgedOnce(stand, 3);
            assertEquals(2, stand.scheduler.rendered.get("1000/R01_S01"));
        }
    }

    @Test
    void anImageThatIsDamagedAtTheSiteIsRenderedAgainAndNeverDelivered() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 1, 3, "lyon")) {
            spoil(stand, () -> {
                try (RandomAccessFile f = new RandomAccessFile(
                        find(stand.root.resolve("out"), "amp_1000_R01_S01").toFile(), "rw")) {
                    f.seek(5000);
                    f.write(f.read() ^ 1);
                }
            });
            stand.run();
            purgedOnce(stand, 3);
            assertEquals(2, stand.scheduler.rendered.get("1000/R01_S01"));
        }
    }

    @Test
    void aDestinationWhoseFolderIsGoneIsParkedAndNotMadeAnew() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 2, 3, "lyon")) {
            Path data = folder.resolve("lyon/data");
            Path elsewhere = folder.resolve("lyon/unmounted");
            spoil(stand, () -> Files.move(data, elsewhere));
            stand.run(() -> stand.notices.stream().anyMatch(n -> n.level() == Notifier.Level.ERROR));
            assertTrue(stand.notices.getFirst().text().contains("make it or mount it"), stand.notices.toString());
            assertFalse(Files.exists(data), "made anew");
            Files.move(elsewhere, data);
            stand.run();
            purgedOnce(stand, 6);
        }
    }
}
