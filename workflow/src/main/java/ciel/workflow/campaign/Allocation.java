package ciel.workflow.campaign;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What a project may spend at a site.
 *
 * @param hours core-hours, or GPU-hours where jobs have GPUs, that are left for this campaign; &gt; 0
 * @param ends  last day (UTC) on which they can be used, or empty
 */
public record Allocation(double hours, Optional<LocalDate> ends) {}
