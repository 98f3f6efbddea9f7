package ciel.workflow.daemon;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sites.Site;
import ciel.transfer.Backends;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.SqliteLedger;
import ciel.transfer.mover.LinkSettings;
import ciel.transfer.mover.Transfers;
import ciel.workflow.campaign.Attempts;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignDestination;
import ciel.workflow.campaign.CampaignVisit;
import ciel.workflow.campaign.JobShape;
import ciel.workflow.campaign.Layout;
import ciel.workflow.campaign.LedgerAddress;
import ciel.workflow.campaign.Notification;
import ciel.workflow.campaign.RegisterHook;
import ciel.workflow.campaign.RenderSite;
import ciel.workflow.campaign.Rendering;
import ciel.workflow.campaign.Retention;
import ciel.workflow.campaign.Share;
import ciel.workflow.campaign.VisitSelection;
import ciel.workflow.gate.GateHere;
import ciel.workflow.gate.GateSettings;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Ledgers;
import ciel.workflow.scheduler.AdoptOrSubmit;
import ciel.workflow.scheduler.Scheduler;
import ciel.workflow.stage.CommandRegistry;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.FolderDestination;
import ciel.workflow.stage.GateDoor;
import ciel.workflow.stage.GateSiteFolder;
import ciel.workflow.stage.LinkCarrier;
import ciel.workflow.stage.Registry;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.world.VirtualTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A daemon with a render site and destinations in folders of a test, and a scheduler that renders at once. */
final class DaemonStand implements AutoCloseable {
    static final DaemonSettings QUICK = new DaemonSettings(
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            new AdoptOrSubmit.Rules(
                    Duration.ofMillis(300), Duration.ofMillis(500), Duration.ofMillis(50), Duration.ofMinutes(1)),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            4,
            1L << 30,
            2,
            100,
            Duration.ofDays(1));

    /** As in the field, with fewer looks, since each costs a synced transaction. */
    static final DaemonSettings SLOW = new DaemonSettings(
            Duration.ofMinutes(5),
            Duration.ofHours(2),
            AdoptOrSubmit.Rules.FIELD,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            4,
            1L << 30,
            2,
            100,
            Duration.ofDays(1));

    final Path folder;
    final Path root;
    final Campaign campaign;
    final List<Campaign> campaigns = new ArrayList<>();
    final InstantScheduler scheduler;
    final CampaignLedger ledger;
    final List<Notifier.Notice> notices = new CopyOnWriteArrayList<>();
    final Path registered;
    DaemonSettings settings = QUICK;
    InstantSource clock = InstantSource.system();
    UnaryOperator<CampaignLedger> books = l -> l;
    UnaryOperator<Ledger> moverBooks = l -> l;
    UnaryOperator<SiteFolder> site = s -> s;
    UnaryOperator<Scheduler> queue = s -> s;
    UnaryOperator<Destination> destination = d -> d;

    DaemonStand(Path folder, int visits, int detectors, String... destinations) throws IOException {
        this.folder = folder;
        this.root = Files.createDirectories(folder.resolve("site"));
        this.registered = folder.resolve("registered");
        this.scheduler = new InstantScheduler(root);
        List<CampaignDestination> places = new ArrayList<>();
        for (String name : destinations) {
            Path base = Files.createDirectories(folder.resolve(name));
            places.add(new CampaignDestination(
                    name,
                    Optional.empty(),
                    Optional.empty(),
                    Files.createDirectories(base.resolve("incoming")),
                    Files.createDirectories(base.resolve("data")),
                    Layout.DEFAULT,
                    Share.ALL,
                    List.of(new RegisterHook.Command(List.of("sh", "-c", "cat >> '" + registered + "'"))),
                    Optional.empty(),
                    2,
                    Map.of()));
        }
        this.campaign = new Campaign(
                folder.resolve("campaign.yaml"),
                "small",
                "",
                new VisitSelection.Catalogs(List.of("*.txt")),
                Camera.lsst().detectors().subList(0, detectors),
                new Rendering("fast", "scalar", OptionalLong.of(7), Map.of(), List.of("raw")),
                new RenderSite(
                        new Site("there", "A site", "compute", "test", null, null, null, null, null, null, null, null),
                        "local",
                        root,
                        "ciel",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        new JobShape(2, 1, 0, 1L << 30, Duration.ofHours(1), Duration.ofMinutes(2), 6, 6),
                        Optional.empty(),
                        Optional.empty()),
                places,
                new Retention(true, Duration.ZERO, Duration.ofDays(30)),
                new Attempts(3, 3, Duration.ofMillis(100)),
                0,
                new Notification(List.of(), Optional.empty()),
                new LedgerAddress.Sqlite(folder.resolve("ledger.db")));
        this.ledger = Ledgers.open(campaign.ledger());
        add(campaign, visits, 1000);
    }

    private void add(Campaign more, int visits, int first) throws IOException {
        List<CampaignVisit> all = new ArrayList<>();
        for (int i = 0; i < visits; i++) {
            Path catalog = folder.resolve("visit" + (first + i - 1000) + ".txt");
            Files.writeString(catalog, "rightascension 10\nobject " + (first + i - 1000) + "\n");
            all.add(new CampaignVisit(first + i, Band.R, 60_676.7, 10, -30, catalog));
        }
        ledger.enrol(more, "text", all.iterator(), java.time.Instant.now(), "test");
        campaigns.add(more);
    }

    /** Has another campaign run beside the one that is there, at the same site. @return what it is */
    Campaign also(String name, int priority, int visits, int first) throws IOException {
        Campaign more = new Campaign(
                campaign.file(),
                name,
                "",
                campaign.visits(),
                campaign.detectors(),
                campaign.rendering(),
                campaign.site(),
                campaign.destinations(),
                campaign.retention(),
                campaign.attempts(),
                priority,
                campaign.notification(),
                campaign.ledger());
        add(more, visits, first);
        return more;
    }

    /** Runs a daemon until a condition holds or it is settled. @return why it stopped by itself, or null */
    String run(BooleanSupplier enough) throws Exception {
        AtomicReference<String> deposed = new AtomicReference<>();
        RealTimer timer = new RealTimer(clock, System::nanoTime).goOnFrom(ledger.lastChange());
        try (SqliteLedger moverLedger = new SqliteLedger(folder.resolve("mover"));
                Transfers transfers = new Transfers(moverBooks.apply(moverLedger))) {
            Daemon daemon = new Daemon(
                    books.apply(ledger),
                    timer,
                    new RealCalls(timer),
                    new Random(1),
                    notices::add,
                    settings,
                    new DaemonMetrics(new SimpleMeterRegistry()),
                    why -> {
                        deposed.set(why);
                        timer.stop();
                    });
            Ports ports = ports(transfers);
            try {
                Ports.Factory factory = new Ports.Factory() {
                    @Override
                    public Ports open(Campaign of) {
                        return ports;
                    }

                    @Override
                    public void close() {}
                };
                Optional<String> holder = daemon.start(campaigns, factory, "1");
                if (holder.isPresent()) {
                    return holder.get();
                }
                timer.run(() -> enough.getAsBoolean() || daemon.idle() && daemon.settled());
            } finally {
                daemon.end();
                ports.carriers().forEach(c -> c.close());
                daemon.release();
            }
        }
        return deposed.get();
    }

    void run() throws Exception {
        run(() -> false);
    }

    /**
     * Runs a daemon in virtual time, its calls made at once and files copied at once, until everything is settled.
     *
     * @param timer  the time
     * @param copier brings files
     * @return time that it took
     */
    Duration runVirtually(VirtualTimer timer, CopyCarrier copier) throws Exception {
        Instant begin = timer.now();
        AtomicReference<String> deposed = new AtomicReference<>();
        Daemon daemon = new Daemon(
                ledger,
                timer,
                new CallsAtOnce(timer),
                new Random(1),
                notices::add,
                SLOW,
                new DaemonMetrics(new SimpleMeterRegistry()),
                deposed::set);
        Ports real = ports(null);
        Ports ports = new Ports(real.scheduler(), real.site(), List.of(copier), real.destinations());
        Ports.Factory factory = new Ports.Factory() {
            @Override
            public Ports open(Campaign of) {
                return ports;
            }

            @Override
            public void close() {}
        };
        try {
            daemon.start(List.of(campaign), factory, "1");
            timer.run(
                    begin.plus(Duration.ofDays(30)), () -> deposed.get() != null || daemon.idle() && daemon.settled());
        } finally {
            daemon.end();
            daemon.release();
        }
        return Duration.between(begin, timer.now());
    }

    private Ports ports(Transfers transfers) throws IOException {
        SiteFolder here = site.apply(new GateSiteFolder(GateDoor.here(
                "there",
                new GateHere(new GateSettings(
                        root,
                        Optional.empty(),
                        Path.of("/usr/bin"),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ZERO,
                        "1",
                        "local",
                        InstantSource.system())))));
        List<ciel.workflow.stage.Carrier> carriers = new ArrayList<>();
        List<Destination> places = new ArrayList<>();
        for (CampaignDestination to : campaign.destinations()) {
            carriers.add(new LinkCarrier(
                    "there-" + to.name(),
                    transfers,
                    () -> Backends.open(root.toString(), Map.of()),
                    () -> Backends.open(to.incoming().toString(), Map.of()),
                    LinkSettings.DEFAULT.lanes(1, 2, 2)));
            List<Registry> hooks = to.register().stream()
                    .<Registry>map(h -> new CommandRegistry(
                            to.name(), ((RegisterHook.Command) h).command(), folder, Duration.ofSeconds(20)))
                    .toList();
            places.add(destination.apply(
                    new FolderDestination(to.name(), to.incoming(), to.folder(), to.layout(), hooks)));
        }
        return new Ports(queue.apply(scheduler), here, carriers, places);
    }

    @Override
    public void close() {
        ledger.close();
    }
}
