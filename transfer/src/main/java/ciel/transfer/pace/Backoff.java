package ciel.transfer.pace;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Full jitter: the wait before retry k is uniform between 0 and min(cap, base 2^k), so that many that failed together
 * do not come back together
 * (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 *
 * @param base longest wait before the first retry, &gt; 0
 * @param cap  longest wait of all, &ge; base
 */
public record Backoff(Duration base, Duration cap) {
    /** 250 ms, doubling up to 30 s. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));

    /** Checks the range. */
    public Backoff {
        if (base.isNegative() || base.isZero() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException(
                    "backoff base " + base + " and cap " + cap + "; must be 0 < base <= cap");
        }
    }

    /**
     * @param retry  0 for the first retry
     * @param random source of the jitter
     * @return wait (ns)
     */
    public long nanos(int retry, RandomGenerator random) {
        double limit = Math.min((double) cap.toNanos(), base.toNanos() * Math.scalb(1.0, Math.min(retry, 60)));
        return (long) (random.nextDouble() * limit);
    }
}
