package ciel.workflow.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.UnavailableException;
import ciel.transfer.servers.LocalPostgres;
import ciel.workflow.campaign.LedgerAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresLedgerTest extends CampaignLedgerConformance {
    private static LocalPostgres server;
    private boolean emptied;

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

    @Override
    CampaignLedger open() throws Exception {
        if (!emptied) {
            emptied = true;
            empty();
        }
        return Ledgers.open(new LedgerAddress.Postgres(server.url(), "ciel"));
    }

    /** Every table but that of the migrations, which take longer than a test. */
    private static void empty() throws SQLException {
        try (Connection c = DriverManager.getConnection(server.url(), "ciel", "");
                Statement s = c.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet r = s.executeQuery(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'ledger_migrations'")) {
                while (r.next()) {
                    tables.add(r.getString(1));
                }
            }
            if (!tables.isEmpty()) {
                s.execute("TRUNCATE " + String.join(", ", tables) + " RESTART IDENTITY");
                s.execute("INSERT INTO counter(name, following) VALUES ('unit', 1)");
            }
        }
    }

    @Test
    void noStatementOfADaemonReadsAWholeTable() throws SQLException {
        try (Connection c = DriverManager.getConnection(server.url(), "ciel", "");
                Statement s = c.createStatement()) {
            // tables of a test are so small that the server would rather read them whole
            s.execute("SET enable_seqscan = off");
            assertEquals(1, scans(c, "SELECT * FROM unit WHERE bytes = ?").size(), "this check can fail");
            List<String> found = new ArrayList<>();
            for (String sql : Sql.DAILY) {
                for (String scan : scans(c, new PostgresDatabase("", "").own(sql))) {
                    found.add(scan.strip() + ": " + sql);
                }
            }
            assertEquals(List.of(), found);
        }
    }

    private static List<String> scans(Connection c, String sql) throws SQLException {
        List<String> out = new ArrayList<>();
        try (PreparedStatement s = c.prepareStatement("EXPLAIN " + sql)) {
            for (int i = 1; i <= s.getParameterMetaData().getParameterCount(); i++) {
                s.setObject(i, "1", Types.OTHER);
            }
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    if (r.getString(1).contains("Seq Scan")) {
                        out.add(r.getString(1));
                    }
                }
            }
        }
        return out;
    }

    /** A daemon that slept past its lease, while another took over, writes nothing any more. */
    @Test
    void aDaemonThatWakesAfterAnotherTookOverWritesNothing() throws Exception {
        long c = enrol(1, 2, "a");
        Lease slept = ledger.acquire(Lease.DAEMON, Duration.ofSeconds(1)).orElseThrow();
        try (CampaignLedger other = open()) {
            Lease next = takeOver(other);
            assertTrue(next.token() > slept.token());
            String message = assertThrows(
                            StaleLeaseException.class,
                            () -> ledger.write(
                                    slept, w -> w.advanceCampaign(c, CampaignState.ACTIVE, Change.by("late", T0))))
                    .getMessage();
            assertTrue(message.contains("taken over by process"), message);
            assertEquals(
                    CampaignState.PLANNED, other.campaign("c").orElseThrow().state());
            assertTrue((boolean)
                    other.write(next, w -> w.advanceCampaign(c, CampaignState.ACTIVE, Change.by("next", T0))));
        }
    }

    /** Tries until the lease of the other has run out; the database's clock decides. */
    private static Lease takeOver(CampaignLedger ledger) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            var lease = ledger.acquire(Lease.DAEMON, LEASE);
            if (lease.isPresent()) {
                return lease.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("the lease of a daemon that sleeps is not free after 20 s");
            }
            Thread.sleep(50);
        }
    }

    /** A daemon that is stopped within a transaction keeps its successor out no longer than the server allows. */
    @Test
    void aDaemonThatIsStoppedWithinATransactionBlocksNobody_andWritesNothingWhenItWakes() throws Exception {
        long c = enrol(1, 2, "a");
        Lease stopped = ledger.acquire(Lease.DAEMON, Duration.ofSeconds(1)).orElseThrow();
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        CompletableFuture<Boolean> late = CompletableFuture.supplyAsync(() -> ledger.write(stopped, w -> {
            boolean moved = w.advanceCampaign(c, CampaignState.ACTIVE, Change.by("late", T0));
            within.countDown();
            try {
                assertTrue(wake.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return moved;
        }));
        assertTrue(within.await(20, TimeUnit.SECONDS));
        try (CampaignLedger other = open()) {
            Lease next = takeOver(other);
            assertEquals(
                    CampaignState.PLANNED, other.campaign("c").orElseThrow().state());
            wake.countDown();
            ExecutionException woken = assertThrows(ExecutionException.class, () -> late.get(20, TimeUnit.SECONDS));
            assertTrue(woken.getCause() instanceof StaleLeaseException, String.valueOf(woken.getCause()));
            assertEquals(
                    CampaignState.PLANNED, other.campaign("c").orElseThrow().state());
            assertTrue((boolean)
                    other.write(next, w -> w.advanceCampaign(c, CampaignState.ACTIVE, Change.by("next", T0))));
        }
    }

    @Test
    void aServerThatWasKilledAndCameBackIsUsedAgain_andWhatWasWrittenIsThere() throws Exception {
        long c = enrol(1, 2, "a");
        Lease lease = ledger.acquire(Lease.DAEMON, LEASE).orElseThrow();
        ledger.write(lease, w -> w.advanceCampaign(c, CampaignState.ACTIVE, Change.by("x", T0)));
        server.kill();
        assertThrows(LedgerException.class, () -> ledger.renew(lease, LEASE));
        assertThrows(LedgerException.class, () -> ledger.tally(c));
        server.start();
        assertTrue(ledger.renew(lease, LEASE));
        assertEquals(CampaignState.ACTIVE, ledger.campaign("c").orElseThrow().state());
        assertFalse(ledger.pause(c, T0, "anne") && ledger.pause(c, T0, "anne"));
    }

    @Test
    void copiesAreMadeByTheServersOwnTools() {
        assertTrue(assertThrows(UnavailableException.class, () -> ledger.backup(Path.of("x.dump")))
                .getMessage()
                .contains("pg_dump"));
    }
}
