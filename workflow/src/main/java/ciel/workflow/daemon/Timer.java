package ciel.workflow.daemon;

import java.time.Instant;

/**
 * Time, and the daemon's one queue of events. Everything that waits, waits here. Events run one after the other on the
 * daemon's thread, in order of time and then in the order in which they were given.
 */
public interface Timer {
    /** @return the time now: of the machine's clock, or of a simulation; never before an event that has run */
    Instant now();

    /**
     * Runs something on the daemon's thread as soon as what was posted before has run.
     *
     * @param event what; may be posted from any thread
     */
    void post(Runnable event);

    /**
     * Runs something on the daemon's thread at a time, or at once where it is past. Called on the daemon's thread.
     *
     * @param when  time
     * @param event what
     * @return takes the event back when it is run; nothing happens where the event has run already
     */
    Runnable at(Instant when, Runnable event);
}
