package ciel.workflow.daemon;

import ciel.sim.UnavailableException;
import ciel.sites.Site;
import ciel.transfer.Backends;
import ciel.transfer.TransferException;
import ciel.transfer.mover.LinkSettings;
import ciel.transfer.mover.Transfers;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignDestination;
import ciel.workflow.campaign.RegisterHook;
import ciel.workflow.gate.GateConnection;
import ciel.workflow.gate.GateHere;
import ciel.workflow.gate.GateSettings;
import ciel.workflow.scheduler.LocalScheduler;
import ciel.workflow.scheduler.Scheduler;
import ciel.workflow.scheduler.SlurmScheduler;
import ciel.workflow.site.SshCommand;
import ciel.workflow.stage.ButlerRegistry;
import ciel.workflow.stage.Carrier;
import ciel.workflow.stage.CommandRegistry;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.FolderDestination;
import ciel.workflow.stage.GateBackend;
import ciel.workflow.stage.GateDoor;
import ciel.workflow.stage.GateSessions;
import ciel.workflow.stage.GateSiteFolder;
import ciel.workflow.stage.LinkCarrier;
import ciel.workflow.stage.Registry;
import ciel.workflow.stage.RucioRegistry;
import ciel.workflow.stage.SiteFolder;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The ports of real campaigns: gates by ssh or on the spot, Slurm or this machine's processes, the mover, folders. */
public final class RealPorts implements Ports.Factory {
    /** Longest wait for one act at a gate: a checksum of a large file is the longest. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration HOOK_PATIENCE = Duration.ofMinutes(30);
    private static final int CONTROL_SESSIONS = 3;

    /**
     * What a process gives its ports.
     *
     * @param version   of Ciel
     * @param command   the {@code ciel} command of this process; absent: not known
     * @param scripts   folder of job scripts, for a site on the spot
     * @param transfers the mover; stays the caller's
     * @param token     fencing token of the daemon's lease
     * @param random    spreads attempts to connect
     */
    public record Process(
            String version,
            Optional<Path> command,
            Optional<Path> scripts,
            Transfers transfers,
            LongSupplier token,
            RandomGenerator random) {}

    private final Process process;
    private final InstantSource clock = InstantSource.system();
    private final Map<String, GateDoor> doors = new HashMap<>();
    private final Map<String, SiteFolder> sites = new HashMap<>();
    private final Map<String, Scheduler> schedulers = new HashMap<>();
    private final Map<String, Carrier> carriers = new HashMap<>();
    private final Map<String, Destination> destinations = new HashMap<>();

    /** @param process what is shared */
    public RealPorts(Process process) {
        this.process = process;
    }

    @Override
    public Ports open(Campaign campaign) {
        String site = campaign.site().site().name() + " " + campaign.site().root();
        GateDoor door = doors.computeIfAbsent(site, s -> door(campaign));
        SiteFolder folder = sites.computeIfAbsent(site, s -> new GateSiteFolder(door));
        Scheduler scheduler = schedulers.computeIfAbsent(site, s -> scheduler(campaign));
        List<Carrier> links = new ArrayList<>();
        List<Destination> places = new ArrayList<>();
        for (CampaignDestination to : campaign.destinations()) {
            String place =
                    to.name() + " " + to.incoming() + " " + to.folder() + " " + to.layout() + " " + to.register();
            links.add(carriers.computeIfAbsent(
                    site + " -> " + to.name() + " " + to.incoming(), k -> carrier(campaign, to, door)));
            places.add(destinations.computeIfAbsent(place, k -> destination(campaign, to)));
        }
        return new Ports(scheduler, folder, links, places);
    }

    private static int lanes(Campaign campaign) {
        return campaign.destinations().stream()
                .mapToInt(CampaignDestination::lanes)
                .max()
                .orElse(1);
    }

    private GateDoor door(Campaign campaign) {
        Site site = campaign.site().site();
        if (campaign.site().remote()) {
            SshCommand ssh = new SshCommand(site.connection());
            return new GateSessions(
                    site.name(),
                    ssh::gate,
                    campaign.destinations().size() * lanes(campaign) + CONTROL_SESSIONS,
                    PATIENCE);
        }
        return GateDoor.here(site.name(), here(campaign));
    }

    private GateHere here(Campaign campaign) {
        Path root = campaign.site().root();
        Site.Connection connection = campaign.site().site().connection();
        try {
            Files.createDirectories(root);
            return new GateHere(new GateSettings(
                    root.toRealPath(),
                    process.scripts(),
                    Path.of(connection == null || connection.slurm() == null ? "/usr/bin" : connection.slurm()),
                    Optional.ofNullable(System.getenv("SLURM_CONF")).map(Path::of),
                    process.command(),
                    campaign.retention().grace(),
                    process.version(),
                    "local",
                    clock));
        } catch (IOException e) {
            throw new UncheckedIOException(root + ": cannot be used as the folder of the render site", e);
        }
    }

    private Scheduler scheduler(Campaign campaign) {
        Site site = campaign.site().site();
        String name = campaign.site().scheduler() + " at " + site.name();
        if (campaign.site().scheduler().equals("local") && !campaign.site().remote()) {
            return local(campaign);
        }
        SlurmScheduler.Options options = new SlurmScheduler.Options(name, true, submitted(site), process.token());
        if (campaign.site().remote()) {
            return new SlurmScheduler(
                    new GateConnection(new SshCommand(site.connection()).gate(), PATIENCE, clock, process.random()),
                    options);
        }
        return new SlurmScheduler(here(campaign), options);
    }

    private static OptionalInt submitted(Site site) {
        return site.scheduler() == null || site.scheduler().submitJobs() == null
                ? OptionalInt.empty()
                : OptionalInt.of(site.scheduler().submitJobs());
    }

    /** Jobs as processes of this machine: all its cores, and the memory that it has. */
    private Scheduler local(Campaign campaign) {
        Path scripts = process.scripts()
                .orElseThrow(() -> new UnavailableException(
                        "site " + campaign.site().site().name() + ": the folder of job scripts is not known",
                        "start the daemon with the ciel command",
                        null));
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long megabytes = machine.getTotalMemorySize() >> 20;
        return new LocalScheduler(
                campaign.site().root(),
                scripts,
                Runtime.getRuntime().availableProcessors(),
                (int) Math.min(Integer.MAX_VALUE, megabytes),
                clock);
    }

    private Carrier carrier(Campaign campaign, CampaignDestination to, GateDoor door) {
        String name = campaign.site().site().name() + "-" + to.name();
        LinkCarrier.Opener source = () -> to.source().isPresent()
                ? Backends.open(to.source().get(), to.options())
                : door instanceof GateSessions sessions
                        ? new GateBackend(sessions, to.lanes())
                        : Backends.open(campaign.site().root().toString(), Map.of());
        LinkCarrier.Opener target = () -> Backends.open(to.incoming().toString(), Map.of("create", "true"));
        LinkSettings settings = LinkSettings.DEFAULT.lanes(1, Math.min(2, to.lanes()), to.lanes());
        return new LinkCarrier(name, process.transfers(), source, target, settings);
    }

    static Destination destination(Campaign campaign, CampaignDestination to) {
        List<Registry> registries = new ArrayList<>();
        for (RegisterHook hook : to.register()) {
            registries.add(registry(campaign, to, hook));
        }
        for (Path folder : List.of(to.incoming(), to.folder())) {
            try {
                if (Files.isDirectory(folder.getParent())) {
                    Files.createDirectories(folder);
                }
            } catch (IOException e) {
                // the first act there says why
            }
        }
        return new FolderDestination(to.name(), to.incoming(), to.folder(), to.layout(), registries);
    }

    private static Registry registry(Campaign campaign, CampaignDestination to, RegisterHook hook) {
        return switch (hook) {
            case RegisterHook.Command command ->
                new CommandRegistry(
                        to.name(), command.command(), campaign.file().getParent(), HOOK_PATIENCE);
            case RegisterHook.Butler butler ->
                new ButlerRegistry(butler.export(), butler.instrument(), butler.collection());
            case RegisterHook.Rucio rucio ->
                new RucioRegistry(rucio.url(), rucio.scope(), rucio.rse(), rucio.dataset(), rucio.token(), to.folder());
        };
    }

    /** Stops transfers so that they can go on later, and ends sessions. */
    @Override
    public void close() {
        carriers.values().forEach(Carrier::close);
        schedulers.values().forEach(Scheduler::close);
        sites.values().forEach(SiteFolder::close);
        doors.values().forEach(GateDoor::close);
        destinations.values().forEach(Destination::close);
    }

    /** @return where the mover keeps its ledger: beside that of the campaigns, or in the state folder of the user */
    public static Path moverState(ciel.workflow.campaign.LedgerAddress address) {
        return switch (address) {
            case ciel.workflow.campaign.LedgerAddress.Sqlite sqlite ->
                sqlite.file().resolveSibling(sqlite.file().getFileName() + "-mover");
            case ciel.workflow.campaign.LedgerAddress.Postgres postgres -> {
                String base = System.getenv("XDG_STATE_HOME");
                Path root = base == null || base.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".local", "state")
                        : Path.of(base);
                yield root.resolve("ciel")
                        .resolve("mover-" + Integer.toHexString(postgres.url().hashCode()));
            }
        };
    }

    /** Opens the mover's ledger. @throws TransferException if another daemon has it */
    public static ciel.transfer.ledger.Ledger moverLedger(Path folder) throws TransferException {
        return new ciel.transfer.ledger.SqliteLedger(folder);
    }
}
