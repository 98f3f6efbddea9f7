package ciel.workflow.plan;

import ciel.sim.Band;
import ciel.sites.Site;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignDestination;
import ciel.workflow.campaign.CampaignVisit;
import ciel.workflow.campaign.JobShape;
import ciel.workflow.ledger.RateRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what a campaign takes. Reads nothing and writes nothing. */
public final class Planner {
    private final Campaign campaign;
    private final List<CampaignVisit> visits;
    private final List<RateRow> rates;
    private final Instant now;

    /**
     * @param visits of the campaign
     * @param rates  of earlier units; those of the same site and physics are used
     * @param now    when it begins
     */
    public Planner(Campaign campaign, List<CampaignVisit> visits, List<RateRow> rates, Instant now) {
        this.campaign = campaign;
        this.visits = visits;
        this.rates = rates.stream()
                .filter(r -> r.site().equals(campaign.site().site().name())
                        && r.physics().equals(campaign.rendering().physics()))
                .toList();
        this.now = now;
    }

    /** @return the plan; {@link CampaignPlan#fits} says whether all of it fits */
    public CampaignPlan plan() {
        int detectors = campaign.detectors().size();
        List<Basis> basis = basis(detectors);
        double coreSeconds = sum(basis, b -> b.coreSeconds());
        double bytes = sum(basis, b -> b.bytes());
        double files = sum(basis, b -> b.files());
        long units = (long) visits.size() * detectors;
        JobShape job = campaign.site().job();
        long jobsOfVisit = Math.ceilDiv(detectors, job.detectors());
        long jobs = jobsOfVisit * visits.size();
        double jobSeconds =
                jobs == 0 ? 0 : Assumptions.SETUP_SECONDS + coreSeconds / jobs / (job.cores() * Assumptions.BUSY);
        double hours = jobs * jobSeconds / 3600;
        double coreHours = hours * job.cores();
        double gpuHours = hours * job.gpus();
        double renderSeconds = Math.ceilDiv(jobs, job.running()) * jobSeconds;
        List<LinkPlan> links = links(detectors, basis);
        double linkSeconds = links.stream()
                .mapToDouble(l -> Double.isNaN(l.seconds()) ? 0 : l.seconds())
                .max()
                .orElse(0);
        double peak = peakShare(renderSeconds, linkSeconds);
        Instant finish = now.plus(Duration.ofSeconds(Math.round(Math.max(renderSeconds, linkSeconds))));
        Site.Price price = campaign.site().site().price();
        Double hourPrice = price == null ? null : job.gpus() > 0 ? price.gpuHour() : price.coreHour();
        List<String> notes = new ArrayList<>(Assumptions.notes());
        CampaignPlan plan = new CampaignPlan(
                campaign.name(),
                visits.size(),
                detectors,
                units,
                jobs,
                jobSeconds,
                coreHours,
                gpuHours,
                bytes,
                files,
                peak * bytes,
                peak * inodes(files, units, jobs),
                renderSeconds,
                finish,
                hourPrice == null ? Double.NaN : hourPrice * (job.gpus() > 0 ? gpuHours : coreHours),
                hourPrice == null ? "" : price.currency(),
                basis,
                links,
                List.of(),
                List.of());
        Checks checks = new Checks(campaign, visits, plan, now, waitSeconds(renderSeconds, linkSeconds), notes);
        return new CampaignPlan(
                plan.campaign(),
                plan.visits(),
                plan.detectors(),
                plan.units(),
                plan.jobs(),
                plan.jobSeconds(),
                plan.coreHours(),
                plan.gpuHours(),
                plan.bytes(),
                plan.files(),
                plan.peakBytes(),
                plan.peakInodes(),
                plan.renderSeconds(),
                plan.finish(),
                plan.money(),
                plan.currency(),
                plan.basis(),
                plan.links(),
                checks.all(),
                notes);
    }

    private interface Part {
        double of(Basis basis);
    }

    private static double sum(List<Basis> basis, Part part) {
        return basis.stream().mapToDouble(b -> b.units() * part.of(b)).sum();
    }

    private List<Basis> basis(int detectors) {
        Map<Band, Long> counts = new TreeMap<>();
        visits.forEach(v -> counts.merge(v.band(), (long) detectors, Long::sum));
        List<Basis> out = new ArrayList<>();
        counts.forEach((band, units) -> out.add(basis(band, units)));
        return out;
    }

    /** The mean of measured units of the filter, else of all filters, else the assumption. */
    private Basis basis(Band band, long units) {
        List<RateRow> same = rates.stream().filter(r -> r.band() == band).toList();
        List<RateRow> used = same.isEmpty() ? rates : same;
        long n = used.stream().mapToLong(RateRow::units).sum();
        if (n == 0) {
            return new Basis(
                    band.letter(),
                    units,
                    Assumptions.coreSeconds(campaign.rendering().physics()),
                    Assumptions.bytes(campaign),
                    Assumptions.files(campaign),
                    0,
                    "assumed for physics " + campaign.rendering().physics() + "; no unit was measured yet");
        }
        return new Basis(
                band.letter(),
                units,
                used.stream().mapToDouble(RateRow::coreSeconds).sum() / n,
                used.stream().mapToDouble(RateRow::bytes).sum() / n,
                used.stream().mapToDouble(RateRow::files).sum() / n,
                n,
                String.format(
                        Locale.ROOT,
                        "mean of %,d units%s rendered at %s",
                        n,
                        same.isEmpty() ? " of other filters" : "",
                        campaign.site().site().name()));
    }

    private List<LinkPlan> links(int detectors, List<Basis> basis) {
        Map<String, Basis> byBand = new TreeMap<>();
        basis.forEach(b -> byBand.put(b.band(), b));
        int n = campaign.destinations().size();
        long[] units = new long[n];
        double[] bytes = new double[n];
        double[] files = new double[n];
        for (CampaignVisit v : visits) {
            long bits = campaign.destinationsOf(v);
            Basis b = byBand.get(v.band().letter());
            for (int d = 0; d < n; d++) {
                if ((bits >>> d & 1) == 1) {
                    units[d] += detectors;
                    bytes[d] += detectors * b.bytes();
                    files[d] += detectors * b.files();
                }
            }
        }
        List<LinkPlan> out = new ArrayList<>();
        for (int d = 0; d < n; d++) {
            CampaignDestination to = campaign.destinations().get(d);
            double rate = to.rate().orElseGet(() -> slowest(to));
            out.add(new LinkPlan(
                    to.name(),
                    units[d],
                    bytes[d],
                    files[d],
                    rate,
                    bytes[d] * 8 / (rate * Assumptions.LINK),
                    Double.isNaN(rate)
                            ? "its rate is not known: give rate, such as 10 Gb/s"
                            : (to.rate().isPresent() ? "rate of the campaign file" : "slower link of the two sites")
                                    + ", of which " + Math.round(Assumptions.LINK * 100) + " % are assumed"));
        }
        return out;
    }

    private double slowest(CampaignDestination to) {
        Double from = campaign.site().site().link();
        Double there = to.site().map(Site::link).orElse(null);
        return from == null && there == null
                ? Double.NaN
                : Math.min(
                        from == null ? Double.POSITIVE_INFINITY : from,
                        there == null ? Double.POSITIVE_INFINITY : there);
    }

    /** How long a file lies at the render site at most (s): until the slower link has caught up, and the grace. */
    private double waitSeconds(double renderSeconds, double linkSeconds) {
        return campaign.retention().purge()
                ? Math.max(0, linkSeconds - renderSeconds)
                        + campaign.retention().grace().toSeconds()
                : Double.POSITIVE_INFINITY;
    }

    /** Largest share of everything that lies at the render site at once. */
    private double peakShare(double renderSeconds, double linkSeconds) {
        double stays = waitSeconds(renderSeconds, linkSeconds);
        return renderSeconds <= 0 ? 1 : Math.min(1, stays / Math.max(renderSeconds, linkSeconds));
    }

    /** Files, a folder of each unit and visit, an exit file of each unit, three files of each job. */
    private double inodes(double files, long units, long jobs) {
        return files + 2.0 * units + visits.size() + 3.0 * jobs;
    }
}
