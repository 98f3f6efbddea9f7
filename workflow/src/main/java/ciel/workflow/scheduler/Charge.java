package ciel.workflow.scheduler;

import java.util.Optional;

/**
 * Who pays for jobs, and where they run: what limits of an account depend on. Empty: the scheduler's default.
 *
 * @param account   that is charged
 * @param partition of the nodes
 * @param qos       quality of service
 */
public record Charge(Optional<String> account, Optional<String> partition, Optional<String> qos) {}
