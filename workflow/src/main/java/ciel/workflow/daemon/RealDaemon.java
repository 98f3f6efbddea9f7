package ciel.workflow.daemon;

import ciel.sim.UnavailableException;
import ciel.transfer.TransferException;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.mover.Transfers;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.LedgerAddress;
import ciel.workflow.campaign.Notification;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Lease;
import ciel.workflow.ledger.LedgerException;
import ciel.workflow.ledger.StaleLeaseException;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** A daemon in real time, with real ports, as a process runs it: until it is stopped, or until nothing is left to do. */
public final class RealDaemon implements AutoCloseable {
    /** When it ends by itself. */
    public enum Until {
        /** Never: only when it is stopped. */
        STOPPED,
        /** When nothing is due now and nothing outside is under way. */
        IDLE,
        /** When nothing of any campaign will move any more without a person. */
        SETTLED
    }

    /** Why it ended. */
    public enum End {
        /** Someone asked for it. */
        STOPPED,
        /** The condition holds. */
        REACHED,
        /** Another daemon has the lease, or took it over. */
        DEPOSED
    }

    /**
     * What came of a run.
     *
     * @param end  why it ended
     * @param text more, for people; may be empty
     */
    public record Result(End end, String text) {}

    private final RealTimer timer;
    private final AtomicReference<String> deposed = new AtomicReference<>();
    private final Ledger moverLedger;
    private final Transfers transfers;
    private final RealPorts ports;
    private final Daemon daemon;
    private final List<Campaign> campaigns;
    private final String version;
    private volatile boolean stopped;

    /**
     * @param campaigns at least one; all of one ledger, in which they are
     * @param ledger    stays the caller's
     * @param settings  how often it looks
     * @param version   of Ciel
     * @param command   the {@code ciel} command of this process; absent: not known
     * @param scripts   folder of job scripts, for a site on the spot
     * @param meters    takes what is measured
     * @throws UnavailableException if another daemon runs
     * @throws TransferException    if the mover's ledger is held by another process, or cannot be used
     */
    public RealDaemon(
            List<Campaign> campaigns,
            CampaignLedger ledger,
            DaemonSettings settings,
            String version,
            Optional<Path> command,
            Optional<Path> scripts,
            MeterRegistry meters)
            throws TransferException {
        this.timer = new RealTimer(ledger.lastChange());
        this.campaigns = List.copyOf(campaigns);
        this.version = version;
        LedgerAddress address = campaigns.getFirst().ledger();
        this.moverLedger = moverLedger(address, ledger);
        this.transfers = new Transfers(moverLedger, meters);
        RandomGenerator random = new java.security.SecureRandom();
        Map<String, Notification> notifications = new HashMap<>();
        Map<String, Path> folders = new HashMap<>();
        campaigns.forEach(c -> {
            notifications.put(c.name(), c.notification());
            folders.put(c.name(), c.file().getParent());
        });
        this.daemon = new Daemon(
                ledger,
                timer,
                new RealCalls(timer),
                random,
                new CommandNotifier(notifications, folders),
                settings,
                new DaemonMetrics(meters),
                why -> {
                    deposed.set(why);
                    timer.stop();
                });
        this.ports = new RealPorts(new RealPorts.Process(version, command, scripts, transfers, daemon::token, random));
    }

    /** Where another daemon runs, it holds the mover's ledger too: the daemon is what a person has to know of. */
    private static Ledger moverLedger(LedgerAddress address, CampaignLedger ledger) throws TransferException {
        try {
            return RealPorts.moverLedger(RealPorts.moverState(address));
        } catch (TransferException e) {
            Optional<String> holder = ledger.leaseHolder(Lease.DAEMON);
            if (holder.isPresent()) {
                throw new UnavailableException(
                        "another daemon runs this ledger: " + holder.get(),
                        "one daemon runs all campaigns of a ledger; end it first, and name all of their files to the next",
                        e);
            }
            throw e;
        }
    }

    /** Asks it to end within seconds. Safe from any thread. */
    public void stop() {
        stopped = true;
        timer.stop();
    }

    /** Says in the log that the ledger does not work, and when a daemon begins anew. */
    public static void sayAgain(Exception why, Duration pause) {
        DaemonContext.LOG.error(
                "the ledger does not work: {}; everything begins anew from what is written in {} s",
                why.getMessage(),
                pause.toSeconds());
    }

    /** @return its daemon, for a page */
    public Daemon daemon() {
        return daemon;
    }

    /**
     * Runs on the calling thread.
     *
     * @param until when it ends by itself
     * @return why it ended
     * @throws InterruptedException if the thread is interrupted
     * @throws ciel.workflow.ledger.LedgerException if the ledger does not work: another daemon may begin anew, when it does
     */
    public Result run(Until until) throws InterruptedException {
        try {
            return through(until);
        } catch (StaleLeaseException e) {
            deposed.set(e.getMessage());
            return new Result(End.DEPOSED, e.getMessage());
        }
    }

    private Result through(Until until) throws InterruptedException {
        Optional<String> holder = daemon.start(campaigns, ports, version);
        if (holder.isPresent()) {
            return new Result(End.DEPOSED, "another daemon runs this ledger: " + holder.get());
        }
        timer.run(() -> switch (until) {
            case STOPPED -> false;
            case IDLE -> daemon.idle();
            case SETTLED -> daemon.idle() && daemon.settled();
        });
        if (deposed.get() != null) {
            return new Result(End.DEPOSED, deposed.get());
        }
        return new Result(stopped ? End.STOPPED : End.REACHED, "");
    }

    /** Stops what is under way so that it can go on later, and gives the lease back. */
    @Override
    public void close() throws TransferException {
        daemon.end();
        ports.close();
        try {
            transfers.close();
        } finally {
            moverLedger.close();
        }
        if (deposed.get() == null) {
            try {
                daemon.release();
            } catch (LedgerException e) {
                // it ends by itself, or when it is seen that this process has ended
                DaemonContext.LOG.warn("the lease could not be given back: {}", e.getMessage());
            }
        }
    }
}
