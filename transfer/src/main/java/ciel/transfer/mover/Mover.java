package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.SqliteLedger;
import ciel.transfer.pace.Timetable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Moves the files of a plan from one backend to another, as one command does: one transfer over one link, written down
 * in a state folder. A run over the same folder goes on where the last one ended, however it ended.
 */
public final class Mover {
    private static final Duration REPORT = Duration.ofMillis(500);

    private final Backend source;
    private final Backend destination;
    private final MoverSettings settings;
    private final Path stateFolder;
    private final Consumer<TransferProgress> progress;
    private final TransferListener listener;
    private final Link link;
    private TransferRun run;
    private String stopped;

    /**
     * @param source      where from
     * @param destination where to
     * @param settings    how
     * @param stateFolder holds the ledger; made if it is not there
     * @param progress    told twice a second how far it is, and at the end; on the thread of {@link #run}
     */
    public Mover(
            Backend source,
            Backend destination,
            MoverSettings settings,
            Path stateFolder,
            Consumer<TransferProgress> progress) {
        this(source, destination, settings, stateFolder, progress, TransferListener.NONE);
    }

    /**
     * @param source      where from
     * @param destination where to
     * @param settings    how
     * @param stateFolder holds the ledger; made if it is not there
     * @param progress    told twice a second how far it is, and at the end; on the thread of {@link #run}
     * @param listener    told what happens to files and to the link
     */
    public Mover(
            Backend source,
            Backend destination,
            MoverSettings settings,
            Path stateFolder,
            Consumer<TransferProgress> progress,
            TransferListener listener) {
        this.source = source;
        this.destination = destination;
        this.settings = settings;
        this.stateFolder = stateFolder;
        this.progress = progress;
        this.listener = listener;
        this.link = new Link("link", settings.link());
    }

    /** @param timetable rates from now on; may be called while a run is under way */
    public void changeBandwidth(Timetable timetable) {
        link.bandwidth(timetable);
    }

    /** Ends a run: what is being sent is stopped, and goes on from there in the next run. Returns at once. */
    public void stop(String why) {
        TransferRun now;
        synchronized (this) {
            stopped = why;
            now = run;
        }
        if (now != null) {
            now.stop(why);
        }
    }

    /**
     * Moves everything that is not there yet. When this returns or throws, nothing of it is under way any more.
     *
     * @param plan what
     * @return what was done
     * @throws TransferException if the state folder cannot be used; errors of files are in the report
     */
    public MoverReport run(Plan plan) throws TransferException {
        try (Ledger ledger = new SqliteLedger(stateFolder);
                Link lanes = link;
                Transfers transfers = new Transfers(ledger)) {
            Folders folders = new Folders(destination, settings.keep());
            List<String> refused = new ArrayList<>(plan.refused());
            refused.addAll(folders.make(plan.folders()));
            TransferRun t = transfers.prepare(new TransferRequest(source, destination, settings), lanes, listener);
            t.clear();
            t.add(plan.items());
            t.addLast(plan.last());
            transfers.begin(t);
            synchronized (this) {
                run = t;
                if (stopped != null) {
                    t.stop(stopped);
                }
            }
            while (!t.await(REPORT)) {
                progress.accept(t.progress());
            }
            t.await();
            t.close();
            progress.accept(t.progress());
            MoverReport report = t.report(refused);
            if (report.stopped() == null && (report.moved() > 0 || plan.items().isEmpty())) {
                List<String> late = folders.finish(plan.folders());
                if (!late.isEmpty()) {
                    refused.addAll(late);
                    return t.report(refused);
                }
            }
            return report;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("[mover] interrupted", e);
        }
    }
}
