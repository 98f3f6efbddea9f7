package ciel.workflow.ledger;

import java.util.List;
import java.util.Map;

/**
 * Counts of a campaign, kept in the transactions that change what they count: reading them costs the same for ten units
 * and for ten million.
 *
 * @param version    of the campaign
 * @param units      units by state; absent states have none
 * @param unitBytes  bytes of rendered units by state of the unit
 * @param deliveries for each destination, in order
 * @param jobs       jobs by state
 * @param coreSeconds charged so far (s): wall-clock time of jobs times their cores
 * @param gpuSeconds  charged so far (s): wall-clock time of jobs times their GPUs
 */
public record Tally(
        long version,
        Map<UnitState, Long> units,
        Map<UnitState, Long> unitBytes,
        List<Deliveries> deliveries,
        Map<JobState, Long> jobs,
        double coreSeconds,
        double gpuSeconds) {
    public Tally {
        units = Map.copyOf(units);
        unitBytes = Map.copyOf(unitBytes);
        deliveries = List.copyOf(deliveries);
        jobs = Map.copyOf(jobs);
    }

    /**
     * Deliveries to one destination. They begin when a unit is rendered.
     *
     * @param destination name
     * @param expected    units that go there when everything is rendered
     * @param count       by state
     * @param bytes       by state
     */
    public record Deliveries(
            String destination, long expected, Map<DeliveryState, Long> count, Map<DeliveryState, Long> bytes) {
        public Deliveries {
            count = Map.copyOf(count);
            bytes = Map.copyOf(bytes);
        }

        /** @return how many are in a state */
        public long count(DeliveryState state) {
            return count.getOrDefault(state, 0L);
        }
    }

    /** @return how many units are in a state */
    public long units(UnitState state) {
        return units.getOrDefault(state, 0L);
    }

    /** @return how many jobs are in a state */
    public long jobs(JobState state) {
        return jobs.getOrDefault(state, 0L);
    }

    /** @return jobs that may be at the scheduler */
    public long liveJobs() {
        return jobs(JobState.INTENDED) + jobs(JobState.SUBMITTED) + jobs(JobState.RUNNING);
    }

    /** @return bytes of units whose files lie at the render site */
    public long bytesAtSite() {
        return unitBytes.getOrDefault(UnitState.RENDERED, 0L) + unitBytes.getOrDefault(UnitState.DELIVERED, 0L);
    }
}
