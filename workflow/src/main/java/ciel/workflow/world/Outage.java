package ciel.workflow.world;

import java.time.Duration;
import java.util.List;

/**
 * A time in which something does not work, from the beginning of the simulation on.
 *
 * @param from   when it begins
 * @param length how long it lasts
 */
public record Outage(Duration from, Duration length) {
    /** @return the end of the outage (ms) that holds the moment, or the moment itself where there is none */
    static long endOf(List<Outage> outages, long at) {
        long end = at;
        for (boolean more = true; more; ) {
            more = false;
            for (Outage outage : outages) {
                if (end >= outage.fromMillis() && end < outage.toMillis()) {
                    end = outage.toMillis();
                    more = true;
                }
            }
        }
        return end;
    }

    /** @return when work that takes so long (ms) and begins then ends, if it stands still during outages */
    static long endOfWork(List<Outage> outages, long from, long length) {
        long at = endOf(outages, from);
        long left = length;
        while (true) {
            long start = at;
            long next = outages.stream()
                    .mapToLong(Outage::fromMillis)
                    .filter(t -> t > start)
                    .min()
                    .orElse(Long.MAX_VALUE);
            if (next - at >= left) {
                return at + left;
            }
            left -= next - at;
            at = endOf(outages, next);
        }
    }

    long fromMillis() {
        return from.toMillis();
    }

    long toMillis() {
        return from.plus(length).toMillis();
    }
}
