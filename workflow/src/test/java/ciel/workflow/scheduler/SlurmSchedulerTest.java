package ciel.workflow.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Slurm on the spot, a real one of one node with accounting. */
class SlurmSchedulerTest extends SchedulerConformance {
    private static OneNodeSlurm slurm;

    @BeforeAll
    static void up() throws IOException {
        slurm = OneNodeSlurm.shared();
    }

    @Override
    Scheduler open(Path site, Path jobs) throws IOException {
        return slurm.scheduler(site, jobs, Path.of("/usr/bin"));
    }

    @Override
    int refusedIsSeenAfter() {
        return 6;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aWaitingArrayIsOneLineAndARowATask() throws Exception {
        String name = name();
        Instant since = Instant.now().minusSeconds(60);
        submit(request(name, "wait.sh", List.of("x"), 5_000, 1));
        List<JobRow> rows = until(name, "there", r -> r.size() == 5_000);
        assertEquals(5_000, rows.stream().map(JobRow::id).distinct().count());
        String id = rows.getFirst().number();
        assertEquals(CancelAnswer.ASKED, scheduler.cancel(name, id));
        until(name, "ended", r -> r.stream().noneMatch(row -> row.state().live()));
        assertTrue(scheduler
                .query(Set.of(name), Duration.between(since, Instant.now()))
                .complete());
    }
}
