package ciel.workflow.daemon;

import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.RenderedUnit;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What is measured: units by state, deliveries, times of renderings, hours that were charged, bytes at the site, parked
 * places. Names are Micrometer's; no tag has more values than there are campaigns, places and states.
 */
public final class DaemonMetrics {
    private final MeterRegistry meters;
    private final Map<Long, AtomicReference<Tally>> tallies = new ConcurrentHashMap<>();
    private final Map<String, AtomicReference<Double>> parked = new ConcurrentHashMap<>();

    /** @param meters takes the meters */
    public DaemonMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void tally(CampaignRun run, Tally tally) {
        AtomicReference<Tally> known = tallies.get(run.id());
        if (known != null) {
            known.set(tally);
            return;
        }
        AtomicReference<Tally> now = new AtomicReference<>(tally);
        tallies.put(run.id(), now);
        for (UnitState state : UnitState.values()) {
            Gauge.builder("ciel.units", now, t -> t.get().units(state))
                    .description("units of the campaign by state")
                    .tag("campaign", run.name())
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        for (int d = 0; d < tally.deliveries().size(); d++) {
            int destination = d;
            for (DeliveryState state : DeliveryState.values()) {
                Gauge.builder(
                                "ciel.deliveries",
                                now,
                                t -> t.get().deliveries().get(destination).count(state))
                        .description("deliveries of units by state")
                        .tag("campaign", run.name())
                        .tag("destination", tally.deliveries().get(d).destination())
                        .tag("state", state.name().toLowerCase(Locale.ROOT))
                        .register(meters);
            }
        }
        Gauge.builder("ciel.jobs.live", now, t -> t.get().liveJobs())
                .description("jobs that may be at the scheduler")
                .tag("campaign", run.name())
                .register(meters);
        Gauge.builder("ciel.storage", now, t -> t.get().bytesAtSite())
                .description("bytes of images that lie at the render site")
                .baseUnit("bytes")
                .tag("campaign", run.name())
                .tag("site", run.campaign.site().site().name())
                .register(meters);
        charged(run, now, "ciel.core", "core seconds that jobs were charged", true);
        charged(run, now, "ciel.gpu", "device seconds that jobs were charged", false);
    }

    private void charged(CampaignRun run, AtomicReference<Tally> now, String name, String text, boolean cores) {
        io.micrometer.core.instrument.FunctionCounter.builder(
                        name, now, t -> cores ? t.get().coreSeconds() : t.get().gpuSeconds())
                .description(text)
                .baseUnit("seconds")
                .tag("campaign", run.name())
                .tag("account", run.campaign.site().account().orElse("none"))
                .tag("group", run.campaign.site().group().orElse("none"))
                .register(meters);
    }

    void rendered(CampaignRun run, List<RenderedUnit> units) {
        Timer timer = Timer.builder("ciel.render")
                .description("wall-clock time of the rendering of a unit")
                .tag("campaign", run.name())
                .serviceLevelObjectives(
                        Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1))
                .register(meters);
        units.forEach(u -> timer.record(Duration.ofMillis(Math.round(u.seconds() * 1000))));
    }

    void delivered(CampaignRun run, DeliveryState state, long n) {
        Counter.builder("ciel.delivery.steps")
                .description("deliveries that came into a state")
                .tag("campaign", run.name())
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment(n);
    }

    void verifyFailed(CampaignRun run, long n) {
        Counter.builder("ciel.verify.failures")
                .description("deliveries whose files differed when they were read again")
                .tag("campaign", run.name())
                .register(meters)
                .increment(n);
    }

    void parked(String place, boolean is) {
        parked.computeIfAbsent(place, p -> {
                    AtomicReference<Double> value = new AtomicReference<>(0.0);
                    Gauge.builder("ciel.parked", value, AtomicReference::get)
                            .description("1 where a place does not answer and is tried again later")
                            .tag("place", place)
                            .register(meters);
                    return value;
                })
                .set(is ? 1.0 : 0.0);
    }

    void pass(String name, long nanos) {
        Timer.builder("ciel.pass")
                .description("time of one run of a pass of the daemon")
                .tag("pass", name)
                .register(meters)
                .record(Duration.ofNanos(nanos));
    }
}
