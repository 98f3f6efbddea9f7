package ciel.workflow.world;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.daemon.Daemon;
import ciel.workflow.daemon.DaemonMetrics;
import ciel.workflow.daemon.DaemonSettings;
import ciel.workflow.daemon.Notifier;
import ciel.workflow.daemon.Ports;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Campaigns at one site of a simulated world, run by the same daemon and the same ledger as a real one. The same seed gives the same
 * history.
 */
public final class World {
    /** When simulated time begins. */
    public static final Instant BEGIN = Instant.parse("2027-01-04T08:00:00Z");

    /** How often it is asked whether the daemon has come to an end (ms). */
    private static final long LOOK = 600_000;

    private final List<Campaign> campaigns;
    private final VirtualTimer timer = new VirtualTimer(BEGIN);
    private final Chance chance;
    private final WorldLog log;
    private final SimulatedCalls calls;
    private final List<SimulatedDestination> destinations = new ArrayList<>();
    private final List<Notifier.Notice> told = new ArrayList<>();
    private final Map<String, SimulatedSite> sites = new LinkedHashMap<>();
    private final SimulatedScheduler scheduler;
    private final List<SimulatedCarrier> carriers = new ArrayList<>();
    private final WorldSettings settings;
    private final Set<String> problems = new LinkedHashSet<>();
    private long looks;

    /** @param settings with one destination for each of the campaign */
    public World(Campaign campaign, WorldSettings settings, long seed) {
        this(List.of(campaign), settings, new Accounts(Map.of()), seed);
    }

    /**
     * @param campaigns with the same site and destinations
     * @param settings  with one destination for each of theirs
     * @param accounts  that they are charged to
     */
    public World(List<Campaign> campaigns, WorldSettings settings, Accounts accounts, long seed) {
        this.campaigns = List.copyOf(campaigns);
        this.settings = settings;
        this.chance = new Chance(seed);
        this.log = new WorldLog(settings.destinations().size());
        this.calls = new SimulatedCalls(timer, chance);
        String name = campaigns.getFirst().site().site().name();
        SimulatedSite.Used used = new SimulatedSite.Used();
        for (Campaign each : campaigns) {
            sites.put(each.name(), new SimulatedSite(name, each.name(), used, settings, timer, calls, log));
        }
        this.scheduler = new SimulatedScheduler("scheduler at " + name, settings, timer, chance, sites, log, accounts);
        for (int i = 0; i < settings.destinations().size(); i++) {
            WorldSettings.DestinationModel model = settings.destinations().get(i);
            SimulatedDestination destination = new SimulatedDestination(i, model, calls, log);
            destinations.add(destination);
            carriers.add(new SimulatedCarrier(model, timer, chance, name, sites, destination));
        }
    }

    /**
     * Runs the daemon until nothing is left to do.
     *
     * @param ledger  holds the campaign
     * @param longest simulated time after which it ends in any case
     */
    public WorldOutcome run(CampaignLedger ledger, DaemonSettings settings, Duration longest) {
        AtomicReference<String> stopped = new AtomicReference<>();
        Daemon daemon = new Daemon(
                ledger,
                timer,
                calls,
                chance.generator(),
                told::add,
                settings,
                new DaemonMetrics(new SimpleMeterRegistry()),
                stopped::set);
        Ports.Factory factory = new Ports.Factory() {
            @Override
            public Ports open(Campaign wanted) {
                return new Ports(scheduler, sites.get(wanted.name()), List.copyOf(carriers), List.copyOf(destinations));
            }

            @Override
            public void close() {}
        };
        Optional<String> other = daemon.start(campaigns, factory, "simulated");
        if (other.isPresent()) {
            throw new IllegalStateException("the ledger is in use by " + other.get());
        }
        AtomicReference<Boolean> end = new AtomicReference<>(false);
        timer.after(LOOK, () -> look(ledger, daemon, end));
        boolean finished = timer.run(BEGIN.plus(longest), () -> end.get() || stopped.get() != null);
        daemon.end();
        daemon.release();
        if (stopped.get() != null) {
            throw new IllegalStateException("the daemon stopped: " + stopped.get());
        }
        return log.outcome(timer.sinceBegin(), finished);
    }

    /** Sees whether the daemon has come to an end; asking the ledger after every event would cost more than the events. */
    private void look(CampaignLedger ledger, Daemon daemon, AtomicReference<Boolean> end) {
        check(ledger);
        if (daemon.idle() && daemon.settled()) {
            end.set(true);
        } else {
            timer.after(LOOK, () -> look(ledger, daemon, end));
        }
    }

    /** Compares the ledger with the world, in which everything is known. */
    private void check(CampaignLedger ledger) {
        looks++;
        long delivered = 0;
        for (Campaign each : campaigns) {
            SimulatedSite site = sites.get(each.name());
            Tally tally =
                    ledger.tally(ledger.campaign(each.name()).orElseThrow().campaign());
            delivered += tally.units(UnitState.DELIVERED) + tally.units(UnitState.PURGED);
            wrong(site.sweptTooSoon() > 0, "what jobs had left of a visit was removed while images of it lay there");
            wrong(site.units() < tally.units(UnitState.RENDERED), "files are gone of units that were not acknowledged");
        }
        SimulatedSite site = sites.values().iterator().next();
        wrong(site.bytes() > settings.site().bytes(), "the site holds more bytes than its quota");
        wrong(site.inodes() > settings.site().inodes(), "the site holds more files than its quota");
        for (SimulatedDestination destination : destinations) {
            wrong(
                    destination.registeredUnits().cardinality() < delivered,
                    destination.name() + " has not registered what the ledger calls delivered");
            wrong(destination.bytes() > destination.room(), destination.name() + " holds more bytes than its quota");
        }
    }

    private void wrong(boolean is, String what) {
        if (is) {
            problems.add(what);
        }
    }

    /** @return what was not as it must be at one of the {@link #looks}; empty: all was well */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** @return how often ledger and world were compared */
    public long looks() {
        return looks;
    }

    /** @return visits of which nothing but logs is left at the site */
    public int swept() {
        return sites.values().stream().mapToInt(SimulatedSite::swept).sum();
    }

    /** @return what people were told, in order */
    public List<Notifier.Notice> told() {
        return List.copyOf(told);
    }

    /** @return numbers of the units that a destination has registered */
    public BitSet registered(int destination) {
        return (BitSet) destinations.get(destination).registeredUnits().clone();
    }
}
