package ciel.workflow.daemon;

import ciel.workflow.job.UnitsFile;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.scheduler.JobName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What this process knows of a live job beside the ledger. */
final class JobWatch {
    JobRow row;
    final List<JobName> earlier;
    /** Names of exit files that were read. */
    final Set<String> seen = new HashSet<>();
    /** What the job was given; null until it was made or made again. */
    UnitsFile file;
    /** A call about it is under way. */
    boolean busy;
    /** Units of it that were rendered. */
    long rendered;

    JobWatch(JobRow row, List<JobName> earlier) {
        this.row = row;
        this.earlier = List.copyOf(earlier);
    }

    JobName name() {
        return JobName.parse(row.name()).orElseThrow();
    }
}
