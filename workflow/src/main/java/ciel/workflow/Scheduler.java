package ciel.workflow;

import java.util.Optional;

/**
 * Where work is run: this machine, or a batch system. Submission is written down before it is done and carries a name
 * by which it can be found again,
 * so that after a crash it is adopted and not repeated (law 4).
 */
public interface Scheduler {
    /** State of a piece of work as the scheduler sees it. */
    enum State {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        UNKNOWN
    }

    /**
     * What to run.
     *
     * @param name    unique name of this piece of work, by which {@link #find} finds it again
     * @param command program and arguments
     * @param cores   cores it needs, &ge; 1
     * @param seconds wall-clock limit (s), &gt; 0
     */
    record Work(String name, java.util.List<String> command, int cores, long seconds) {}

    /** @return the scheduler's own id of work submitted earlier under this name, if there is any */
    Optional<String> find(String name);

    /** Submits work that {@link #find} does not know. @return the scheduler's own id */
    String submit(Work work);

    /** @return state of submitted work */
    State state(String id);

    /** Asks for the end of submitted work. */
    void cancel(String id);
}
