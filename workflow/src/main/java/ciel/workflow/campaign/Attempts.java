package ciel.workflow.campaign;

import java.time.Duration;

/**
 * How often work is tried before a human is asked. Only failures of the work itself count, not outages and checkpoints.
 *
 * @param render  renderings of a unit, &ge; 1
 * @param deliver deliveries of a unit to a destination, &ge; 1
 * @param backoff wait before the second attempt; doubled for each further one, at most a day
 */
public record Attempts(int render, int deliver, Duration backoff) {}
