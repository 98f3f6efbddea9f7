package ciel.workflow.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon with a real ledger, mover, gate and folders, and a scheduler that renders at once. */
@Timeout(60)
class DaemonTest {
    @TempDir
    private Path folder;

    @Test
    void everyUnitIsRenderedDeliveredRegisteredAndPurged() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 2, 5, "lyon")) {
            stand.run();
            Tally tally = stand.ledger.tally(
                    stand.ledger.campaign("small").orElseThrow().campaign());
            assertEquals(10, tally.units(UnitState.PURGED), tally.toString());
            assertEquals(
                    CampaignState.DONE,
                    stand.ledger.campaign("small").orElseThrow().state());
            assertEquals(30, files(folder.resolve("lyon/data")).size());
            assertEquals(List.of(), files(folder.resolve("lyon/incoming")));
            assertEquals(List.of(), files(folder.resolve("site/out")));
            assertEquals(10, Files.readAllLines(stand.registered).size());
            assertTrue(
                    stand.scheduler.rendered.values().stream().allMatch(n -> n == 1),
                    stand.scheduler.rendered.toString());
            assertFalse(stand.ledger.campaign("small").isEmpty());
        }
    }

    @Test
    void afterTheCampaignNothingButLogsIsLeftAtTheSite() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 3, 4, "lyon")) {
            stand.run(() -> stand.scheduler.rendered.size() >= 4);
            stand.run();
            List<String> left = new java.util.ArrayList<>();
            try (Stream<Path> all = Files.walk(folder.resolve("site"))) {
                all.map(p -> folder.resolve("site").relativize(p).toString())
                        .filter(p -> p.contains("/") && !p.startsWith(".gate") && !p.startsWith("logs/"))
                        .forEach(left::add);
            }
            assertEquals(List.of(), left);
            assertFalse(files(folder.resolve("site/logs")).isEmpty(), "logs stay");
        }
    }

    @Test
    void nothingIsSweptOfAVisitThatHasImagesAtTheSite() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 1, 4, "lyon", "slac")) {
            Files.delete(folder.resolve("slac/data"));
            stand.run(() -> stand.notices.stream().anyMatch(n -> n.subject().contains("slac")));
            assertEquals(12, files(folder.resolve("site/out")).size());
            assertEquals(4, files(folder.resolve("site/exit")).size());
            assertEquals(4, files(folder.resolve("site/work")).size());
            assertFalse(files(folder.resolve("site/units")).isEmpty());
            Files.createDirectories(folder.resolve("slac/data"));
            stand.run();
            for (String name : List.of("exit", "work", "units", "claim", "inputs", "out")) {
                assertEquals(List.of(), files(folder.resolve("site").resolve(name)), name);
            }
        }
    }

    static List<Path> files(Path folder) throws Exception {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
