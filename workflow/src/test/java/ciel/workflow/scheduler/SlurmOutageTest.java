package ciel.workflow.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Slurm of which a part does not answer: nothing is taken for a no. */
class SlurmOutageTest {
    private OneNodeSlurm slurm;
    private Path root;
    private SlurmScheduler scheduler;

    @BeforeEach
    void site(@TempDir Path folder) throws IOException {
        slurm = OneNodeSlurm.shared();
        root = Files.createDirectories(folder.resolve("root")).toRealPath();
        Path scripts = SchedulerConformance.scripts(
                Files.createDirectories(folder.resolve("jobs")).toRealPath());
        scheduler = slurm.scheduler(root, scripts, Path.of("/usr/bin"));
    }

    @AfterEach
    void letGo() throws IOException {
        if (scheduler != null) {
            Files.writeString(root.resolve("go"), "");
            scheduler.close();
        }
    }

    private static String name() {
        return JobName.of("outage", 1, 0, RandomGenerator.getDefault()).text();
    }

    private static JobRequest request(String name, String script) {
        return new JobRequest(
                name, script, List.of("x"), 1, 0, Resources.of(1, 100, Duration.ofMinutes(5), Duration.ZERO));
    }

    /** Looks until the queue has the job in this state. */
    private void until(String name, JobState state) throws Exception {
        Sighting saw = null;
        for (Instant end = Instant.now().plusSeconds(90); Instant.now().isBefore(end); Thread.sleep(200)) {
            try {
                saw = scheduler.query(Set.of(name), Duration.ofSeconds(600));
                if (saw.complete() && saw.named(name).stream().anyMatch(row -> row.state() == state)) {
                    return;
                }
            } catch (SchedulerException e) {
                // it is coming back
            }
        }
        throw new AssertionError(name + " is not " + state + ": " + saw);
    }

    @Test
    void accountsThatDoNotAnswerChangeNothing() throws Exception {
        String name = name();
        assertInstanceOf(SubmitAnswer.Accepted.class, scheduler.submit(request(name, "wait.sh")));
        until(name, JobState.RUNNING);
        slurm.act("kill", "slurmdbd");
        try {
            Sighting saw = scheduler.query(Set.of(name, name()), Duration.ofSeconds(60));
            assertTrue(!saw.complete() && saw.problem().contains("sacct"), saw.toString());
            assertEquals(1, saw.named(name).size(), "the queue answers alone");
        } finally {
            slurm.act("start", "slurmdbd");
        }
        until(name, JobState.RUNNING);
    }

    @Test
    void aControllerThatIsStoppedCouldNotBeAsked() throws Exception {
        String name = name();
        slurm.act("stop", "slurmctld");
        try {
            assertThrows(SchedulerException.class, () -> scheduler.query(Set.of(name), Duration.ZERO));
            assertThrows(SchedulerException.class, () -> scheduler.cancel(name, "1"));
            assertInstanceOf(SubmitAnswer.Uncertain.class, scheduler.submit(request(name, "args.sh")));
        } finally {
            slurm.act("cont", "slurmctld");
        }
        // the refused request has made a job
        until(name, JobState.COMPLETED);
    }

    @Test
    void aDaemonWhoseClockIsADayAheadOfTheSiteFindsItsJobs() throws Exception {
        String name = name();
        assertInstanceOf(SubmitAnswer.Accepted.class, scheduler.submit(request(name, "args.sh")));
        until(name, JobState.COMPLETED);
        Instant intended = Instant.now().plus(Duration.ofHours(26));
        AdoptOrSubmit protocol = new AdoptOrSubmit(AdoptOrSubmit.Rules.FIELD, null);
        JobIntent job = JobIntent.of(JobName.parse(name).orElseThrow(), List.of(), intended);
        Sighting saw = scheduler.query(Set.of(name), protocol.back(job, intended.plusSeconds(60)));
        assertTrue(saw.complete(), saw.problem());
        assertEquals(1, saw.named(name).size());
    }

    @Test
    void failure4_aJobThatAnOperatorHoldsAndMovesToAnotherPartitionIsStillFound() throws Exception {
        String name = name();
        JobRequest wide = new JobRequest(
                name, "wait.sh", List.of("x"), 2, 1, Resources.of(1, 100, Duration.ofMinutes(5), Duration.ZERO));
        String id = assertInstanceOf(SubmitAnswer.Accepted.class, scheduler.submit(wide))
                .id();
        until(name, JobState.RUNNING);
        slurm.slurm("scontrol", "hold", id + "_1");
        slurm.slurm("scontrol", "update", "jobid=" + id + "_1", "partition=closed");
        JobRow moved = scheduler.query(Set.of(name), Duration.ofSeconds(600)).named(name).stream()
                .filter(row -> row.task().getAsInt() == 1)
                .findFirst()
                .orElseThrow();
        assertEquals(JobState.PENDING, moved.state());
        assertEquals(Waiting.HELD, Waiting.of(moved), moved.reason());
        assertEquals(CancelAnswer.ASKED, scheduler.cancel(name, id));
    }
}
