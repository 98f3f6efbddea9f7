package ciel.workflow.job;

import java.nio.file.Path;

/**
 * A task of a job, as its script starts it.
 *
 * @param units   the units file; its name without {@code .txt} is the job's
 * @param root    the site's folder
 * @param task    index in the array, from 0
 * @param id      the scheduler's number
 * @param restart how often the scheduler has started it before
 * @param threads for rendering, &ge; 1
 * @param version of Ciel
 */
public record JobCall(Path units, Path root, int task, String id, int restart, int threads, String version) {}
