package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.StoragePath;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.PostgresLedger;
import ciel.transfer.ledger.SqliteLedger;
import ciel.transfer.pace.Timetable;
import ciel.transfer.posix.PosixBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three transfers over one link in a process of its own, to be killed. Arguments: a folder with {@code from0} to {@code
 * from2}, then the ledger (a folder or the address of a PostgreSQL database). The first life submits the files, later
 * ones go on from the ledger alone. Says {@code READY} when all are under way.
 */
public final class TransfersProcess {
    static final int TRANSFERS = 3;
    private static final Duration LEASE = Duration.ofSeconds(1);

    private TransfersProcess() {}

    private static Ledger ledger(String where) throws Exception {
        return where.startsWith("jdbc:") ? new PostgresLedger(where, "ciel", LEASE) : new SqliteLedger(Path.of(where));
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        MoverSettings settings = MoverSettings.DEFAULT.chunk(64 << 10);
        List<Backend> open = new ArrayList<>();
        try (Ledger ledger = ledger(args[1]);
                Link link = new Link("link", LinkSettings.DEFAULT.lanes(3, 3, 3).bandwidth(Timetable.parse("1500k")));
                Transfers transfers = new Transfers(ledger)) {
            List<Transfer> all = new ArrayList<>();
            for (int i = 0; i < TRANSFERS; i++) {
                Backend from = new PosixBackend(folder.resolve("from" + i));
                Backend to = new PosixBackend(folder.resolve("to" + i));
                open.addAll(List.of(from, to));
                Path submitted = folder.resolve("submitted" + i);
                List<PlanItem> files = Files.exists(submitted)
                        ? List.of()
                        : Planner.folder(from, StoragePath.ROOT).items();
                all.add(transfers.submit(
                        new TransferRequest(folder.getFileName() + " " + i, from, to, settings),
                        link,
                        files,
                        TransferListener.NONE));
                if (!Files.exists(submitted)) {
                    Files.createFile(submitted);
                }
            }
            System.out.println("READY");
            System.out.flush();
            for (Transfer t : all) {
                MoverReport report = t.await();
                if (!report.complete()) {
                    System.out.println(report);
                    System.exit(1);
                }
            }
        }
        for (Backend b : open) {
            b.close();
        }
    }
}
