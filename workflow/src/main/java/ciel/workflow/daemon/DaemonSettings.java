package ciel.workflow.daemon;

import ciel.workflow.scheduler.AdoptOrSubmit;
import java.time.Duration;

/**
 * How often the daemon looks, and how much it does at once.
 *
 * @param poll         between two looks at jobs, and at what people changed in the ledger
 * @param lease        after which another daemon may take over, from the last renewal
 * @param adopt        how long things take at a scheduler
 * @param parkFirst    first pause of a place that could not be asked; doubles up to parkMost
 * @param parkMost     longest pause of such a place
 * @param batch        most deliveries in one call of a port, &ge; 1
 * @param batchBytes   most bytes in one call that reads files again (byte)
 * @param callsAhead   calls of one kind under way at one place, &ge; 1
 * @param fetchesAhead deliveries of one campaign given to a carrier at once, &ge; 1
 * @param audit        between two comparisons of the ledger's counts with its rows
 * @param gather       from one run of a pass to the next at least, so that many events cost one look at the ledger; zero in
 *                     the field, where an answer is awaited
 */
public record DaemonSettings(
        Duration poll,
        Duration lease,
        AdoptOrSubmit.Rules adopt,
        Duration parkFirst,
        Duration parkMost,
        int batch,
        long batchBytes,
        int callsAhead,
        int fetchesAhead,
        Duration audit,
        Duration gather) {
    /** For a real campaign: a look every 30 s, a lease of 60 s. */
    public static final DaemonSettings FIELD = new DaemonSettings(
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            AdoptOrSubmit.Rules.FIELD,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            64,
            4L << 30,
            2,
            2000,
            Duration.ofDays(1),
            Duration.ZERO);

    /** Checks the ranges. */
    public DaemonSettings {
        if (batch < 1 || callsAhead < 1 || fetchesAhead < 1 || batchBytes < 1) {
            throw new IllegalArgumentException(
                    "batch, callsAhead, fetchesAhead and batchBytes must be at least 1; they are " + batch + ", "
                            + callsAhead + ", " + fetchesAhead + ", " + batchBytes);
        }
        if (poll.isNegative() || poll.isZero() || lease.toMillis() < 1000) {
            throw new IllegalArgumentException(
                    "poll is " + poll + " and lease " + lease + "; must be > 0 and at least 1 s");
        }
    }

    /** Settings that run a pass after every event. */
    public DaemonSettings(
            Duration poll,
            Duration lease,
            AdoptOrSubmit.Rules adopt,
            Duration parkFirst,
            Duration parkMost,
            int batch,
            long batchBytes,
            int callsAhead,
            int fetchesAhead,
            Duration audit) {
        this(
                poll,
                lease,
                adopt,
                parkFirst,
                parkMost,
                batch,
                batchBytes,
                callsAhead,
                fetchesAhead,
                audit,
                Duration.ZERO);
    }

    /** @return the same with another time between looks; parked places are tried again as often at first */
    public DaemonSettings poll(Duration every) {
        Duration first = every.compareTo(parkFirst) < 0 ? every : parkFirst;
        return new DaemonSettings(
                every, lease, adopt, first, parkMost, batch, batchBytes, callsAhead, fetchesAhead, audit, gather);
    }

    /** @return the same with other rules for a scheduler */
    public DaemonSettings adopt(AdoptOrSubmit.Rules rules) {
        return new DaemonSettings(
                poll, lease, rules, parkFirst, parkMost, batch, batchBytes, callsAhead, fetchesAhead, audit, gather);
    }
}
