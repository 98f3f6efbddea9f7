package ciel.workflow.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.Selection;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.stage.PortException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Failures that other workflow managers had, numbered as in the list of fourteen; here those that need a whole daemon. The
 * others: 1 to 3 and 5 to 10 in AdoptOrSubmitTest, 1 also in AdoptOrSubmitSlurmTest, 4 and 8 in SlurmOutageTest, 7 in
 * ClaimTest, 9 and 10 in DaemonFaultsTest.
 */
@Timeout(120)
class FourteenFailuresTest {
    @TempDir
    private Path folder;

    private DaemonStand stand(Path where, int visits, int detectors) throws Exception {
        return new DaemonStand(where, visits, detectors, "lyon");
    }

    private static long id(DaemonStand stand) {
        return stand.ledger.campaign("small").orElseThrow().campaign();
    }

    private static Tally tally(DaemonStand stand) {
        return stand.ledger.tally(id(stand));
    }

    private static List<String> told(DaemonStand stand, Notifier.Level level) {
        return stand.notices.stream()
                .filter(n -> n.level() == level)
                .map(Notifier.Notice::text)
                .toList();
    }

    private static void once(DaemonStand stand, int units) throws Exception {
        assertEquals(units, tally(stand).units(UnitState.PURGED), tally(stand) + " " + stand.notices);
        List<String> lines = Files.readAllLines(stand.registered);
        assertEquals(units, new HashSet<>(lines).size());
        assertEquals(List.of(), stand.ledger.audit(id(stand)));
    }

    /** Everything that anybody reads. */
    private static void readAll(CampaignLedger ledger, long campaign) {
        ledger.campaigns();
        ledger.tally(campaign);
        ledger.causes(campaign);
        ledger.openActs(campaign);
        ledger.audit(campaign);
        ledger.eachUnit(campaign, unit -> {
            ledger.deliveries(unit.unit());
            ledger.files(unit.unit());
        });
        for (UnitState state : UnitState.values()) {
            ledger.dueUnits(campaign, state, Instant.now(), 100);
            ledger.nextUnit(campaign, state);
        }
        ledger.liveJobs(campaign);
    }

    @Test
    void failure2_aJobThatLeftQueueAndAccountsBetweenTwoLooksHasAnEnd() throws Exception {
        try (DaemonStand stand = stand(folder, 1, 4)) {
            AtomicBoolean forgotten = new AtomicBoolean();
            stand.run(() -> {
                synchronized (stand.scheduler) {
                    if (!stand.scheduler.rows.isEmpty() && !forgotten.get()) {
                        forgotten.set(true);
                        stand.scheduler.rows.replaceAll((name, rows) -> List.of());
                    }
                }
                return false;
            });
            assertTrue(forgotten.get());
            once(stand, 4);
            assertTrue(stand.scheduler.rendered.values().stream().allMatch(n -> n == 1), "its exit files are believed");
        }
    }

    @Test
    void failure11_readingWritesNothing() throws Exception {
        try (DaemonStand stand = stand(folder, 1, 3)) {
            stand.scheduler.failing.add("1000/R01_S01");
            stand.run(() -> tally(stand).units(UnitState.RENDERED) > 0);
            Map<String, String> before = content();
            for (int i = 0; i < 3; i++) {
                readAll(stand.ledger, id(stand));
            }
            assertEquals(before, content());
        }
    }

    @Test
    void failure11_whatIsReadAllTheTimeIsTriedAgainAllTheSame() throws Exception {
        try (DaemonStand stand = stand(folder, 1, 3)) {
            stand.scheduler.failing.add("1000/R01_S01");
            AtomicInteger reads = new AtomicInteger();
            stand.run(() -> {
                readAll(stand.ledger, id(stand));
                reads.incrementAndGet();
                return false;
            });
            once(stand, 3);
            assertEquals(2, stand.scheduler.rendered.get("1000/R01_S01"));
            assertTrue(reads.get() > 3, "reads " + reads);
        }
    }

    /** The rows of each table, as text: does not depend on where SQLite keeps its pages. */
    private Map<String, String> content() throws Exception {
        Map<String, String> sums = new TreeMap<>();
        try (var db = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"))) {
            List<String> tables = new java.util.ArrayList<>();
            try (var statement = db.createStatement();
                    var names = statement.executeQuery("select name from sqlite_master where type = 'table'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                StringBuilder text = new StringBuilder();
                try (var statement = db.createStatement();
                        var rows = statement.executeQuery("select * from " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            text.append(rows.getString(i)).append('|');
                        }
                        text.append('\n');
                    }
                }
                sums.put(table, text.toString());
            }
        }
        assertTrue(sums.get("unit").length() > 100, sums.toString());
        return sums;
    }

    @Test
    void failure12_visitsThatCannotBeRenderedDoNotKeepTheOthersBack() throws Exception {
        try (DaemonStand stand = stand(folder, 40, 2)) {
            for (int visit = 0; visit < 39; visit++) {
                Files.delete(folder.resolve("visit" + visit + ".txt"));
            }
            stand.run();
            assertEquals(2, tally(stand).units(UnitState.PURGED), tally(stand) + " " + stand.notices);
            assertEquals(78, tally(stand).units(UnitState.HELD), tally(stand).toString());
            assertEquals(1, told(stand, Notifier.Level.ERROR).size());
            for (int visit = 0; visit < 39; visit++) {
                Files.writeString(folder.resolve("visit" + visit + ".txt"), "object " + visit + "\n");
            }
            stand.ledger.retry(id(stand), Selection.ALL, Instant.now(), "me");
            stand.run();
            once(stand, 80);
        }
    }

    @Test
    void failure12_and_13_namesThatAreTakenLeaveTheQueueWithOneMessage() throws Exception {
        try (DaemonStand stand = stand(folder, 20, 6)) {
            for (int visit = 0; visit < 19; visit++) {
                for (var detector : stand.campaign.detectors()) {
                    String name = "truth_" + (1000 + visit) + "_" + detector.name() + ".dat";
                    Path taken = folder.resolve("lyon/data/small/" + (1000 + visit) + "/"
                            + detector.name().substring(0, 3) + "/" + name);
                    Files.createDirectories(taken.getParent());
                    Files.writeString(taken, "mine");
                }
            }
            stand.run();
            assertEquals(6, tally(stand).units(UnitState.PURGED), tally(stand) + " " + stand.notices);
            assertEquals(114, tally(stand).deliveries().getFirst().count(DeliveryState.HELD));
            assertEquals(1, told(stand, Notifier.Level.ERROR).size(), stand.notices.toString());
            assertTrue(stand.scheduler.rendered.values().stream().allMatch(n -> n == 1));
            try (Stream<Path> files = Files.walk(folder.resolve("lyon/data"))) {
                for (Path file :
                        files.filter(f -> f.toString().contains("truth_")).toList()) {
                    boolean last = file.toString().contains("/1019/");
                    assertEquals(last, Files.size(file) == 100_000, file + " was replaced");
                }
            }
        }
    }

    @Test
    void failure13_filesThatAreThereAlreadyAreTakenAsDone() throws Exception {
        try (DaemonStand first = stand(Files.createDirectories(folder.resolve("first")), 2, 3)) {
            first.run();
            once(first, 6);
        }
        Path second = Files.createDirectories(folder.resolve("second"));
        try (DaemonStand stand = stand(second, 2, 3)) {
            // half of them in place, by a daemon whose ledger was lost
            Path data = folder.resolve("first/lyon/data");
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(f -> f.toString().contains("1000"))
                        .toList()) {
                    Path copy = second.resolve("lyon/data").resolve(data.relativize(file));
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
            stand.run();
            once(stand, 6);
            assertEquals(List.of(), told(stand, Notifier.Level.ERROR));
            assertEquals(List.of(), DaemonTest.files(second.resolve("lyon/incoming")));
            assertEquals(18, DaemonTest.files(second.resolve("lyon/data")).size());
        }
    }

    @Test
    void failure14_anEndedCertificateIsToldOnceAndNothingIsTakenForDone() throws Exception {
        try (DaemonStand stand = stand(folder, 1, 4)) {
            AtomicReference<FaultySite> faulty = new AtomicReference<>();
            AtomicBoolean ended = new AtomicBoolean();
            stand.site = real -> {
                FaultySite site = new FaultySite(real);
                site.cause = PortException.Cause.HUMAN;
                site.beforeAcknowledge = () -> {
                    if (ended.compareAndSet(false, true)) {
                        site.failing.set(25); // the certificate ends now
                    }
                };
                faulty.set(site);
                return site;
            };
            AtomicLong through = new AtomicLong();
            stand.run(() -> {
                long done =
                        tally(stand).units(UnitState.DELIVERED) + tally(stand).units(UnitState.PURGED);
                if (faulty.get().failing.get() > 0) {
                    through.set(done);
                }
                return false;
            });
            once(stand, 4);
            assertTrue(ended.get());
            assertEquals(0L, through.get(), "taken for done while nobody could ask");
            assertEquals(1, told(stand, Notifier.Level.ERROR).size(), stand.notices.toString());
            assertTrue(stand.scheduler.rendered.values().stream().allMatch(n -> n == 1));
        }
    }

    @Test
    void failure14_aSiteThatCannotBeAskedIsNotASiteWithoutTheFile() throws Exception {
        try (DaemonStand stand = stand(folder, 1, 2)) {
            stand.run(() -> tally(stand).units(UnitState.RENDERED) == 2);
            // the site's disk is away, and with it the door for a while
            Path out = folder.resolve("site/out");
            Path aside = folder.resolve("aside");
            Files.move(out, aside);
            AtomicInteger asked = new AtomicInteger();
            stand.site = real -> {
                FaultySite faulty = new FaultySite(real);
                faulty.beforePublished = () -> {
                    if (asked.incrementAndGet() <= 3) {
                        faulty.failing.set(1);
                    } else {
                        back(aside, out);
                    }
                };
                return faulty;
            };
            stand.run();
            once(stand, 2);
            assertTrue(asked.get() >= 3, "asked " + asked);
            assertTrue(
                    stand.scheduler.rendered.values().stream().allMatch(n -> n == 1),
                    "rendered again: " + stand.scheduler.rendered);
        }
    }

    private static void back(Path aside, Path out) {
        try {
            if (Files.exists(aside)) {
                Files.move(aside, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
