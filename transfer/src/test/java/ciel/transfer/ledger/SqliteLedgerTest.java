package ciel.transfer.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.servers.FastJvm;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerConformance {
    @TempDir
    private Path temp;

    @Override
    Ledger open() throws Exception {
        return new SqliteLedger(temp.resolve("state"));
    }

    @Test
    void everyStatementIsAnsweredByAnIndex() throws Exception {
        open().close();
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("state/ledger.db"));
                Statement s = c.createStatement()) {
            int searches = 0;
            for (String sql : Statements.ALL) {
                try (ResultSet r = s.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
                    while (r.next()) {
                        String step = r.getString("detail");
                        // there are as many transfers as a person has asked for
                        boolean small = sql.equals(Statements.TRANSFERS);
                        assertFalse(step.startsWith("SCAN") && !small, sql + ": " + step);
                        assertFalse(step.contains("TEMP B-TREE"), sql + ": " + step);
                        searches += step.startsWith("SEARCH") ? 1 : 0;
                    }
                }
            }
            assertTrue(searches > 10, searches + " searches");
        }
    }

    /** Holds the folder and says so, until its standard input ends. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (Ledger ledger = new SqliteLedger(Path.of(args[0]))) {
                ledger.open("t", "file:///a", "file:///b");
                System.out.println("HELD");
                System.out.flush();
                System.in.read();
            }
        }
    }

    @Test
    void ofTwoProcessesOneHasTheFolder_alsoWhenTheLedgerWasThereBefore() throws Exception {
        Path folder = temp.resolve("state");
        open().close();
        FastJvm jvm = new FastJvm(temp);
        List<String> command = new ArrayList<>(jvm.command("holder", Holder.class));
        command.add(folder.toString());
        Process holder = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            StringBuilder said = new StringBuilder();
            for (int c = holder.getInputStream().read();
                    c >= 0 && !said.toString().contains("HELD");
                    c = holder.getInputStream().read()) {
                said.append((char) c);
            }
            assertTrue(said.toString().contains("HELD"), said.toString());
            for (int i = 0; i < 3; i++) {
                assertThrows(SettingException.class, this::open);
                assertTrue(FolderLock.isHeld(folder), "looking does not end it");
            }
            holder.getOutputStream().close();
            assertEquals(0, holder.waitFor());
            assertFalse(FolderLock.isHeld(folder));
            open().close();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void withinOneProcessTheSecondIsRefused_andTheFirstKeepsTheFolder() throws Exception {
        try (Ledger held = open()) {
            assertThrows(SettingException.class, this::open);
            assertThrows(SettingException.class, this::open);
            held.open("t", "file:///a", "file:///b");
            assertTrue(FolderLock.isHeld(temp.resolve("state")));
        }
    }

    /** SQLite syncs its log when a transaction writes to it, and a flush before it was not synced. */
    @Test
    void whatWasFlushedIsSynced_alsoWhenNothingWasNotedSince() throws Exception {
        Path log = temp.resolve("state/ledger.db-wal");
        try (Ledger ledger = open()) {
            long t = ledger.open("t", "file:///a", "file:///b");
            for (int i = 0; i < 3; i++) {
                ledger.add(t, List.of(file("f" + i, 5, 0, false)));
                Copy copy = ledger.find(t, StoragePath.of("f" + i)).orElseThrow();
                ledger.note(new Note.Begun(copy, "0123456789abcdef", "fp", 5));
                ledger.flush();
                long flushed = Files.size(log);
                ledger.force();
                long forced = Files.size(log);
                assertTrue(forced > flushed, "a transaction that writes, so that the log is synced");
                ledger.force();
                assertEquals(forced, Files.size(log), "all is synced: nothing is written");
            }
        }
    }

    /** As a full disk or a power cut leaves it: the last record of the log is torn; then more is written. */
    @Test
    void aTornRecordCutsNothingOffThatFollowsIt() throws Exception {
        Path folder = temp.resolve("state");
        Path copy = Files.createDirectories(temp.resolve("copy"));
        try (Ledger ledger = open()) {
            long t = ledger.open("t", "file:///a", "file:///b");
            for (int i = 0; i < 50; i++) {
                ledger.add(t, List.of(file("f" + i, i, 0, false)));
            }
            // The process dies here: its files as they are, the log torn in its last record.
            for (String name : List.of("ledger.db", "ledger.db-wal")) {
                Files.copy(folder.resolve(name), copy.resolve(name));
            }
        }
        try (RandomAccessFile log =
                new RandomAccessFile(copy.resolve("ledger.db-wal").toFile(), "rw")) {
            log.setLength(log.length() - 1000);
            log.seek(log.length() - 100);
            log.write("torn".getBytes(StandardCharsets.US_ASCII));
        }
        long before;
        try (Ledger ledger = new SqliteLedger(copy)) {
            long t = ledger.open("t", "file:///a", "file:///b");
            before = ledger.tally(t).files();
            assertTrue(before == 49 || before == 48, before + " files were written down whole");
            ledger.add(t, List.of(file("after", 1, 0, false)));
        }
        try (Ledger ledger = new SqliteLedger(copy)) {
            long t = ledger.open("t", "file:///a", "file:///b");
            assertEquals(before + 1, ledger.tally(t).files());
            assertTrue(ledger.find(t, StoragePath.of("after")).isPresent());
        }
    }
}
