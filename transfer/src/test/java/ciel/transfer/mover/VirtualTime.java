package ciel.transfer.mover;

import ciel.transfer.pace.Ticker;
import java.time.Instant;
import java.time.LocalTime;

/** Time that passes only when everybody waits for it, and then at once. */
final class VirtualTime implements Ticker {
    private long nanos;

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized LocalTime timeOfDay() {
        return LocalTime.NOON.plusNanos(nanos);
    }

    @Override
    public synchronized Instant now() {
        return Instant.parse("2027-01-01T00:00:00Z").plusNanos(nanos);
    }

    @Override
    public synchronized void sleep(long n) {
        nanos += Math.max(0, n);
    }

    @Override
    public void await(Object monitor, long n) {
        sleep(n);
    }

    double hours() {
        return nanoTime() / 3.6e12;
    }
}
