package ciel.transfer.pace;

/**
 * Back-pressure: when the destination has no room, nobody goes on; after a while one is let through to see, and its
 * success opens the gate for all. Waiting costs
 * no retry.
 */
public final class Gate {
    private final Ticker ticker;
    private final long leastNanos;
    private final long mostNanos;
    private String reason;
    private long since;
    private long next;
    private long wait;
    private boolean trial;

    /**
     * @param ticker     time
     * @param leastNanos first wait (ns), &gt; 0
     * @param mostNanos  longest wait between two looks (ns)
     */
    public Gate(Ticker ticker, long leastNanos, long mostNanos) {
        this.ticker = ticker;
        this.leastNanos = leastNanos;
        this.mostNanos = mostNanos;
    }

    /** @return 0 if the caller may act (and must report back), else how long to wait before asking again (ns) */
    public synchronized long ask() {
        if (reason == null) {
            return 0;
        }
        long left = next - ticker.nanoTime();
        if (left > 0) {
            return left;
        }
        if (trial) {
            return leastNanos;
        }
        trial = true;
        return 0;
    }

    /** @param why no room, for people */
    public synchronized void close(String why) {
        long now = ticker.nanoTime();
        if (reason == null) {
            since = now;
            wait = leastNanos;
        } else if (trial) {
            wait = Math.min(mostNanos, wait * 2);
        }
        reason = why;
        trial = false;
        next = now + wait;
    }

    /** Something was written: there is room. */
    public synchronized void open() {
        reason = null;
        trial = false;
    }

    /** The trial ended without saying anything of room. */
    public synchronized void neutral() {
        trial = false;
    }

    /** @return why it is closed, or null */
    public synchronized String reason() {
        return reason;
    }

    /** @return how long it has been closed (ns), 0 if open */
    public synchronized long closedNanos() {
        return reason == null ? 0 : ticker.nanoTime() - since;
    }
}
