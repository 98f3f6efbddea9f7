package ciel.workflow.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.servers.LocalSshd;
import ciel.workflow.campaign.Layout;
import ciel.workflow.gate.GateMain;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.stage.FolderDestination;
import ciel.workflow.stage.GateSessions;
import ciel.workflow.stage.GateSiteFolder;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.RucioRegistry;
import ciel.workflow.world.VirtualTimer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long outages around a daemon, most of them in virtual time: no file is given up, one message each, all goes on afterwards. */
@Timeout(120)
class DaemonOutagesTest {
    private static final Duration OUTAGE = Duration.ofHours(12);
    private static final String CANARY = "canary-token-7f3a91";

    @TempDir
    Path folder;

    private final VirtualTimer timer = new VirtualTimer(Instant.now().truncatedTo(ChronoUnit.SECONDS));

    private CopyCarrier copier() {
        return new CopyCarrier(folder.resolve("site"), folder.resolve("lyon/incoming"));
    }

    private static long told(DaemonStand stand, Notifier.Level level) {
        return stand.notices.stream().filter(n -> n.level() == level).count();
    }

    /** Every unit arrived, was rendered once, and no attempt was counted against anything. */
    private static void nothingWasGivenUp(DaemonStand stand, int units) {
        long id = stand.ledger.campaign("small").orElseThrow().campaign();
        Tally tally = stand.ledger.tally(id);
        assertEquals(units, tally.units(UnitState.PURGED), tally + " " + stand.notices);
        assertEquals(units, tally.deliveries().getFirst().count(DeliveryState.ACKNOWLEDGED));
        assertTrue(stand.scheduler.rendered.values().stream().allMatch(n -> n == 1), "rendered once");
        stand.ledger.eachUnit(id, unit -> {
            assertEquals(0, unit.failures(), "failures of a unit");
            stand.ledger.deliveries(unit.unit()).forEach(d -> assertEquals(0, d.failures(), "failures of a delivery"));
        });
        assertEquals(List.of(), stand.ledger.audit(id));
    }

    private static void oneMessage(DaemonStand stand, Notifier.Level level, String... words) {
        assertEquals(
                1, told(stand, Notifier.Level.WARNING) + told(stand, Notifier.Level.ERROR), stand.notices.toString());
        Notifier.Notice notice = stand.notices.stream()
                .filter(n -> n.level() == level)
                .findFirst()
                .orElseThrow();
        for (String word : words) {
            assertTrue(notice.text().contains(word), notice.text());
        }
        assertTrue(stand.notices.stream().anyMatch(n -> n.text().contains("works again")), stand.notices.toString());
    }

    @Test
    void aDestinationThatIsAwayForTwelveHours() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 2, 6, "lyon")) {
            Path data = folder.resolve("lyon/data");
            Path away = folder.resolve("lyon/unmounted");
            AtomicInteger asked = new AtomicInteger();
            stand.destination = real -> new CountingDestination(real, asked);
            Files.move(data, away);
            timer.at(timer.now().plus(OUTAGE), () -> moved(away, data));
            Duration took = stand.runVirtually(timer, copier());
            assertTrue(
                    took.compareTo(OUTAGE) > 0 && took.compareTo(OUTAGE.plusMinutes(15)) < 0, "went on soon: " + took);
            nothingWasGivenUp(stand, 12);
            oneMessage(stand, Notifier.Level.ERROR, "is not a folder here; make it or mount it");
            assertTrue(asked.get() < 400, "asked " + asked + " times in twelve hours: pauses double up to 5 minutes");
            assertEquals(12, new HashSet<>(Files.readAllLines(stand.registered)).size());
        }
    }

    private static void moved(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aLinkThatIsAwayForTwelveHours() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 2, 6, "lyon")) {
            CopyCarrier copier = copier();
            Instant end = timer.now().plus(OUTAGE);
            copier.wrong = () -> timer.now().isBefore(end)
                    ? new PortException.CouldNotAsk(
                            PortException.Cause.AWAY, "[link there-lyon] beginning: connection refused")
                    : null;
            stand.runVirtually(timer, copier);
            nothingWasGivenUp(stand, 12);
            oneMessage(stand, Notifier.Level.WARNING, "connection refused");
        }
    }

    @Test
    void aQuotaThatFillsAtTheDestinationWhileItCanStillBeRead() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 2, 6, "lyon")) {
            Instant end = timer.now().plus(OUTAGE);
            stand.destination = real -> new CountingDestination(real, new AtomicInteger()) {
                @Override
                public java.util.Map<String, String> place(Item item) throws PortException {
                    if (timer.now().isBefore(end)) {
                        throw new PortException.CouldNotAsk(
                                PortException.Cause.FULL,
                                "[destination lyon] placing: Disk quota exceeded; make room or ask for more");
                    }
                    return super.place(item);
                }
            };
            stand.runVirtually(timer, copier());
            nothingWasGivenUp(stand, 12);
            oneMessage(stand, Notifier.Level.ERROR, "Disk quota exceeded");
        }
    }

    @Test
    void aQuotaThatFillsAtTheRenderSite() throws Exception {
        try (DaemonStand stand = new DaemonStand(folder, 4, 6, "lyon")) {
            Instant end = timer.now().plus(OUTAGE);
            stand.site = real -> new FaultySite(real) {
                @Override
                public String put(Path file, String suffix) throws PortException {
                    if (timer.now().isBefore(end)) {
                        throw new PortException.CouldNotAsk(
                                PortException.Cause.FULL,
                                "[site there] bringing a file: No space left on device; make room");
                    }
                    return super.put(file, suffix);
                }
            };
            stand.runVirtually(timer, copier());
            nothingWasGivenUp(stand, 24);
            oneMessage(stand, Notifier.Level.ERROR, "No space left on device");
        }
    }

    @Test
    void aTokenThatEndsIsToldOnceWithItsFileAndNeverShown() throws Exception {
        Path token = Files.writeString(folder.resolve("rucio-token"), "ended-" + CANARY + "\n");
        try (TokenServer rucio = new TokenServer("fresh-" + CANARY);
                DaemonStand stand = new DaemonStand(folder, 2, 6, "lyon")) {
            stand.destination = real -> new FolderDestination(
                    "lyon",
                    folder.resolve("lyon/incoming"),
                    folder.resolve("lyon/data"),
                    Layout.DEFAULT,
                    List.of(new RucioRegistry(
                            rucio.url(),
                            "desc",
                            "LYON",
                            Optional.of("{campaign}"),
                            Optional.of(token),
                            folder.resolve("lyon/data"))));
            timer.at(timer.now().plus(OUTAGE), () -> write(token, "fresh-" + CANARY));
            // afterwards the server itself is in trouble for an hour, and says all that it was sent
            timer.at(timer.now().plus(OUTAGE).minusSeconds(1), () -> rucio.troubled = true);
            timer.at(timer.now().plus(OUTAGE).plus(Duration.ofHours(1)), () -> rucio.troubled = false);
            stand.runVirtually(timer, copier());
            nothingWasGivenUp(stand, 12);
            assertEquals(36, rucio.replicas.size());
            assertTrue(rucio.refused.get() > 100, rucio.refused + " times asked");
            assertEquals(1, told(stand, Notifier.Level.ERROR), stand.notices.toString());
            assertEquals(1, told(stand, Notifier.Level.WARNING), "the server's trouble: " + stand.notices);
            assertTrue(stand.notices.stream()
                    .anyMatch(n -> n.text().contains("the token is not accepted")
                            && n.text().contains(token.toString())));
            assertFalse(stand.notices.toString().contains(CANARY), stand.notices.toString());
            for (Path file : DaemonTest.files(folder)) {
                if (!file.equals(token)) {
                    String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    assertFalse(bytes.contains(CANARY), file + " holds the token");
                }
            }
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aHostKeyThatChangesAtARealServer() throws Exception {
        String gate = Path.of(System.getProperty("java.home"), "bin", "java")
                + " -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp " + System.getProperty("java.class.path") + " "
                + GateMain.class.getName() + " " + folder.resolve("site") + " 0";
        try (DaemonStand stand = new DaemonStand(folder, 1, 4, "lyon");
                LocalSshd server = new LocalSshd("restrict,command=\"" + gate + "\"")) {
            String pinned = Files.readString(server.knownHosts());
            String other = Files.readString(server.key().resolveSibling("id.pub"));
            String changed = pinned.split(" ")[0] + " " + other;
            Files.writeString(server.knownHosts(), changed);
            List<String> ssh = List.of(
                    "ssh",
                    "-F",
                    "none",
                    "-T",
                    "-i",
                    server.key().toString(),
                    "-o",
                    "IdentitiesOnly=yes",
                    "-o",
                    "UserKnownHostsFile=" + server.knownHosts(),
                    "-o",
                    "StrictHostKeyChecking=yes",
                    "-o",
                    "BatchMode=yes",
                    "-p",
                    Integer.toString(server.port()),
                    System.getProperty("user.name") + "@127.0.0.1");
            AtomicInteger opened = new AtomicInteger();
            GateSessions sessions = new GateSessions(
                    "there",
                    () -> {
                        if (opened.incrementAndGet() == 8) {
                            write(server.knownHosts(), pinned); // a person has compared and pinned it
                        }
                        return ssh;
                    },
                    4,
                    Duration.ofSeconds(60));
            stand.site = real -> new GateSiteFolder(sessions);
            stand.run();
            sessions.close();
            nothingWasGivenUp(stand, 4);
            oneMessage(stand, Notifier.Level.ERROR, "the host key is not the pinned one");
        }
    }
}
