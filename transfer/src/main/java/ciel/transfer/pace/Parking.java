package ciel.transfer.pace;

import java.util.Optional;

/**
 * Whether a link may be used. It is parked when it fails {@code threshold} times in a row, when there is no room, or
 * when a person must act; then nobody passes for a while, after which one may try. The trial's success lets all pass,
 * its failure starts a pause twice as long, up to a limit. Waiting costs no file an attempt. Safe for many threads.
 */
public final class Parking {
    /** Why a link is parked. */
    public enum Cause {
        /** It fails again and again. */
        FAILING(2_000_000_000L, 60_000_000_000L),
        /** No room at the destination. */
        NO_ROOM(100_000_000L, 10_000_000_000L),
        /** A person must act. */
        HUMAN(1_000_000_000L, 60_000_000_000L);

        private final long firstNanos;
        private final long mostNanos;

        Cause(long firstNanos, long mostNanos) {
            this.firstNanos = firstNanos;
            this.mostNanos = mostNanos;
        }
    }

    /** Answer to who wants to pass. */
    public enum Pass {
        /** The link is open. */
        FREE,
        /** The link is parked; the caller is the one who tries. It must report back. */
        TRIAL,
        /** Not now. */
        NONE
    }

    /**
     * A link that is parked.
     *
     * @param cause  why
     * @param reason for people, with what is to be done
     * @param nanos  for how long already (ns)
     * @param exitCode of a command that ends by it
     */
    public record Parked(Cause cause, String reason, long nanos, int exitCode) {}

    private final int threshold;
    private final long failingNanos;
    private final Ticker ticker;
    private int failures;
    private Cause cause;
    private String reason;
    private int exitCode;
    private long since;
    private long next;
    private long wait;
    private boolean trial;

    /**
     * @param threshold    failures in a row that park the link, &ge; 1
     * @param failingNanos first pause of a link that fails (ns), &gt; 0
     * @param ticker       time
     */
    public Parking(int threshold, long failingNanos, Ticker ticker) {
        this.threshold = threshold;
        this.failingNanos = failingNanos;
        this.ticker = ticker;
    }

    /** @return whether the caller may act */
    public synchronized Pass ask() {
        if (cause == null) {
            return Pass.FREE;
        }
        if (trial || next - ticker.nanoTime() > 0) {
            return Pass.NONE;
        }
        trial = true;
        return Pass.TRIAL;
    }

    /** @return how long until a trial may begin (ns), 0 if the link is open or a trial is under way */
    public synchronized long nanosToTrial() {
        return cause == null || trial ? 0 : Math.max(1, next - ticker.nanoTime());
    }

    /**
     * An act worked.
     *
     * @param by    how it had been let through
     * @param wrote whether it took room at the destination
     * @return whether the link was parked and is open now
     */
    public synchronized boolean success(Pass by, boolean wrote) {
        failures = 0;
        if (by == Pass.TRIAL) {
            trial = false;
        }
        // What began before the link was parked says nothing of it, and what takes no room nothing of room.
        if (cause == null || by != Pass.TRIAL || cause == Cause.NO_ROOM && !wrote) {
            return false;
        }
        cause = null;
        reason = null;
        return true;
    }

    /**
     * An act failed in a way that speaks against the link.
     *
     * @param by  how it had been let through
     * @param why for people
     * @return whether this parked the link
     */
    public synchronized boolean failure(Pass by, String why) {
        failures++;
        if (by == Pass.TRIAL || cause == null && failures >= threshold) {
            return park(by, cause == null ? Cause.FAILING : cause, why, 1);
        }
        return false;
    }

    /**
     * Nobody may pass for a while.
     *
     * @param by       how the act that found it had been let through
     * @param newCause why
     * @param why      for people
     * @param code     exit code of a command that ends by it
     * @return whether people have to be told: the link was open, or the cause is another
     */
    public synchronized boolean park(Pass by, Cause newCause, String why, int code) {
        long now = ticker.nanoTime();
        boolean news = cause == null;
        if (by == Pass.TRIAL) {
            trial = false;
        }
        if (cause == null) {
            since = now;
            wait = first(newCause);
            next = now + wait;
        } else if (by == Pass.TRIAL) {
            wait = newCause == cause ? Math.min(most(newCause), wait * 2) : first(newCause);
            next = now + wait;
            news = newCause != cause;
        } else if (newCause != Cause.HUMAN || cause == Cause.HUMAN) {
            return false;
        } else {
            news = true;
        }
        cause = newCause;
        reason = why;
        exitCode = code;
        return news;
    }

    private long first(Cause c) {
        return c == Cause.FAILING ? failingNanos : c.firstNanos;
    }

    private long most(Cause c) {
        return c == Cause.FAILING ? Math.max(failingNanos, Math.min(failingNanos * 32, c.mostNanos)) : c.mostNanos;
    }

    /** An act ended in a way that says nothing of the link. */
    public synchronized void neutral(Pass by) {
        if (by == Pass.TRIAL) {
            trial = false;
        }
    }

    /** Someone says that the cause is gone: the next may try at once. */
    public synchronized void tryNow() {
        next = ticker.nanoTime();
    }

    /** @return why the link is parked, empty if it is open */
    public synchronized Optional<Parked> parked() {
        return cause == null
                ? Optional.empty()
                : Optional.of(new Parked(cause, reason, ticker.nanoTime() - since, exitCode));
    }
}
