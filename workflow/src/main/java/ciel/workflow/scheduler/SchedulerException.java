package ciel.workflow.scheduler;

/**
 * The scheduler could not be asked: the controller does not answer, the session with the site is cut. Nothing is known,
 * so
 * nothing may change its state; ask again later.
 */
public final class SchedulerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param text which scheduler, what it said, what to do; one sentence */
    public SchedulerException(String text) {
        super(text);
    }

    /** @param text which scheduler, what it said, what to do @param cause what was thrown */
    public SchedulerException(String text, Throwable cause) {
        super(text, cause);
    }
}
