package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.ledger.CopyState;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.PostgresLedger;
import ciel.transfer.ledger.SqliteLedger;
import ciel.transfer.ledger.Tally;
import ciel.transfer.ledger.TransferRow;
import ciel.transfer.servers.FastJvm;
import ciel.transfer.servers.LocalPostgres;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three transfers over one link, killed with kill -9 at random moments and resumed from the ledger. {@code
 * CIEL_TRANSFERS_KILLS=N} kills with each ledger (default 5); tests/long/transfer-kill.sh takes 200.
 */
@Timeout(3600)
class TransfersKillTest {
    private static final int FILES = 20;
    private static final int[] SIZES = {0, 140, 4096, 70_000, 300_000};
    private static final long LONGEST_LIFE_MILLIS = 1500;
    private static final Duration LEASE = Duration.ofSeconds(2);

    private final int kills = Integer.parseInt(System.getenv().getOrDefault("CIEL_TRANSFERS_KILLS", "5"));
    private final Random random = new Random(Long.parseLong(System.getenv().getOrDefault("CIEL_KILL_SEED", "3")));

    @TempDir
    private Path temp;

    private void fill(Path folder) throws Exception {
        for (int t = 0; t < TransfersProcess.TRANSFERS; t++) {
            Path from = Files.createDirectories(folder.resolve("from" + t + "/d"));
            Files.createDirectories(folder.resolve("to" + t));
            for (int i = 0; i < FILES; i++) {
                byte[] content = new byte[SIZES[i % SIZES.length]];
                random.nextBytes(content);
                Files.write(from.resolve("f" + i), content);
            }
        }
    }

    /** Nothing wrong has a final name. @return number of final files */
    private static int look(Path folder, boolean temporariesToo) throws Exception {
        int found = 0;
        for (int t = 0; t < TransfersProcess.TRANSFERS; t++) {
            Path to = folder.resolve("to" + t);
            try (Stream<Path> all = Files.walk(to)) {
                for (Path p : all.filter(Files::isRegularFile).toList()) {
                    boolean temporary = p.getFileName().toString().contains(".part-");
                    assertTrue(!temporary || temporariesToo, "left over: " + p);
                    if (!temporary) {
                        assertArrayEquals(
                                Files.readAllBytes(folder.resolve("from" + t).resolve(to.relativize(p))),
                                Files.readAllBytes(p),
                                p.toString());
                        found++;
                    }
                }
            }
        }
        return found;
    }

    private interface Opener {
        Ledger open() throws Exception;
    }

    private void experiment(String label, String ledger, Opener opener) throws Exception {
        FastJvm jvm = new FastJvm(temp);
        int done = 0;
        int rounds = 0;
        int early = 0;
        while (done < kills) {
            Path folder = Files.createDirectories(temp.resolve(label + rounds));
            fill(folder);
            String where = ledger.startsWith("jdbc:")
                    ? ledger
                    : folder.resolve("state").toString();
            for (boolean over = false; !over; ) {
                List<String> command = new ArrayList<>(jvm.command("transfers", TransfersProcess.class));
                command.addAll(List.of(folder.toString(), where));
                Process life =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                StringBuilder said = new StringBuilder();
                try (BufferedReader r = life.inputReader()) {
                    for (String s = r.readLine(); s != null && !s.equals("READY"); s = r.readLine()) {
                        said.append(s).append('\n');
                    }
                    boolean kill = done < kills;
                    if (kill && !life.waitFor(random.nextLong(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS)) {
                        life.destroyForcibly();
                        done++;
                    } else {
                        for (String s = r.readLine(); s != null; s = r.readLine()) {
                            said.append(s).append('\n');
                        }
                        early += kill ? 1 : 0;
                    }
                    int code = life.waitFor();
                    // A lease of a daemon that was killed runs out after a second.
                    boolean held = said.toString().contains("held by another daemon");
                    assertTrue(code == 0 || code == 137 || held, code + ": " + said);
                    over = code == 0;
                } finally {
                    life.destroyForcibly();
                }
                look(folder, true);
            }
            int all = TransfersProcess.TRANSFERS * FILES;
            assertEquals(all, look(folder, false), "every file has arrived");
            rounds++;
            if (!ledger.startsWith("jdbc:")) {
                check(() -> new SqliteLedger(folder.resolve("state")));
            }
        }
        if (ledger.startsWith("jdbc:")) {
            check(opener);
        }
        System.out.printf(
                "kill -9 of three transfers over one link, ledger in %s: %d kills in %d rounds (%d lives ended before the"
                        + " kill); every file once, nothing wrong under a final name%n",
                label, done, rounds, early);
    }

    private static void check(Opener opener) throws Exception {
        try (Ledger l = opener.open()) {
            for (TransferRow row : l.transfers()) {
                long t = l.open(row.name(), row.source(), row.destination());
                Tally tally = l.tally(t);
                assertEquals(FILES, tally.done(), row.name());
                assertEquals(0, tally.waiting() + tally.failed() + tally.quarantined());
                assertEquals(List.of(), l.ended(t, CopyState.FAILED, 0, 1));
            }
        }
    }

    @Test
    void ledgerInSqlite() throws Exception {
        experiment("SQLite", "folder", null);
    }

    @Test
    void ledgerInPostgres() throws Exception {
        try (LocalPostgres server = new LocalPostgres()) {
            experiment("PostgreSQL", server.url(), () -> new PostgresLedger(server.url(), "ciel", LEASE));
        }
    }
}
