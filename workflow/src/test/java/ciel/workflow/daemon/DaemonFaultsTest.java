package ciel.workflow.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.ledger.CauseRow;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.LedgerException;
import ciel.workflow.ledger.Selection;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.scheduler.SubmitAnswer;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.world.VirtualTimer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a daemon: nothing is lost, nothing happens twice, one message for each cause. */
@Timeout(120)
class DaemonFaultsTest {
    @TempDir
    private Path folder;

    private FaultySite faulty;

    private DaemonStand stand(int visits, int detectors, String... destinations) throws Exception {
        DaemonStand stand = new DaemonStand(folder, visits, detectors, destinations);
        UnaryOperator<SiteFolder> wrap = real -> faulty = new FaultySite(real);
        stand.site = wrap;
        return stand;
    }

    private static Tally tally(DaemonStand stand) {
        return stand.ledger.tally(id(stand));
    }

    private static long id(DaemonStand stand) {
        return stand.ledger.campaign("small").orElseThrow().campaign();
    }

    private static long told(DaemonStand stand, Notifier.Level level) {
        return stand.notices.stream().filter(n -> n.level() == level).count();
    }

    private static void once(DaemonStand stand, int units) throws Exception {
        assertEquals(units, tally(stand).units(UnitState.PURGED), tally(stand) + " " + stand.notices);
        assertEquals(units, new HashSet<>(Files.readAllLines(stand.registered)).size());
    }

    @Test
    void aDaemonThatEndsAtAnyMomentIsGoneOnFrom() throws Exception {
        Random random = new Random(5);
        try (DaemonStand stand = stand(2, 4, "lyon")) {
            for (int i = 0; i < 25; i++) {
                AtomicInteger left = new AtomicInteger(1 + random.nextInt(6));
                stand.run(() -> left.decrementAndGet() <= 0);
            }
            stand.run();
            once(stand, 8);
            assertTrue(
                    stand.scheduler.rendered.values().stream().allMatch(n -> n == 1),
                    stand.scheduler.rendered.toString());
            assertEquals(List.of(), stand.ledger.audit(id(stand)));
        }
    }

    /** A full disk under the ledger: what was in memory is thrown away, and nothing waits for ever. */
    @Test
    void aLedgerThatCannotBeWrittenAtAnyMomentIsBegunAnewFrom() throws Exception {
        Random random = new Random(9);
        AtomicInteger failures = new AtomicInteger();
        try (DaemonStand stand = stand(2, 4, "lyon")) {
            stand.books = real -> FailingLedger.of(
                    real, () -> failures.get() < 40 && random.nextInt(3) == 0 && failures.incrementAndGet() > 0);
            boolean ended = false;
            while (!ended) {
                try {
                    stand.run();
                    ended = true;
                } catch (LedgerException e) {
                    assertTrue(e.getMessage().contains("no room"), e.toString());
                }
            }
            once(stand, 8);
            assertTrue(failures.get() > 10, "failures " + failures);
            assertTrue(
                    stand.scheduler.rendered.values().stream().allMatch(n -> n == 1),
                    stand.scheduler.rendered.toString());
            assertEquals(List.of(), stand.ledger.audit(id(stand)));
        }
    }

    /** Only the mover's ledger cannot be written for a moment: its transfer stops, and goes on though nothing new is to be fetched. */
    @Test
    void aMoverWhoseLedgerWasFullForAMomentGoesOn() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        try (DaemonStand stand = stand(1, 1, "lyon")) {
            stand.moverBooks = real -> FailingLedger.ofMover(
                    real,
                    () -> failures.get() < 10
                            && (failures.get() > 0
                                    || stand.ledger
                                                    .tally(id(stand))
                                                    .deliveries()
                                                    .getFirst()
                                                    .count(DeliveryState.FETCHING)
                                            > 0)
                            && failures.incrementAndGet() > 0);
            stand.run();
            once(stand, 1);
            assertEquals(10, failures.get());
            assertEquals(List.of(), stand.ledger.audit(id(stand)));
            assertEquals(
                    1,
                    stand.notices.stream()
                            .filter(n -> n.text().contains("no space left"))
                            .count(),
                    stand.notices.toString());
        }
    }

    /** Rows that are due in two seconds are due in an hour for a daemon that goes by the clock. */
    @Test
    void aClockThatWasSetBackBetweenTwoDaemonsIsNotWaitedFor() throws Exception {
        try (DaemonStand stand = stand(2, 4, "lyon")) {
            stand.scheduler.failing.add("1000/R01_S01");
            for (int hours : new int[] {26, -1, 1}) {
                stand.clock = () -> Instant.now().plusSeconds(hours * 3600L);
                AtomicInteger left = new AtomicInteger(6);
                stand.run(() -> left.decrementAndGet() <= 0);
            }
            stand.clock = Instant::now;
            stand.run();
            once(stand, 8);
        }
    }

    @Test
    void aUnitThatFailsIsTriedAgainAndThenGivenUp() throws Exception {
        try (DaemonStand stand = stand(1, 3, "lyon")) {
            stand.scheduler.failing.add("1000/R01_S01");
            stand.run();
            once(stand, 3);
            assertEquals(2, stand.scheduler.rendered.get("1000/R01_S01"));
            assertEquals(0, told(stand, Notifier.Level.ERROR), stand.notices.toString());
        }
    }

    /** In virtual time: how soon a slow machine sees what a job has left decides nothing. */
    @Test
    void aUnitThatAlwaysFailsIsToldOnce() throws Exception {
        try (DaemonStand stand = stand(1, 3, "lyon")) {
            stand.scheduler.alwaysFailing = "1000/R01_S01";
            VirtualTimer timer = new VirtualTimer(Instant.now().truncatedTo(ChronoUnit.SECONDS));
            stand.runVirtually(timer, new CopyCarrier(folder.resolve("site"), folder.resolve("lyon/incoming")));
            assertEquals(2, tally(stand).units(UnitState.PURGED), tally(stand) + " " + stand.notices);
            assertEquals(1, tally(stand).units(UnitState.FAILED));
            assertEquals(3, stand.scheduler.rendered.get("1000/R01_S01"));
            assertEquals(1, told(stand, Notifier.Level.ERROR), stand.notices.toString());
            List<CauseRow> causes = stand.ledger.causes(id(stand));
            assertTrue(causes.stream().anyMatch(c -> c.cause().contains("the lamp is out")), causes.toString());
        }
    }

    @Test
    void aRequestWhoseAnswerWasLostIsAskedForAgainUnderAnotherName() throws Exception {
        try (DaemonStand stand = stand(1, 2, "lyon")) {
            stand.scheduler.lies.add(new SubmitAnswer.Uncertain("timed out"));
            stand.run();
            once(stand, 2);
            assertEquals(1, stand.scheduler.rows.size());
            assertTrue(
                    stand.scheduler.rows.keySet().iterator().next().startsWith("small-1-a2-"), "same number, next try");
        }
    }

    @Test
    void aRefusedJobIsHeldAndTheRestGoesOn() throws Exception {
        try (DaemonStand stand = stand(2, 2, "lyon")) {
            stand.scheduler.lies.add(new SubmitAnswer.Refused("invalid account", false));
            stand.run();
            assertEquals(2, tally(stand).units(UnitState.PURGED));
            assertEquals(2, tally(stand).units(UnitState.HELD));
            assertEquals(1, told(stand, Notifier.Level.ERROR), stand.notices.toString());
            assertEquals(
                    2,
                    stand.ledger
                            .retry(id(stand), Selection.ALL, Instant.now(), "me")
                            .units());
            stand.run();
            once(stand, 4);
        }
    }

    @Test
    void aSiteThatIsAwayIsToldOnceAndNothingIsGivenUp() throws Exception {
        try (DaemonStand stand = stand(1, 4, "lyon")) {
            stand.site = real -> {
                faulty = new FaultySite(real);
                faulty.failing.set(6);
                return faulty;
            };
            stand.scheduler.away = true;
            AtomicInteger looks = new AtomicInteger();
            stand.run(() -> {
                if (looks.incrementAndGet() > 12) {
                    stand.scheduler.away = false;
                }
                return false;
            });
            once(stand, 4);
            assertEquals(2, told(stand, Notifier.Level.WARNING), stand.notices.toString());
            assertEquals(0, told(stand, Notifier.Level.ERROR), stand.notices.toString());
            assertTrue(stand.scheduler.rendered.values().stream().allMatch(n -> n == 1));
        }
    }

    @Test
    void filesThatAreGoneAtTheSiteAreRenderedAgain() throws Exception {
        try (DaemonStand stand = stand(1, 2, "lyon")) {
            stand.run(() -> tally(stand).units(UnitState.RENDERED) == 2);
            // the site's own cleaner was faster than the transfer
            try (var files = Files.walk(folder.resolve("site/out/small/1000/R01_S00"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
            stand.run();
            assertEquals(2, tally(stand).units(UnitState.PURGED), tally(stand) + " " + stand.notices);
            assertTrue(stand.scheduler.rendered.get("1000/R01_S00") <= 2);
        }
    }

    @Test
    void aFileThatDiffersAtTheDestinationIsFetchedAgain() throws Exception {
        try (DaemonStand stand = stand(1, 2, "lyon")) {
            AtomicInteger damaged = new AtomicInteger();
            stand.destination = real -> new DamagingDestination(real, folder.resolve("lyon/incoming"), damaged);
            stand.run();
            once(stand, 2);
            assertEquals(1, damaged.get());
        }
    }

    @Test
    void aNameThatIsTakenWaitsForAPerson() throws Exception {
        try (DaemonStand stand = stand(1, 2, "lyon")) {
            Path taken = folder.resolve("lyon/data/small/1000/R01/truth_1000_R01_S00.dat");
            Files.createDirectories(taken.getParent());
            Files.writeString(taken, "mine");
            stand.run();
            assertEquals(1, tally(stand).units(UnitState.PURGED));
            assertEquals(1, tally(stand).deliveries().getFirst().count(DeliveryState.HELD));
            assertEquals("mine", Files.readString(taken));
            assertEquals(1, told(stand, Notifier.Level.ERROR), stand.notices.toString());
            assertTrue(
                    Files.exists(folder.resolve("site/out/small/1000/R01_S00")), "not deleted before it is in place");
            Files.delete(taken);
            stand.ledger.retry(id(stand), Selection.ALL, Instant.now(), "me");
            stand.run();
            once(stand, 2);
        }
    }

    @Test
    void nothingIsDeletedBeforeEveryDestinationHasIt() throws Exception {
        try (DaemonStand stand = stand(1, 2, "lyon", "slac")) {
            Files.delete(folder.resolve("slac/data"));
            stand.run(() -> tally(stand).deliveries().getFirst().count(DeliveryState.REGISTERED) == 2
                    && stand.notices.stream().anyMatch(n -> n.subject().contains("slac")));
            assertEquals(6, DaemonTest.files(folder.resolve("site/out")).size());
            assertEquals(0, tally(stand).units(UnitState.DELIVERED));
            Files.createDirectories(folder.resolve("slac/data"));
            stand.run();
            assertEquals(2, tally(stand).units(UnitState.PURGED), tally(stand) + " " + stand.notices);
            assertEquals(6, DaemonTest.files(folder.resolve("slac/data")).size());
            assertEquals(List.of(), DaemonTest.files(folder.resolve("site/out")));
        }
    }

    private void showHigherToken() {
        try {
            Files.writeString(folder.resolve("site/.gate/token"), "%-20d".formatted(1000));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aDeposedDaemonDeletesNothing() throws Exception {
        try (DaemonStand stand = stand(1, 2, "lyon")) {
            stand.site = real -> {
                faulty = new FaultySite(real);
                // another daemon has shown a higher token at the site
                faulty.beforeAcknowledge = this::showHigherToken;
                return faulty;
            };
            String why = stand.run(() -> false);
            assertTrue(why != null && why.contains("another daemon took over"), why);
            assertEquals(6, DaemonTest.files(folder.resolve("site/out")).size());
            assertEquals(0, tally(stand).units(UnitState.DELIVERED));
        }
    }

    @Test
    void aDaemonThatIsDeposedBetweenAcknowledgementAndPurgeDeletesNothing() throws Exception {
        try (DaemonStand stand = stand(1, 2, "lyon")) {
            stand.site = real -> {
                faulty = new FaultySite(real);
                faulty.beforePurge = this::showHigherToken;
                return faulty;
            };
            String why = stand.run(() -> false);
            assertTrue(why != null && why.contains("another daemon took over"), why);
            assertEquals(6, DaemonTest.files(folder.resolve("site/out")).size(), "acknowledged, and still there");
            // the other unit may not have been acknowledged when the first was to be deleted
            assertTrue(tally(stand).units(UnitState.DELIVERED) > 0, tally(stand).toString());
            assertEquals(0, tally(stand).units(UnitState.PURGED));
        }
    }

    @Test
    void aPersonIsToldWhatToDo() throws Exception {
        try (DaemonStand stand = stand(1, 1, "lyon")) {
            stand.site = real -> {
                faulty = new FaultySite(real);
                faulty.cause = PortException.Cause.HUMAN;
                faulty.failing.set(3);
                return faulty;
            };
            stand.run();
            once(stand, 1);
            assertEquals(1, told(stand, Notifier.Level.ERROR), stand.notices.toString());
            assertTrue(told(stand, Notifier.Level.INFO) >= 2, "open again, done: " + stand.notices);
        }
    }
}
