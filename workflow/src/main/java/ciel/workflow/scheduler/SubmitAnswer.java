package ciel.workflow.scheduler;

/** What a scheduler said to a request. */
public sealed interface SubmitAnswer {
    /**
     * It gave a number. The job may still be lost when the controller dies now.
     *
     * @param id the scheduler's number; the same number may be given to another job later
     */
    record Accepted(String id) implements SubmitAnswer {}

    /**
     * It said no, in words that mean that no job was made.
     *
     * @param text  the scheduler's own words
     * @param later whether the same request may be taken later: the queue is full, a partition is down, there is no
     *     session with the site; else it is not sent again before somebody has changed something
     */
    record Refused(String text, boolean later) implements SubmitAnswer {
        /** @return whether the account has as many jobs in the queue as it may */
        public boolean full() {
            return later && SlurmWords.full(text);
        }
    }

    /**
     * Nobody knows whether there is a job: no answer, a cut session, words that are not known.
     *
     * @param text what was seen
     */
    record Uncertain(String text) implements SubmitAnswer {}
}
