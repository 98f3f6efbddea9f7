package ciel.workflow.scheduler;

import java.util.List;

/**
 * What a scheduler is asked to run: an installed script with a units file, as one job or as an array of tasks that share
 * the file.
 *
 * @param name      of the job, never used before; {@link JobName#text()}
 * @param script    name of an installed script, such as {@code render.sh}
 * @param lines     of the units file, written to {@code units/<name>.txt} before the job is asked for; ciel.workflow.job
 *                  makes them
 * @param tasks     1: a single job; more: an array with indices from 0
 * @param throttle  most tasks of the array that run at once; 0: no limit
 * @param resources of each task
 */
public record JobRequest(String name, String script, List<String> lines, int tasks, int throttle, Resources resources) {
    /** @throws IllegalArgumentException for numbers out of range */
    public JobRequest {
        lines = List.copyOf(lines);
        if (tasks < 1) {
            throw new IllegalArgumentException("tasks is " + tasks + "; must be at least 1");
        }
        if (throttle < 0) {
            throw new IllegalArgumentException("throttle is " + throttle + "; must be at least 0");
        }
    }
}
