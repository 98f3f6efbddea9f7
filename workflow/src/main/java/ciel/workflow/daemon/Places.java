package ciel.workflow.daemon;

import ciel.workflow.stage.PortException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which places (sites, links, destinations) do not answer now. A place that could not be asked is left alone for a pause that
 * doubles each time; the first time that the same act works opens it again. Another act that works meanwhile proves nothing:
 * a disk that is full can be read, and a registry that refuses its token says nothing about the disk.
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
    /** By place, then by the act that could not be done. */
    private final Map<String, Map<String, Parked>> parked = new TreeMap<>();

    Places(Duration first, Duration most) {
        this.first = first;
        this.most = most;
    }

    /** @return when the place may be asked; now where it is not parked */
    Instant free(String place, Instant now) {
        return parked.getOrDefault(place, Map.of()).values().stream()
                .map(Parked::until)
                .filter(until -> until.isAfter(now))
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    /** @param act what was asked for @return whether people have to be told: it worked before, or the cause is another */
    boolean park(String place, String act, PortException.CouldNotAsk why, Instant now) {
        Map<String, Parked> acts = parked.computeIfAbsent(place, p -> new TreeMap<>());
        boolean news = acts.values().stream().noneMatch(p -> p.cause == why.kind());
        Parked before = acts.get(act);
        if (before != null && before.until.isAfter(now)) {
            // several calls were under way when it stopped answering: one pause
            acts.put(act, new Parked(why.kind(), why.getMessage(), before.since, before.until, before.pause));
            return news;
        }
        Duration pause = before == null ? first : before.pause.multipliedBy(2);
        if (pause.compareTo(most) > 0) {
            pause = most;
        }
        acts.put(
                act,
                new Parked(why.kind(), why.getMessage(), before == null ? now : before.since, now.plus(pause), pause));
        return news;
    }

    /**
     * An act has worked. What was parked by an act that nobody has asked for since, is open with it.
     *
     * @return whether the place had been parked, and is no more
     */
    boolean open(String place, String act, Instant now) {
        Map<String, Parked> acts = parked.get(place);
        if (acts == null) {
            return false;
        }
        acts.remove(act);
        acts.values().removeIf(p -> p.until.plus(most.multipliedBy(2)).isBefore(now));
        if (acts.isEmpty()) {
            parked.remove(place);
            return true;
        }
        return false;
    }

    /** @return the causes for which a place is parked now */
    Set<PortException.Cause> causes(String place) {
        return parked.getOrDefault(place, Map.of()).values().stream()
                .map(Parked::cause)
                .collect(Collectors.toSet());
    }

    /** @return all that are parked, by name; of several acts the one that waits longest */
    Map<String, Parked> all() {
        Map<String, Parked> all = new TreeMap<>();
        parked.forEach((place, acts) ->
                acts.values().stream().min(Comparator.comparing(Parked::since)).ifPresent(p -> all.put(place, p)));
        return all;
    }
}
