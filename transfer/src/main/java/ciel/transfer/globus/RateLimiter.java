package ciel.transfer.globus;

import ciel.transfer.pace.Ticker;
import java.time.Duration;

/**
 * Keeps under the rate that Globus grants a user: 20 requests a second averaged over 10 s, that is 200 in any 10 s
 * (Globus FAQ, "limits").
 *
 * <p>A token bucket: in any interval of T seconds at most {@code burst + rate T} requests pass, so that {@code burst
 * = 20} and {@code rate = 18/s} never give more than
 * 200 in 10 s. The bucket belongs to one process; the service counts all processes of a user together.
 */
public final class RateLimiter {
    private final double perSecond;
    private final double burst;
    private final Ticker ticker;
    private double tokens;
    private long last;

    /**
     * @param perSecond requests a second in the long run, above 0
     * @param burst requests that may pass at once, at least 1
     */
    public RateLimiter(double perSecond, double burst, Ticker ticker) {
        if (!(perSecond > 0) || !(burst >= 1)) {
            throw GlobusException.badInput(
                    "rate limiter: " + perSecond + " requests/s with a burst of " + burst
                            + "; the rate must be > 0 and the burst >= 1",
                    null);
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.ticker = ticker;
        this.tokens = burst;
        this.last = ticker.nanoTime();
    }

    /** The limit of one Globus user. */
    public static RateLimiter globus(Ticker ticker) {
        return new RateLimiter(18, 20, ticker);
    }

    /**
     * Waits until one more request may leave. Waiting callers are served in the order of the monitor, each holding its
     * own place in time.
     */
    public void acquire() {
        Duration wait;
        synchronized (this) {
            long now = ticker.nanoTime();
            tokens = Math.min(burst, tokens + (now - last) / 1e9 * perSecond);
            last = now;
            tokens -= 1;
            wait = tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(-tokens / perSecond * 1e9));
        }
        if (!wait.isZero()) {
            try {
                ticker.sleep(wait.toNanos());
            } catch (InterruptedException e) {
                throw GlobusException.interrupted();
            }
        }
    }
}
