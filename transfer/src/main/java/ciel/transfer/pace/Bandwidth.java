package ciel.transfer.pace;

/**
 * Bytes per second over all lanes: a bucket that holds a quarter of a second's worth, filled at the rate the
 * timetable gives now. The timetable may be replaced while
 * lanes are waiting; they take the new rate within 100 ms.
 */
public final class Bandwidth {
    private static final double BURST_SECONDS = 0.25;
    private static final long STEP_NANOS = 100_000_000;

    private final Ticker ticker;
    private volatile Timetable timetable;
    private double tokens;
    private long filled;

    /**
     * @param timetable rates
     * @param ticker    time
     */
    public Bandwidth(Timetable timetable, Ticker ticker) {
        this.timetable = timetable;
        this.ticker = ticker;
        this.filled = ticker.nanoTime();
    }

    /** @param next rates from now on */
    public void change(Timetable next) {
        timetable = next;
    }

    /** @return rates now in force */
    public Timetable timetable() {
        return timetable;
    }

    /**
     * Waits until this many bytes may pass.
     *
     * @param bytes &ge; 0; more than the bucket holds is let through against later income
     * @throws InterruptedException if the thread is asked to end
     */
    public void acquire(long bytes) throws InterruptedException {
        while (true) {
            long wait = tryAcquire(bytes);
            if (wait <= 0) {
                return;
            }
            ticker.sleep(Math.min(wait, STEP_NANOS));
        }
    }

    private synchronized long tryAcquire(long bytes) {
        long now = ticker.nanoTime();
        double rate = timetable.rateAt(ticker.timeOfDay());
        double seconds = (now - filled) * 1e-9;
        filled = now;
        if (Double.isInfinite(rate)) {
            tokens = 0;
            return 0;
        }
        tokens = Math.min(tokens + seconds * rate, rate * BURST_SECONDS);
        if (tokens > 0) {
            tokens -= bytes;
            return 0;
        }
        return (long) Math.ceil(-tokens / rate * 1e9) + 1;
    }
}
