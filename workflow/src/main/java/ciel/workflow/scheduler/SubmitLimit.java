package ciel.workflow.scheduler;

import java.util.Map;

/**
 * How many tasks may wait and run at once, and which of them are there.
 *
 * @param most   tasks; a job without an array is one
 * @param source for people, such as {@code MaxSubmitJobs of user ubc12ab with account ubc@cpu}
 * @param queue  tasks in the queue that count, by the name of their job; of all jobs of the user
 */
public record SubmitLimit(int most, String source, Map<String, Integer> queue) {
    public SubmitLimit {
        queue = Map.copyOf(queue);
    }
}
