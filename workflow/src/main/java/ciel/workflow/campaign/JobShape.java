package ciel.workflow.campaign;

import java.time.Duration;

/**
 * Size of a render job, and how many there may be.
 *
 * @param detectors    units of one job, all of one visit; &ge; 1
 * @param cores        processors of a job, &ge; 1
 * @param gpus         devices of a job, &ge; 0
 * @param memoryBytes  memory of a job (bytes)
 * @param time         wall-clock limit of a job
 * @param warning      how long before the limit a job is told to write its checkpoint and end
 * @param queued       jobs of this campaign that may be queued or running at once
 * @param running      jobs that may run at once; not more than queued
 */
public record JobShape(
        int detectors,
        int cores,
        int gpus,
        long memoryBytes,
        Duration time,
        Duration warning,
        int queued,
        int running) {}
