package ciel.workflow.daemon;

import ciel.workflow.job.UnitsFile;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.scheduler.JobName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /** Tasks whose units are known to run. */
    final Set<Integer> running = new HashSet<>();
    /** Units whose exit files were not taken yet, by their names; null until they are read from the ledger. */
    private Map<String, Open> open;

    /**
     * A unit of the job without an exit file.
     *
     * @param place in the job, from 0
     * @param unit  as it was when it was read
     */
    record Open(int place, UnitRow unit) {}

    JobWatch(JobRow row, List<JobName> earlier) {
        this.row = row;
        this.earlier = List.copyOf(earlier);
    }

    /** @return units whose exit files were not taken yet, by their names; what is taken is removed by the caller */
    Map<String, Open> open(CampaignLedger ledger) {
        if (open == null) {
            open = new LinkedHashMap<>();
            for (UnitRow unit : ledger.units(ledger.unitsOf(row.job()))) {
                open.put(RunJobs.spec(unit).toString(), new Open(open.size(), unit));
            }
        }
        return open;
    }

    JobName name() {
        return JobName.parse(row.name()).orElseThrow();
    }
}
