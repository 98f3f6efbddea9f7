package ciel.transfer.globus;

import java.time.Duration;
import java.time.Instant;

/** Time as this package sees it, so that the waiting can be tested without waiting. */
public interface Ticker {
    /** Wall-clock time, for the expiry of tokens. */
    Instant now();

    /** A steady clock in nanoseconds from an arbitrary origin, for intervals. */
    long nanos();

    /** Waits. */
    void sleep(Duration d) throws InterruptedException;

    /** The machine's clocks. */
    static Ticker system() {
        return new Ticker() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration d) throws InterruptedException {
                Thread.sleep(d);
            }
        };
    }
}
