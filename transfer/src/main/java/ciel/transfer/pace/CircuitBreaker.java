package ciel.transfer.pace;

/**
 * Leaves a link alone that fails again and again: after {@code threshold} failures in a row nobody may pass for
 * {@code pause}; then one may try, and its success lets
 * all pass, its failure starts a pause twice as long, up to eight times the first.
 */
public final class CircuitBreaker {
    private final int threshold;
    private final long pauseNanos;
    private final Ticker ticker;
    private int failures;
    private int openings;
    private long openUntil;
    private boolean open;
    private boolean trial;

    /**
     * @param threshold  failures in a row that open it, &ge; 1
     * @param pauseNanos first pause (ns), &gt; 0
     * @param ticker     time
     */
    public CircuitBreaker(int threshold, long pauseNanos, Ticker ticker) {
        this.threshold = threshold;
        this.pauseNanos = pauseNanos;
        this.ticker = ticker;
    }

    /** @return 0 if the caller may act now (it must report back), else how long to wait before asking again (ns) */
    public synchronized long ask() {
        if (!open) {
            return 0;
        }
        long left = openUntil - ticker.nanoTime();
        if (left > 0) {
            return left;
        }
        if (trial) {
            return Math.max(1, pauseNanos / 10);
        }
        trial = true;
        return 0;
    }

    /** The act worked. */
    public synchronized void success() {
        failures = 0;
        openings = 0;
        open = false;
        trial = false;
    }

    /** The act failed in a way that speaks against the link. */
    public synchronized void failure() {
        failures++;
        if (open ? trial : failures >= threshold) {
            open = true;
            trial = false;
            openUntil = ticker.nanoTime() + (pauseNanos << Math.min(openings, 3));
            openings++;
        }
    }

    /** The act ended in a way that says nothing of the link. */
    public synchronized void neutral() {
        trial = false;
    }

    /** @return whether it is open now */
    public synchronized boolean isOpen() {
        return open;
    }
}
