package ciel.transfer.pace;

import ciel.transfer.Retryability;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tries again what comes before the mover's own works, such as opening a backend or listing a directory, so that one
 * lost connection does not end a transfer before it begins.
 */
public final class Retry {
    /** No try begins later than this after the first. */
    public static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    private Retry() {}

    /** Something that may fail for a moment. */
    public interface Act<T> {
        /** @return what came of it */
        T run() throws TransferException;
    }

    /**
     * @param act tried until it works, fails with an error that is not transient, or {@link #LONGEST} has passed
     * @return what came of it
     * @throws TransferException of the last try
     */
    public static <T> T briefly(Act<T> act) throws TransferException {
        return briefly(act, Ticker.SYSTEM);
    }

    static <T> T briefly(Act<T> act, Ticker ticker) throws TransferException {
        long began = ticker.nanoTime();
        for (int tries = 0; ; tries++) {
            try {
                return act.run();
            } catch (TransferException e) {
                long wait = Math.max(
                        BACKOFF.nanos(tries, ThreadLocalRandom.current()),
                        e.retryAfter().map(Duration::toNanos).orElse(0L));
                if (e.retryability() != Retryability.TRANSIENT
                        || ticker.nanoTime() + wait - began > LONGEST.toNanos()) {
                    throw e;
                }
                sleep(wait, ticker);
            }
        }
    }

    private static void sleep(long nanos, Ticker ticker) throws TransferException {
        try {
            ticker.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("interrupted while waiting to try again", e);
        }
    }
}
