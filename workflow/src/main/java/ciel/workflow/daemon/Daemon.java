package ciel.workflow.daemon;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.Lease;
import ciel.workflow.ledger.StaleLeaseException;
import ciel.workflow.stage.Carrier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Runs campaigns: passes over one ledger on one thread. Whatever it did is in the ledger, at the site, or in the mover's
 * ledger; a daemon that starts again adopts all of it and repeats nothing. So a daemon whose ledger does not work throws the
 * {@link ciel.workflow.ledger.LedgerException} out of the timer's loop, wherever it was: what it had in memory may not fit
 * what is written, and another daemon begins from there.
 */
public final class Daemon {
    /** A pass with the time at which it runs next. */
    private final class Runner {
        final Pass pass;
        private Instant next = Instant.MAX;
        private Runnable waiting = () -> {};
        private boolean posted;
        private Instant last = Instant.MIN;

        Runner(Pass pass) {
            this.pass = pass;
        }

        /** Runs it as soon as the events that are there have run, and not sooner after its last run than the settings say. */
        void wake() {
            if (posted) {
                return;
            }
            posted = true;
            Duration gather = context.settings.gather();
            if (gather.isZero() || last.equals(Instant.MIN)) {
                context.timer.post(this::run);
            } else {
                waiting.run();
                waiting = context.timer.at(last.plus(gather), this::run);
            }
        }

        private void run() {
            posted = false;
            waiting.run();
            if (ended) {
                return;
            }
            Instant now = context.timer.now();
            last = now;
            try {
                next = pass.step(now);
            } catch (StaleLeaseException e) {
                stop(e.getMessage());
                return;
            }
            if (next.isBefore(Instant.MAX)) {
                waiting = context.timer.at(next, this::run);
            }
        }
    }

    private final CampaignLedger ledger;
    private final Timer timer;
    private final DaemonSettings settings;
    private final DaemonContext context;
    private final List<CampaignRun> runs = new ArrayList<>();
    private final List<Runner> runners = new ArrayList<>();
    private final Consumer<String> stopped;
    private FetchPass fetch;
    private SweepPass sweep;
    private volatile Lease lease;
    private boolean ended;

    /**
     * @param ledger   stays the caller's
     * @param timer    time and the queue of events
     * @param calls    makes calls of ports
     * @param random   for the names of jobs
     * @param notifier tells people
     * @param settings how often it looks
     * @param metrics  what is measured
     * @param stopped  told once when the daemon has to stop by itself, with why
     */
    public Daemon(
            CampaignLedger ledger,
            Timer timer,
            Calls calls,
            RandomGenerator random,
            Notifier notifier,
            DaemonSettings settings,
            DaemonMetrics metrics,
            Consumer<String> stopped) {
        this.ledger = ledger;
        this.timer = timer;
        this.settings = settings;
        this.stopped = stopped;
        this.context = new DaemonContext(ledger, timer, calls, random, notifier, settings, metrics, runs, this::stop);
    }

    /**
     * Takes the lease of the ledger and begins. Campaigns must be in the ledger.
     *
     * @param campaigns by descending priority
     * @param ports     opens their ports; stays the caller's
     * @param version   of Ciel, which must render
     * @return who holds the lease where another daemon does, and nothing has begun; empty where this one does
     */
    public Optional<String> start(List<Campaign> campaigns, Ports.Factory ports, String version) {
        Optional<Lease> taken = ledger.acquire(Lease.DAEMON, settings.lease());
        if (taken.isEmpty()) {
            return Optional.of(ledger.leaseHolder(Lease.DAEMON).orElse("another daemon"));
        }
        lease = taken.get();
        context.lease(lease);
        for (Campaign campaign : campaigns.stream()
                .sorted(Comparator.comparingInt(Campaign::priority).reversed())
                .toList()) {
            CampaignRow row = ledger.campaign(campaign.name())
                    .orElseThrow(() -> new IllegalStateException(
                            "the campaign " + campaign.name() + " is not in the ledger; run ciel campaign start"));
            runs.add(new CampaignRun(campaign, row, ports.open(campaign)));
        }
        passes(version);
        runs.forEach(context::resend);
        DaemonContext.LOG.info("token={} holder={} daemon started", lease.token(), lease.holder());
        runners.forEach(Runner::wake);
        return Optional.empty();
    }

    private void passes(String version) {
        Inputs inputs = new Inputs(version);
        List<RunJobs> jobs =
                runs.stream().map(run -> new RunJobs(context, run, inputs)).toList();
        add(new LeasePass(context));
        add(new CampaignPass(context, () -> wake(runners)));
        add(new SubmitPass(context, jobs, () -> wake("submit", "jobs")));
        add(new JobPass(context, jobs, () -> wake("jobs", "submit", "fetch", "campaigns")));
        fetch = new FetchPass(context, () -> wake("fetch", "verify", "submit"));
        add(fetch);
        add(new VerifyPass(context, () -> wake("verify", "place", "fetch")));
        add(new PlacePass(context, () -> wake("place", "register")));
        add(new RegisterPass(context, () -> wake("register", "acknowledge")));
        add(new AcknowledgePass(context, () -> wake("acknowledge", "purge", "campaigns")));
        add(new PurgePass(context, () -> wake("purge", "sweep", "campaigns")));
        sweep = new SweepPass(context, () -> wake("sweep"), () -> jobs.forEach(RunJobs::forgetInputs));
        add(sweep);
    }

    private void add(Pass pass) {
        runners.add(new Runner(pass));
    }

    private void wake(String... names) {
        for (Runner runner : runners) {
            for (String name : names) {
                if (runner.pass.name().equals(name)) {
                    runner.wake();
                }
            }
        }
    }

    private static void wake(List<Runner> all) {
        all.stream().filter(r -> !r.pass.name().equals("campaigns")).forEach(Runner::wake);
    }

    private void stop(String why) {
        if (!ended) {
            ended = true;
            stopped.accept(why);
        }
    }

    /** Runs all passes again: somebody changed something. Safe from any thread. */
    public void look() {
        timer.post(() -> runners.forEach(Runner::wake));
    }

    /** Begins nothing more. Called on the daemon's thread. */
    public void end() {
        ended = true;
    }

    /** @return whether nothing is due now and nothing outside is under way */
    public boolean idle() {
        return context.calls.underWay() == 0
                && fetch.underWay() == 0
                && runs.stream()
                                .flatMap(r -> r.ports.carriers().stream())
                                .mapToInt(Carrier::underWay)
                                .sum()
                        == 0;
    }

    /** @return whether nothing of any campaign will move any more without a person */
    public boolean settled() {
        return runs.stream()
                .allMatch(run -> CampaignPass.Ends.of(run, ledger.tally(run.id())) != CampaignPass.Ends.MOVES
                        && run.state() != ciel.workflow.ledger.CampaignState.PLANNED
                        && sweep.settled(run));
    }

    /** @return why places are left alone now, by place */
    public Map<String, String> parked() {
        Map<String, String> texts = new java.util.TreeMap<>();
        context.places.all().forEach((place, p) -> texts.put(place, p.reason()));
        return texts;
    }

    /** @return the token of the lease; 0 before it was taken */
    public long token() {
        return lease == null ? 0 : lease.token();
    }

    /** Gives the lease back, so that another daemon need not wait. */
    public void release() {
        if (lease != null) {
            ledger.release(lease);
        }
    }
}
