package ciel.workflow.daemon;

import ciel.workflow.stage.PortException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which places (sites, links, destinations) do not answer now. A place that could not be asked is left alone for a pause that
 * doubles each time; the first call that works opens it again.
 */
final class Places {
    /**
     * A place that is parked.
     *
     * @param cause  what has to change
     * @param reason for people
     * @param since  when it was parked
     * @param until  when it is tried again
     * @param pause  the pause that it is in
     */
    record Parked(PortException.Cause cause, String reason, Instant since, Instant until, Duration pause) {}

    private final Duration first;
    private final Duration most;
    private final Map<String, Parked> parked = new TreeMap<>();

    Places(Duration first, Duration most) {
        this.first = first;
        this.most = most;
    }

    /** @return when the place may be asked; now where it is not parked */
    Instant free(String place, Instant now) {
        Parked p = parked.get(place);
        return p == null || p.until.isBefore(now) ? now : p.until;
    }

    /** @return whether people have to be told: it worked before, or the cause is another */
    boolean park(String place, PortException.CouldNotAsk why, Instant now) {
        Parked before = parked.get(place);
        if (before != null && before.until.isAfter(now)) {
            // several calls were under way when it stopped answering: one pause
            boolean news = before.cause != why.kind();
            if (news) {
                parked.put(place, new Parked(why.kind(), why.getMessage(), before.since, before.until, before.pause));
            }
            return news;
        }
        Duration pause = before == null ? first : before.pause.multipliedBy(2);
        if (pause.compareTo(most) > 0) {
            pause = most;
        }
        parked.put(
                place,
                new Parked(why.kind(), why.getMessage(), before == null ? now : before.since, now.plus(pause), pause));
        return before == null || before.cause != why.kind();
    }

    /** @return whether it had been parked */
    boolean open(String place) {
        return parked.remove(place) != null;
    }

    Optional<Parked> parked(String place) {
        return Optional.ofNullable(parked.get(place));
    }

    /** @return all that are parked, by name */
    Map<String, Parked> all() {
        return Map.copyOf(parked);
    }
}
