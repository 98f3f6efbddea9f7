package ciel.transfer.pace;

import java.time.LocalTime;

/** Time that passes only when someone sleeps. */
final class VirtualTicker implements Ticker {
    private long nanos;
    private final LocalTime origin;

    VirtualTicker(LocalTime origin) {
        this.origin = origin;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized LocalTime timeOfDay() {
        return origin.plusNanos(nanos);
    }

    @Override
    public synchronized void sleep(long n) {
        nanos += Math.max(0, n);
    }
}
