package ciel.workflow.daemon;

import java.time.Instant;

/**
 * One duty of the daemon, such as submitting jobs. Runs on the daemon's thread, never blocks on anything but the ledger, and
 * never sleeps.
 */
public interface Pass {
    /** @return short name for logs and metrics, such as {@code submit} */
    String name();

    /**
     * Does what is due, and asks ports for what has to be known; their answers come as events, after which the pass is run
     * again.
     *
     * @param now the daemon's time
     * @return when to run it again at the latest; {@link Instant#MAX} where only an event can bring work
     */
    Instant step(Instant now);
}
