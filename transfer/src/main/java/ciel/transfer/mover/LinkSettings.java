package ciel.transfer.mover;

import ciel.transfer.pace.Timetable;
import java.time.Duration;
import java.util.Map;

/**
 * How a link is used by all its transfers together.
 *
 * @param leastLanes   fewest works at the same time, &ge; 1
 * @param startLanes   works at the same time to begin with
 * @param mostLanes    most works at the same time; leastLanes = mostLanes switches adapting off
 * @param retryReserve retries without any success, &ge; 0
 * @param parkAfter    failures in a row that park the link, &ge; 1
 * @param parkPause    first pause of a link that fails, &gt; 0; it doubles up to 32 times that or a minute
 * @param bandwidth    byte/s by time of day
 * @param shares       weight by activity
 */
public record LinkSettings(
        int leastLanes,
        int startLanes,
        int mostLanes,
        double retryReserve,
        int parkAfter,
        Duration parkPause,
        Timetable bandwidth,
        Map<String, Double> shares) {
    /** 1 to 64 lanes, beginning with as many as there are processors, from 2 to 8. */
    public static final LinkSettings DEFAULT = new LinkSettings(
            1,
            Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8),
            64,
            200,
            20,
            Duration.ofSeconds(2),
            Timetable.OFF,
            Map.of());

    /** Checks the ranges. */
    public LinkSettings {
        if (leastLanes < 1 || startLanes < leastLanes || mostLanes < startLanes) {
            throw new IllegalArgumentException("lanes " + leastLanes + ", " + startLanes + ", " + mostLanes
                    + "; must be 1 <= least <= start <= most");
        }
        if (parkAfter < 1 || parkPause.isNegative() || parkPause.isZero()) {
            throw new IllegalArgumentException(
                    "park after " + parkAfter + " failures for " + parkPause + "; both must be > 0");
        }
        shares = Map.copyOf(shares);
    }

    /** @return these settings with an adapting number of lanes */
    public LinkSettings lanes(int least, int start, int most) {
        return new LinkSettings(least, start, most, retryReserve, parkAfter, parkPause, bandwidth, shares);
    }

    /** @return these settings with another budget of retries and other pauses */
    public LinkSettings park(double reserve, int after, Duration pause) {
        return new LinkSettings(leastLanes, startLanes, mostLanes, reserve, after, pause, bandwidth, shares);
    }

    /** @return these settings with a bandwidth limit */
    public LinkSettings bandwidth(Timetable t) {
        return new LinkSettings(leastLanes, startLanes, mostLanes, retryReserve, parkAfter, parkPause, t, shares);
    }

    /** @return these settings with shares between activities */
    public LinkSettings shares(Map<String, Double> weights) {
        return new LinkSettings(
                leastLanes, startLanes, mostLanes, retryReserve, parkAfter, parkPause, bandwidth, weights);
    }
}
