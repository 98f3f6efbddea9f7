package ciel.transfer.globus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that moves when somebody sleeps, and at no other time. */
final class VirtualTicker implements Ticker {
    final List<Duration> sleeps = new ArrayList<>();
    private long nanos;
    private final Instant origin = Instant.parse("2027-01-01T00:00:00Z");

    @Override
    public synchronized Instant now() {
        return origin.plusNanos(nanos);
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized void sleep(Duration d) {
        sleeps.add(d);
        nanos += d.toNanos();
    }

    synchronized void advance(Duration d) {
        nanos += d.toNanos();
    }

    synchronized double slept() {
        return sleeps.stream().mapToLong(Duration::toNanos).sum() / 1e9;
    }
}
