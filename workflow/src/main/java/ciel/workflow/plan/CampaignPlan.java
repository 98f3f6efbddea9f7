package ciel.workflow.plan;

import java.time.Instant;
import java.util.List;

/**
 * What a campaign takes.
 *
 * @param campaign      name
 * @param visits        how many
 * @param detectors     of a visit
 * @param units         visits x detectors
 * @param jobs          at least so many
 * @param jobSeconds    wall-clock time of one job (s)
 * @param coreHours     that are charged: jobs x cores x time
 * @param gpuHours      that are charged
 * @param bytes         of all files
 * @param files         how many
 * @param peakBytes     most that lies at the render site at once
 * @param peakInodes    files and folders at the render site, at most at once
 * @param renderSeconds from the first job to the last, if none waits in the queue (s)
 * @param finish        when everything is delivered, if nothing waits; by the given clock
 * @param money         or NaN where no price is known
 * @param currency      or empty
 * @param basis         by filter
 * @param links         by destination
 * @param checks        needs and limits
 * @param notes         what was assumed, and what is not known
 */
public record CampaignPlan(
        String campaign,
        long visits,
        int detectors,
        long units,
        long jobs,
        double jobSeconds,
        double coreHours,
        double gpuHours,
        double bytes,
        double files,
        double peakBytes,
        double peakInodes,
        double renderSeconds,
        Instant finish,
        double money,
        String currency,
        List<Basis> basis,
        List<LinkPlan> links,
        List<Check> checks,
        List<String> notes) {
    public CampaignPlan {
        basis = List.copyOf(basis);
        links = List.copyOf(links);
        checks = List.copyOf(checks);
        notes = List.copyOf(notes);
    }

    /** @return whether every need is within its limit */
    public boolean fits() {
        return checks.stream().allMatch(Check::fits);
    }
}
