package ciel.app;

/**
 * Amount per second, smoothed over the last ten seconds or so, so that "time left" follows a change of pace without
 * jumping. Before that it is the mean since the beginning. Not for sharing between threads.
 */
final class SmoothRate {
    private static final double MEMORY_SECONDS = 10;
    private long lastTime;
    private long lastAmount;
    private double weight;
    private double smoothed;

    /** @param now clock (ns) */
    void restart(long now) {
        lastTime = now;
        lastAmount = 0;
        weight = 0;
        smoothed = 0;
    }

    /** @param now clock (ns) @param amount done in all */
    void sample(long now, long amount) {
        double seconds = (now - lastTime) * 1e-9;
        if (seconds <= 0) {
            return;
        }
        // exponentially weighted mean with the weight of the missing past divided out
        double keep = Math.exp(-seconds / MEMORY_SECONDS);
        smoothed = keep * smoothed + (1 - keep) * (amount - lastAmount) / seconds;
        weight = keep * weight + (1 - keep);
        lastTime = now;
        lastAmount = amount;
    }

    /** @return amount per second; 0 before the first sample */
    double perSecond() {
        return weight > 0 ? smoothed / weight : 0;
    }
}
