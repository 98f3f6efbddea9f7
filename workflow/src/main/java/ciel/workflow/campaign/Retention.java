package ciel.workflow.campaign;

import java.time.Duration;

/**
 * How long files stay at the render site.
 *
 * @param purge whether they are deleted there at all
 * @param grace time from the last acknowledgement of a unit to its deletion
 * @param logs  how long logs of jobs and units stay after they were written last
 */
public record Retention(boolean purge, Duration grace, Duration logs) {}
