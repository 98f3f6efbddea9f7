package ciel.transfer.pace;

/**
 * Keeps retries a small part of the work: each success earns a fraction of a retry, each retry costs one, and there
 * is a reserve to begin with. When all is failing
 * the retries stop soon, whatever each act would still be allowed.
 */
public final class RetryBudget {
    private final double reserve;
    private final double earned;
    private double tokens;

    /**
     * @param reserve retries that can be spent without any success, &ge; 0
     * @param earned  retries earned by a success, &ge; 0
     */
    public RetryBudget(double reserve, double earned) {
        this.reserve = reserve;
        this.earned = earned;
        this.tokens = reserve;
    }

    /** Something succeeded. */
    public synchronized void success() {
        tokens = Math.min(reserve, tokens + earned);
    }

    /** @return whether one more retry is allowed; if so it is spent */
    public synchronized boolean spend() {
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** @return retries left */
    public synchronized double left() {
        return tokens;
    }
}
