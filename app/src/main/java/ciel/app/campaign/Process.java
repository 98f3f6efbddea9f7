package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Failure;
import ciel.app.Version;
import ciel.sites.Site;
import ciel.transfer.TransferException;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignFile;
import ciel.workflow.campaign.CampaignVisit;
import ciel.workflow.campaign.CampaignVisits;
import ciel.workflow.daemon.DaemonSettings;
import ciel.workflow.daemon.RealDaemon;
import ciel.workflow.gate.GateClient;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.LedgerException;
import ciel.workflow.ledger.Ledgers;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.plan.CampaignPlan;
import ciel.workflow.plan.Planner;
import ciel.workflow.site.SshCommand;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A daemon as a process: campaigns in the ledger, the daemon, signals. */
final class Process implements AutoCloseable {
    private static final long LONGEST_END_SECONDS = 20;
    private static final Duration SITE_PATIENCE = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final List<Campaign> campaigns;
    private final CampaignLedger ledger;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile RealDaemon daemon;

    private Process(List<Campaign> campaigns, CampaignLedger ledger) {
        this.campaigns = campaigns;
        this.ledger = ledger;
    }

    /**
     * Reads campaign files and opens their ledger. Everything that can be refused is refused here.
     *
     * @throws Failure if they have different ledgers
     */
    static Process open(List<Path> files) {
        List<Campaign> campaigns = new ArrayList<>();
        for (Path file : files) {
            campaigns.add(CampaignFile.load(file));
        }
        for (Campaign other : campaigns) {
            if (!other.ledger().equals(campaigns.getFirst().ledger())) {
                throw new Failure(
                        ExitCode.INPUT,
                        other.file() + ": its ledger is " + other.ledger() + ", that of "
                                + campaigns.getFirst().file() + " is "
                                + campaigns.getFirst().ledger() + "; one daemon runs the campaigns of one ledger");
            }
        }
        return new Process(campaigns, Ledgers.open(campaigns.getFirst().ledger()));
    }

    List<Campaign> campaigns() {
        return campaigns;
    }

    CampaignLedger ledger() {
        return ledger;
    }

    /**
     * Refuses a campaign that has not begun where its render site does not answer. One that has begun waits for its site.
     *
     * @throws Failure if the site's gate does not answer
     */
    void requireSite(Campaign campaign) {
        if (!campaign.site().remote() || ledger.campaign(campaign.name()).isPresent()) {
            return;
        }
        Site site = campaign.site().site();
        try (GateClient gate = GateClient.open(new SshCommand(site.connection()).gate(), SITE_PATIENCE)) {
            gate.call("hello", Map.of());
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.UNAVAILABLE,
                    campaign.file() + ": the render site " + site.name() + " cannot be reached: " + e.getMessage()
                            + " (nothing was submitted; ciel site check with the site's file says what is wrong)");
        }
    }

    /** Writes visits into the ledger that are not there yet. */
    void enrol() {
        for (Campaign campaign : campaigns) {
            List<CampaignVisit> visits = CampaignVisits.of(campaign);
            if (ledger.campaign(campaign.name()).isEmpty()) {
                refuseWhatDoesNotFit(campaign, visits);
            }
            ledger.enrol(
                    campaign,
                    CampaignFile.text(campaign.file()),
                    visits.iterator(),
                    CampaignVerb.now(),
                    CampaignVerb.user());
        }
    }

    private void refuseWhatDoesNotFit(Campaign campaign, List<CampaignVisit> visits) {
        CampaignPlan plan = new Planner(campaign, visits, ledger.rates(), CampaignVerb.now()).plan();
        if (!plan.fits()) {
            throw new Failure(
                    ExitCode.INPUT,
                    campaign.file() + ": " + String.join("; ", PlanText.refusals(plan))
                            + " (nothing was submitted; ciel campaign plan shows the whole plan)");
        }
    }

    CampaignRow row(Campaign campaign) {
        return ledger.campaign(campaign.name()).orElseThrow();
    }

    /**
     * Runs a daemon on the calling thread. SIGTERM and SIGINT end it within seconds, and everything can go on later. Where
     * the ledger does not work (its disk is full, its server is away) a daemon begins anew when it does: at once, then after
     * pauses that double up to five minutes.
     */
    RealDaemon.Result run(DaemonSettings settings, RealDaemon.Until until, MeterRegistry meters)
            throws TransferException, InterruptedException {
        Thread hook = new Thread(
                () -> {
                    stopping.countDown();
                    RealDaemon running = daemon;
                    if (running != null) {
                        running.stop();
                    }
                    try {
                        ended.await(LONGEST_END_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop the daemon");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return again(settings, until, meters);
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // it runs: the process is being ended
            }
        }
    }

    private RealDaemon.Result again(DaemonSettings settings, RealDaemon.Until until, MeterRegistry meters)
            throws TransferException, InterruptedException {
        Optional<Path> command =
                Optional.ofNullable(System.getProperty("ciel.command")).map(Path::of);
        Duration pause = FIRST_PAUSE;
        boolean begun = false;
        while (true) {
            Instant at = Instant.now();
            try {
                if (begun) {
                    daemon.daemon().release(); // it may have failed, and the lease would be held by this process
                }
                try (RealDaemon running = new RealDaemon(
                        campaigns,
                        ledger,
                        settings,
                        Version.text(),
                        command,
                        command.flatMap(Process::scripts),
                        meters)) {
                    daemon = running;
                    if (stopping.getCount() == 0) {
                        running.stop();
                    }
                    begun = true;
                    return running.run(until);
                }
            } catch (LedgerException e) {
                pause = Duration.between(at, Instant.now()).compareTo(LONGEST_PAUSE) > 0 ? FIRST_PAUSE : pause;
                RealDaemon.sayAgain(e, pause);
            } catch (TransferException e) {
                if (!begun) {
                    throw e;
                }
                RealDaemon.sayAgain(e, pause); // the mover's ledger is on the same disk
            }
            if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return new RealDaemon.Result(RealDaemon.End.STOPPED, "");
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Tells the daemon that somebody has changed something in the ledger. */
    void look() {
        RealDaemon running = daemon;
        if (running != null) {
            running.daemon().look();
        }
    }

    /** The job scripts of this installation, for a render site on the spot. */
    private static Optional<Path> scripts(Path command) {
        for (String name : List.of("jobs", "scripts/jobs")) {
            Path folder = command.resolveSibling(name);
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    /** @return 0 all is delivered; 5 some of it; 1 nothing */
    static int exitCode(List<Tally> tallies) {
        long good = 0;
        long bad = 0;
        for (Tally tally : tallies) {
            for (UnitState state : UnitState.values()) {
                long n = tally.units(state);
                if (state == UnitState.DELIVERED || state == UnitState.PURGED) {
                    good += n;
                } else {
                    bad += n;
                }
            }
        }
        return bad == 0 ? ExitCode.DONE : good > 0 ? ExitCode.PARTIAL : ExitCode.FAILED;
    }

    @Override
    public void close() {
        ledger.close();
    }
}
