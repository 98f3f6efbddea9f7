package ciel.transfer.pace;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when someone sleeps. */
public final class VirtualTicker implements Ticker {
    private final List<Duration> sleeps = new ArrayList<>();
    private final Instant origin;
    private long nanos;

    /** Begins on a new year's day, at midnight. */
    public VirtualTicker() {
        this(LocalTime.MIDNIGHT);
    }

    /** @param timeOfDay to begin with */
    public VirtualTicker(LocalTime timeOfDay) {
        origin = Instant.parse("2027-01-01T00:00:00Z").plusNanos(timeOfDay.toNanoOfDay());
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized LocalTime timeOfDay() {
        return LocalTime.ofInstant(now(), ZoneOffset.UTC);
    }

    @Override
    public synchronized Instant now() {
        return origin.plusNanos(nanos);
    }

    @Override
    public synchronized void sleep(long n) {
        sleeps.add(Duration.ofNanos(n));
        nanos += Math.max(0, n);
    }

    /** Lets time pass without a sleep. */
    public synchronized void advance(Duration d) {
        nanos += d.toNanos();
    }

    /** @return how long each sleep was */
    public synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }

    /** Forgets the sleeps so far; time stays. */
    public synchronized void forget() {
        sleeps.clear();
    }

    /** @return how long all sleeps were (s) */
    public synchronized double slept() {
        return sleeps.stream().mapToLong(Duration::toNanos).sum() / 1e9;
    }
}
