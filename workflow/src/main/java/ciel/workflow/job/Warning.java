package ciel.workflow.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Whether the job was told that its time is nearly over. Safe for many threads. */
public final class Warning {
    private final InstantSource clock;
    private Instant at;

    /** @param clock the node's */
    public Warning(InstantSource clock) {
        this.clock = clock;
    }

    /** The time is nearly over: no further detector begins. */
    public synchronized void come() {
        if (at == null) {
            at = clock.instant();
            notifyAll();
        }
    }

    /** @return when it came */
    public synchronized Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    /** @return how much of a time after the warning is left; the whole time while there was none */
    Duration left(Duration time) {
        return at().map(came -> Duration.between(clock.instant(), came.plus(time)))
                .orElse(time);
    }
}
