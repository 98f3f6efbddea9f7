package ciel.workflow.page;

/** What a holder of the page's token may do. */
public interface PageControl {
    /** The acts that the page offers. */
    enum Act {
        PAUSE,
        RESUME,
        RETRY
    }

    /**
     * Does it, or writes down that it is wanted.
     *
     * @param act      what
     * @param campaign name
     * @param cause    for RETRY: only units that failed or wait with this cause; empty for all of them
     * @return one sentence that says what was done
     * @throws IllegalArgumentException with a sentence for the reader when it cannot be done
     */
    String act(Act act, String campaign, String cause);
}
