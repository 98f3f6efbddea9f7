package ciel.workflow.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.workflow.campaign.LedgerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends CampaignLedgerConformance {
    @TempDir
    Path folder;

    private LedgerAddress address() {
        return new LedgerAddress.Sqlite(folder.resolve("new/ledger.db"));
    }

    @Override
    CampaignLedger open() {
        return Ledgers.open(address());
    }

    @Test
    void noStatementOfADaemonReadsAWholeTable() throws SQLException {
        try (Connection c = new SqliteDatabase(folder.resolve("new/ledger.db"), true).connect();
                Statement s = c.createStatement()) {
            assertEquals(List.of("SCAN unit"), scans(s, "SELECT * FROM unit WHERE bytes = 1"), "this check can fail");
            List<String> found = new ArrayList<>();
            for (String sql : Sql.DAILY) {
                for (String scan : scans(s, new SqliteDatabase(null, false).own(sql))) {
                    found.add(scan + ": " + sql);
                }
            }
            assertEquals(List.of(), found);
        }
    }

    /** Rows that stand in the statement itself. */
    private static final Pattern OF_THE_STATEMENT =
            Pattern.compile("SCAN (CONSTANT ROW|[0-9]+-ROW VALUES CLAUSE|ranges)");

    private static List<String> scans(Statement s, String sql) throws SQLException {
        List<String> out = new ArrayList<>();
        try (ResultSet r = s.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (r.next()) {
                String step = r.getString("detail");
                boolean table = step.startsWith("SCAN")
                        && !OF_THE_STATEMENT.matcher(step).matches();
                if (table || step.contains("AUTOMATIC")) {
                    out.add(step);
                }
            }
        }
        return out;
    }

    @Test
    void pagesComeInTheOrderOfAnIndex_withoutSorting() throws SQLException {
        try (Connection c = new SqliteDatabase(folder.resolve("new/ledger.db"), true).connect();
                Statement s = c.createStatement()) {
            for (String sql : List.of(
                    Sql.DUE_UNITS,
                    Sql.NEXT_UNIT,
                    Sql.DUE_JOBS,
                    Sql.NEXT_JOB,
                    Sql.DUE_DELIVERIES,
                    Sql.NEXT_DELIVERY,
                    Sql.RESTING_UNITS,
                    Sql.RESTING_DELIVERIES,
                    Sql.UNITS_OF_CAUSE,
                    Sql.LAST_EVENTS,
                    Sql.EVENT_PAGE,
                    Sql.VISIT_PAGE)) {
                try (ResultSet r = s.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
                    while (r.next()) {
                        assertFalse(r.getString("detail").contains("TEMP B-TREE"), sql);
                    }
                }
            }
        }
    }

    @Test
    void aCopyIsWhole_whileTheLedgerIsInUse() {
        long c = enrol(3, 4, "a");
        Path copy = folder.resolve("copy.db");
        ledger.backup(copy);
        assertThrows(InputException.class, () -> ledger.backup(copy));
        ledger.acquire(Lease.DAEMON, LEASE).orElseThrow();
        try (CampaignLedger there = Ledgers.openExisting(new LedgerAddress.Sqlite(copy))) {
            assertEquals(12, there.tally(c).units(UnitState.PLANNED));
            assertEquals(List.of(), there.audit(c));
        }
    }

    @Test
    void anAuditSaysWhatDiffers() throws SQLException {
        long c = enrol(1, 4, "a");
        try (Connection k = new SqliteDatabase(folder.resolve("new/ledger.db"), true).connect();
                Statement s = k.createStatement()) {
            s.execute("UPDATE tally SET n = 5 WHERE kind = 1");
        }
        assertEquals(List.of("units PLANNED: the count says 5, there are 4"), ledger.audit(c));
    }

    @Test
    void aLedgerOfALaterVersionIsRefused_andSoIsOneThatIsNotThere() throws SQLException {
        try (Connection k = new SqliteDatabase(folder.resolve("new/ledger.db"), true).connect();
                Statement s = k.createStatement()) {
            s.execute("UPDATE ledger_migrations SET version = '99'");
        }
        assertTrue(assertThrows(InputException.class, this::open).getMessage().contains("later version"));
        assertTrue(assertThrows(
                        InputException.class,
                        () -> Ledgers.openExisting(new LedgerAddress.Sqlite(folder.resolve("none.db"))))
                .getMessage()
                .contains("does not exist"));
        assertFalse(Files.exists(folder.resolve("none.db")));
    }

    @Test
    void aNetworkFileSystemIsRefusedWithTheRemedy() {
        for (String type : List.of("nfs4", "lustre", "gpfs", "fuse.sshfs", "fuse.rclone", "cifs", "ceph", "9p")) {
            String message = assertThrows(
                            InputException.class, () -> NetworkFileSystem.refuse(Path.of("/x/ledger.db"), type))
                    .getMessage();
            assertTrue(message.contains(type) && message.contains("local disk") && message.contains("PostgreSQL"));
        }
        for (String type : List.of("ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuseblk")) {
            NetworkFileSystem.refuse(Path.of("/x/ledger.db"), type);
        }
    }

    /** Another process holds the lease and is killed: its lease is free at once, as its process is no more. */
    @Test
    void theLeaseOfAProcessThatWasKilledIsFreeAtOnce() throws IOException, InterruptedException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeaseHolderMain.class.getName(),
                        folder.resolve("new/ledger.db").toString())
                .redirectErrorStream(true)
                .start();
        try {
            String said;
            var out = holder.inputReader();
            do {
                said = out.readLine();
            } while (said != null && !said.startsWith("held"));
            assertEquals("held 1", said);
            assertTrue(ledger.acquire(Lease.DAEMON, LEASE).isEmpty());
            String who = ledger.leaseHolder(Lease.DAEMON).orElseThrow();
            assertTrue(who.contains("process " + holder.pid()), who);
        } finally {
            holder.destroyForcibly();
            assertTrue(holder.waitFor(20, TimeUnit.SECONDS));
        }
        assertTrue(ledger.leaseHolder(Lease.DAEMON).isEmpty());
        assertEquals(2, ledger.acquire(Lease.DAEMON, LEASE).orElseThrow().token());
    }
}
