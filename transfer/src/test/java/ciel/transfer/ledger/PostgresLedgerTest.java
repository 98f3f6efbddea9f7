package ciel.transfer.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.SettingException;
import ciel.transfer.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresLedgerTest extends LedgerConformance {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static LocalPostgres server;

    @BeforeAll
    static void start() throws Exception {
        server = new LocalPostgres();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void empty() throws Exception {
        try (Connection c = DriverManager.getConnection(server.url(), "ciel", "");
                Statement s = c.createStatement()) {
            s.execute("DROP SCHEMA public CASCADE");
            s.execute("CREATE SCHEMA public");
        }
    }

    @Override
    PostgresLedger open() throws Exception {
        return new PostgresLedger(server.url(), "ciel", LEASE);
    }

    @Test
    void aServerOfTheTestsLeavesNoSharedMemory() throws Exception {
        String segment;
        try (LocalPostgres other = new LocalPostgres()) {
            segment = other.segment();
            assertTrue(segments().contains(segment), "there is one while it runs: " + segment);
        }
        assertFalse(segments().contains(segment), segment);
    }

    private static List<String> segments() throws Exception {
        Process p = new ProcessBuilder("ipcs", "-m").start();
        return p.inputReader()
                .lines()
                .map(l -> l.split("\\s+"))
                .filter(w -> w.length > 2)
                .map(w -> w[1])
                .toList();
    }

    @Test
    void aTransferBelongsToOneDaemon_anotherTakesOthers() throws Exception {
        try (PostgresLedger one = open();
                PostgresLedger two = open()) {
            one.open("t", "file:///a", "file:///b");
            assertTrue(assertThrows(SettingException.class, () -> two.open("t", "file:///a", "file:///b"))
                    .getMessage()
                    .contains("held by another daemon"));
            two.open("u", "file:///a", "file:///b");
        }
        try (PostgresLedger three = open()) {
            three.open("t", "file:///a", "file:///b");
        }
    }

    /** A daemon that slept past its lease, while another took over, writes nothing any more. */
    @Test
    void aDaemonThatWakesAfterAnotherTookOverWritesNothing() throws Exception {
        PostgresLedger slept = open();
        long t = slept.open("t", "file:///a", "file:///b");
        slept.add(t, List.of(file("x", 5, 0, false)));
        Copy x = slept.next(t, false, null, 1).getFirst();
        try (Connection c = DriverManager.getConnection(server.url(), "ciel", "");
                Statement s = c.createStatement()) {
            // As if its lease had run out while it slept; it may renew it until somebody else has it.
            s.execute("UPDATE lease SET until = clock_timestamp() - INTERVAL '1 second', holder = 'asleep'");
        }
        try (PostgresLedger next = open()) {
            assertEquals(t, next.open("t", "file:///a", "file:///b"));
            slept.note(new Note.Ended(x, CopyState.DONE, "fp", "", null, 0, null));
            assertTrue(assertThrows(LedgerException.class, slept::force)
                    .getMessage()
                    .contains("taken over"));
            assertThrows(LedgerException.class, slept::close);
            assertEquals(1, next.tally(t).waiting());
            assertEquals(0, next.tally(t).done());
        }
    }

    @Test
    void aServerThatWasKilledAndCameBackIsUsedAgain_andWhatWasSyncedIsThere() throws Exception {
        try (PostgresLedger ledger = open()) {
            long t = ledger.open("t", "file:///a", "file:///b");
            ledger.add(t, List.of(file("x", 5, 0, false), file("y", 6, 0, false)));
            Copy x = ledger.next(t, false, null, 1).getFirst();
            ledger.note(new Note.Ended(x, CopyState.DONE, "fp", "", null, 0, null));
            ledger.force();
            server.kill();
            ledger.note(new Note.Begun(x, "0123456789abcdef", "fp", 5));
            assertThrows(LedgerException.class, ledger::force);
            server.start();
            ledger.force();
            assertEquals(1, ledger.tally(t).done());
            assertEquals(1, ledger.tally(t).waiting());
        }
    }
}
