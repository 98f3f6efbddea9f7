package ciel.workflow.world;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.JobShape;
import ciel.workflow.ledger.Measured;
import ciel.workflow.plan.CampaignPlan;
import ciel.workflow.plan.LinkPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A forecast's world and work, from a campaign and its plan. What a plan cannot know, how long jobs wait and how often things
 * fail, is assumed here; {@link #assumptions} says what.
 *
 * @param world what happens
 * @param work  what is to be done
 * @param measured what earlier jobs of the campaign took, where there were some
 */
public record ForecastInput(WorldSettings world, Forecast.Work work, Optional<Measured> measured) {
    /** Median time in the queue of a site that others use too (s). */
    private static final double QUEUE_SECONDS = 1800;

    private static final double LOCAL_QUEUE_SECONDS = 2;
    private static final double QUEUE_SIGMA = 1.0;
    private static final double UNIT_SIGMA = 0.3;
    private static final double UNIT_FAILS = 0.002;
    private static final double NODE_FAILS = 0.005;
    private static final double TRANSFER_SIGMA = 0.6;
    private static final double DAMAGED = 1e-4;
    /** Share of the nominal rate that many files get. */
    private static final double LINK = 0.8;
    /** A link that nothing is known of (byte/s): 1 Gbit/s. */
    private static final double UNKNOWN_RATE = 125e6;

    private static final double VERIFY_RATE = 500e6;
    /** A link stands still about once in so many days, for about so long. */
    private static final double OUTAGE_DAYS = 14;

    private static final double OUTAGE_HOURS = 3;

    /** @param plan of that campaign */
    public static ForecastInput of(Campaign campaign, CampaignPlan plan) {
        return of(campaign, plan, Optional.empty());
    }

    /** @param plan of that campaign @param measured what its jobs took so far */
    public static ForecastInput of(Campaign campaign, CampaignPlan plan, Optional<Measured> measured) {
        JobShape job = campaign.site().job();
        boolean local = campaign.site().scheduler().equals("local");
        int inJob = Math.min(job.detectors(), plan.detectors());
        double unitBytes = plan.units() == 0 ? 0 : plan.bytes() / plan.units();
        double unitFiles = plan.units() == 0 ? 1 : plan.files() / plan.units();
        double coreSeconds = plan.units() == 0
                ? 0
                : plan.basis().stream()
                                .mapToDouble(b -> b.units() * b.coreSeconds())
                                .sum()
                        / plan.units();
        // a job's time as the plan has it, without chance: its units one beside the other on all cores
        int sideBySide = Math.max(1, Math.min(inJob, job.cores()));
        double rounds = Math.ceil((double) inJob / sideBySide);
        double startup =
                measured.isPresent() ? 0 : Math.max(0, plan.jobSeconds() - coreSeconds * inJob / (job.cores() * 0.8));
        double sigma = measured.map(Measured::spread)
                .filter(x -> !Double.isNaN(x))
                .map(x -> Math.min(UNIT_SIGMA, x * Math.sqrt(inJob)))
                .orElse(UNIT_SIGMA);
        double seconds = measured.map(m -> m.task() / longestLane(rounds, sideBySide, sigma))
                .orElse((plan.jobSeconds() - startup) / rounds);
        double wait =
                measured.map(Measured::queue).filter(w -> !Double.isNaN(w)).orElse(Double.NaN);
        List<WorldSettings.DestinationModel> destinations = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        for (int d = 0; d < plan.links().size(); d++) {
            LinkPlan link = plan.links().get(d);
            double rate = Double.isNaN(link.rate()) ? UNKNOWN_RATE : link.rate() / 8;
            destinations.add(new WorldSettings.DestinationModel(
                    link.destination(),
                    rate * LINK,
                    campaign.destinations().get(d).lanes(),
                    local ? 0.05 : 0.5,
                    TRANSFER_SIGMA,
                    Long.MAX_VALUE,
                    DAMAGED,
                    VERIFY_RATE,
                    List.of()));
            shares.add(plan.units() == 0 ? 0 : (double) link.units() / plan.units());
        }
        WorldSettings world = new WorldSettings(
                new WorldSettings.SiteModel(
                        quota(campaign, true), quota(campaign, false), Duration.ZERO, Duration.ZERO, List.of()),
                new WorldSettings.QueueModel(
                        job.running(),
                        !Double.isNaN(wait)
                                ? wait * Math.exp(-QUEUE_SIGMA * QUEUE_SIGMA / 2)
                                : local ? LOCAL_QUEUE_SECONDS : QUEUE_SECONDS,
                        QUEUE_SIGMA,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(120),
                        0,
                        0,
                        local ? 0 : NODE_FAILS,
                        List.of()),
                new WorldSettings.UnitModel(
                        seconds / Math.exp(sigma * sigma / 2),
                        sigma,
                        sideBySide,
                        startup,
                        UNIT_FAILS,
                        Math.round(unitBytes),
                        (int) Math.max(1, Math.round(unitFiles))),
                destinations);
        return new ForecastInput(
                world,
                new Forecast.Work(
                        plan.units(),
                        inJob,
                        job.queued(),
                        job.running(),
                        job.time(),
                        job.warning(),
                        shares,
                        campaign.retention().purge(),
                        campaign.retention().grace(),
                        local ? 0 : 1 / OUTAGE_DAYS,
                        OUTAGE_HOURS,
                        settle(measured, destinations, inJob * unitBytes)),
                measured);
    }

    /** Length of a task over the mean time of a unit: its longest lane, as {@link Forecast} has it. */
    private static double longestLane(double rounds, int lanes, double sigma) {
        return rounds + Math.sqrt(Math.expm1(sigma * sigma) * rounds) * Math.sqrt(2 * Math.log(lanes));
    }

    /** What was measured from rendered to acknowledged, without the time that the links take in the forecast. */
    private static double settle(
            Optional<Measured> measured, List<WorldSettings.DestinationModel> destinations, double taskBytes) {
        double carried = destinations.stream()
                .mapToDouble(d -> taskBytes / d.rate())
                .max()
                .orElse(0);
        return measured.map(Measured::settle)
                .filter(s -> !Double.isNaN(s))
                .map(s -> Math.max(0, s - carried))
                .orElse(Forecast.Work.SETTLE);
    }

    /** @return the quota of the site's storage that holds the campaign's folder, as far as it is known */
    private static long quota(Campaign campaign, boolean bytes) {
        String root = campaign.site().root().toString();
        return campaign.site().site().storage().stream()
                .filter(s -> s.name().startsWith("/") && root.startsWith(s.name()))
                .map(s -> bytes ? s.bytes() : s.inodes())
                .filter(v -> v != null)
                .mapToLong(Double::longValue)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** @return runs with seeds 1, 2, ... */
    public List<Forecast.Run> runs(int runs) {
        return Forecast.runs(work, world, runs);
    }

    /** @return what was assumed, one sentence each */
    public List<String> assumptions() {
        List<String> all = new ArrayList<>();
        measured.ifPresent(m -> all.add(String.format(
                Locale.ROOT,
                "%,d tasks were measured: %.0f s each%s",
                m.tasks(),
                m.task(),
                Double.isNaN(m.settle())
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", and a unit was acknowledged %.0f s after it was rendered",
                                m.settle()))));
        all.addAll(List.of(
                String.format(
                        Locale.ROOT,
                        "a job waits %s s in the queue (median), some ten times as long",
                        ForecastPicture.label(world.queue().waits())),
                String.format(
                        Locale.ROOT,
                        "%.1f %% of the renderings fail and are repeated, %.1f %% of the jobs lose their node",
                        100 * world.unit().fails(),
                        100 * world.queue().nodeFails()),
                String.format(
                        Locale.ROOT,
                        "a link gives %.0f %% of its rate%s",
                        100 * LINK,
                        work.outagesPerDay() > 0
                                ? String.format(
                                        Locale.ROOT,
                                        " and stands still about once in %.0f days for %.0f h",
                                        1 / work.outagesPerDay(),
                                        work.outageHours())
                                : "")));
        return all;
    }
}
