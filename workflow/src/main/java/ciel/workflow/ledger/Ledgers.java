package ciel.workflow.ledger;

import ciel.sim.InputException;
import ciel.workflow.campaign.LedgerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens ledgers. */
public final class Ledgers {
    private Ledgers() {}

    /**
     * Opens a ledger; makes it where it is missing, and brings older tables up to date.
     *
     * @throws InputException  when the file lies on a network file system, or was written by a later version
     * @throws LedgerException when the database does not answer
     */
    public static CampaignLedger open(LedgerAddress address) {
        return switch (address) {
            case LedgerAddress.Sqlite sqlite -> {
                Path file = sqlite.file().toAbsolutePath();
                NetworkFileSystem.refuse(file);
                boolean isNew = !Files.exists(file);
                try {
                    Files.createDirectories(file.getParent());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                CampaignLedger ledger = open(new SqliteDatabase(file, true));
                if (isNew) {
                    sync(file.getParent());
                }
                yield ledger;
            }
            case LedgerAddress.Postgres postgres -> open(new PostgresDatabase(postgres.url(), postgres.user()));
        };
    }

    /**
     * Opens a ledger that is there.
     *
     * @throws InputException when there is none
     */
    public static CampaignLedger openExisting(LedgerAddress address) {
        if (address instanceof LedgerAddress.Sqlite sqlite && !Files.exists(sqlite.file())) {
            throw new InputException(
                    "ledger " + sqlite.file(),
                    "does not exist",
                    "ciel campaign start makes it; or correct the key ledger of the campaign file");
        }
        return open(address);
    }

    /** @return a new ledger in memory, gone when it is closed; for simulations and tests */
    public static CampaignLedger inMemory() {
        return open(new SqliteDatabase(null, false));
    }

    /** @return a ledger in a file that a loss of power may damage; for simulations */
    public static CampaignLedger scratch(Path file) {
        SqliteDatabase database = new SqliteDatabase(file.toAbsolutePath(), false);
        SqlLedger ledger = open(database);
        ledger.prepare(database::alone);
        return ledger;
    }

    static SqlLedger open(Database database) {
        // a database in memory lives as long as a connection to it
        SqlLedger ledger = new SqlLedger(database);
        try {
            ledger.connect();
            Migrations.run(database);
            return ledger;
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    /** Names made in a folder are on disk only when the folder is. */
    private static void sync(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
