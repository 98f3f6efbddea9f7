package ciel.transfer.mover;

import ciel.transfer.TransferException;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.LedgerException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The mover as a library: transfers over links, written down in one ledger. A transfer that is submitted again under
 * its name, by this process or a later one, goes on where it ended, however it ended.
 *
 * <pre>{@code
 * try (Ledger ledger = new SqliteLedger(folder);
 *         Link link = new Link("lyon", LinkSettings.DEFAULT);
 *         Transfers transfers = new Transfers(ledger)) {
 *     Transfer t = transfers.submit(new TransferRequest("night 42", source, destination, settings), link, files,
 *             TransferListener.NONE);
 *     MoverReport report = t.await();
 * }
 * }</pre>
 */
public final class Transfers implements AutoCloseable {
    private static final long TURN_MILLIS = 100;

    private final Ledger ledger;
    private final MeterRegistry meters;
    private final List<TransferRun> runs = new CopyOnWriteArrayList<>();
    private final Object turn = new Object();
    private final Thread conductor;
    private boolean asked;
    private volatile boolean closed;

    /** @param ledger stays the caller's, open until this is closed */
    public Transfers(Ledger ledger) {
        this(ledger, new SimpleMeterRegistry());
    }

    /**
     * @param ledger stays the caller's, open until this is closed
     * @param meters takes {@code ciel.transfer.files} by end, {@code ciel.transfer.bytes}, {@code
     *      ciel.transfer.retries} by transfer, and {@code ciel.link.lanes} and {@code ciel.link.parked} (0 or 1) by link
     */
    public Transfers(Ledger ledger, MeterRegistry meters) {
        this.ledger = ledger;
        this.meters = meters;
        this.conductor = Thread.ofPlatform().daemon().name("transfers").start(this::conduct);
    }

    /**
     * Begins a transfer, or goes on with it: files that waited in the ledger are moved, too.
     *
     * @param request  what and how
     * @param link     shared with other transfers; stays the caller's
     * @param files    what to move besides; may be empty
     * @param listener told what happens
     * @return the transfer
     * @throws TransferException if the ledger cannot be used, or another process has this transfer
     */
    public Transfer submit(TransferRequest request, Link link, List<PlanItem> files, TransferListener listener)
            throws TransferException {
        TransferRun run = prepare(request, link, listener);
        run.add(files);
        begin(run);
        return run;
    }

    /** A transfer that has not begun. */
    TransferRun prepare(TransferRequest request, Link link, TransferListener listener) throws TransferException {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        return new TransferRun(request, link, ledger, listener, meters, this::wake);
    }

    void begin(TransferRun run) throws TransferException {
        Gauge.builder("ciel.link.lanes", run.link(), Link::busyLanes)
                .description("works under way on the link")
                .tag("link", run.link().name())
                .register(meters);
        Gauge.builder("ciel.link.parked", run.link(), l -> l.parked().isPresent() ? 1 : 0)
                .description("1 where the link does not work and is tried again later")
                .tag("link", run.link().name())
                .register(meters);
        run.begin();
        runs.add(run);
        wake();
    }

    private void wake() {
        synchronized (turn) {
            asked = true;
            turn.notifyAll();
        }
    }

    /** Brings work from the ledger to the links, and what was noted to disk. */
    private void conduct() {
        while (!closed) {
            try {
                ledger.force();
                for (TransferRun run : runs) {
                    if (run.isClosed()) {
                        runs.remove(run);
                    } else {
                        run.turn();
                    }
                }
            } catch (TransferException e) {
                broken(e);
            } catch (RuntimeException | Error e) {
                broken(new LedgerException("[transfers] " + e, e));
            }
            synchronized (turn) {
                try {
                    if (!asked && !closed) {
                        turn.wait(TURN_MILLIS);
                    }
                } catch (InterruptedException e) {
                    return;
                }
                asked = false;
            }
        }
    }

    /** What cannot be written down is not done. */
    private void broken(TransferException e) {
        runs.forEach(r -> r.broken(e));
    }

    /**
     * Stops what has not ended and waits until nothing is under way. The ledger then says how far each file is.
     *
     * @throws TransferException if the ledger cannot be written; nothing is under way all the same
     */
    @Override
    public void close() throws TransferException {
        TransferException first = null;
        for (TransferRun run : runs) {
            try {
                run.close();
            } catch (TransferException e) {
                first = first == null ? e : first;
            }
        }
        closed = true;
        wake();
        boolean interrupted = false;
        while (conductor.isAlive()) {
            try {
                conductor.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (first != null) {
            throw first;
        }
        ledger.force();
    }
}
