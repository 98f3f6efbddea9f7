package ciel.workflow.world;

import java.time.Duration;
import java.util.List;

/**
 * How a simulated world behaves. Times of work and waiting are log-normal: most are near the median, some are much longer.
 *
 * @param site         where images are made
 * @param queue        its scheduler
 * @param unit         what rendering a unit takes and leaves
 * @param destinations one for each destination of the campaign, in order
 */
public record WorldSettings(SiteModel site, QueueModel queue, UnitModel unit, List<DestinationModel> destinations) {
    public WorldSettings {
        destinations = List.copyOf(destinations);
    }

    /**
     * A render site.
     *
     * @param bytes   quota (byte); {@link Long#MAX_VALUE}: none
     * @param inodes  quota; {@link Long#MAX_VALUE}: none
     * @param grace   from an acknowledgement until the site deletes
     * @param cleaned files that are older are deleted by the site; zero: never
     * @param away    the site does not answer
     */
    public record SiteModel(long bytes, long inodes, Duration grace, Duration cleaned, List<Outage> away) {
        public SiteModel {
            away = List.copyOf(away);
        }
    }

    /**
     * A scheduler, with the lags and losses that were seen of Slurm.
     *
     * @param nodes     tasks that run at once, &ge; 1
     * @param waits     median of the time in the queue (s), even where a node is free
     * @param sigma     spread of its logarithm
     * @param accounts  from a task's end until the accounts show it
     * @param requeue   from a node's failure until the task may start again
     * @param uncertain fraction of requests without a clear answer; half of them make a job
     * @param vanishing fraction of accepted jobs that the controller forgets
     * @param nodeFails fraction of tasks whose node fails; they are started again
     * @param broken    times in which nodes of the partition fail every task that starts
     */
    public record QueueModel(
            int nodes,
            double waits,
            double sigma,
            Duration accounts,
            Duration requeue,
            double uncertain,
            double vanishing,
            double nodeFails,
            List<Outage> broken) {
        public QueueModel {
            broken = List.copyOf(broken);
        }
    }

    /**
     * A unit.
     *
     * @param seconds    median time (s) of a unit with its share of a task
     * @param sigma      spread of its logarithm
     * @param sideBySide units of a task that are rendered at once, &ge; 1
     * @param startup    time (s) of a task before its first unit
     * @param fails      fraction of renderings that fail
     * @param bytes      mean size of its files (byte)
     * @param files      number of its files, the manifest included, &ge; 1
     */
    public record UnitModel(
            double seconds, double sigma, int sideBySide, double startup, double fails, long bytes, int files) {}

    /**
     * A destination and the link to it.
     *
     * @param name      of the destination
     * @param rate      byte/s of the link
     * @param lanes     units on the way at once, &ge; 1
     * @param perUnit   time (s) that a unit costs beside its bytes
     * @param sigma     spread of the logarithm of a transfer's time
     * @param bytes     room (byte); {@link Long#MAX_VALUE}: enough
     * @param damaged   fraction of transfers whose files are found wrong
     * @param verifies  byte/s that are read again
     * @param outages   the link does not work
     */
    public record DestinationModel(
            String name,
            double rate,
            int lanes,
            double perUnit,
            double sigma,
            long bytes,
            double damaged,
            double verifies,
            List<Outage> outages) {
        public DestinationModel {
            outages = List.copyOf(outages);
        }
    }
}
