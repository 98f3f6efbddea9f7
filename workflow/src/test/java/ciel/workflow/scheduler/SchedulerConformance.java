package ciel.workflow.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every scheduler must do; side by side, because the accounts of Slurm lag by five seconds. */
abstract class SchedulerConformance {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Random RANDOM = new Random();

    Path root;
    Scheduler scheduler;

    /** @param root the site's folder @param scripts with the scripts of {@link #scripts} */
    abstract Scheduler open(Path root, Path scripts) throws IOException;

    @BeforeEach
    void site(@org.junit.jupiter.api.io.TempDir Path folder) throws IOException {
        root = Files.createDirectories(folder.resolve("root")).toRealPath();
        scheduler = open(
                root, scripts(Files.createDirectories(folder.resolve("jobs")).toRealPath()));
    }

    /** args.sh writes its arguments and its task, wait.sh waits until a file go is there, code.sh ends with the first line. */
    static Path scripts(Path scripts) throws IOException {
        Files.writeString(scripts.resolve("args.sh"), """
                #!/bin/sh
                task=${SLURM_ARRAY_TASK_ID:-${CIEL_TASK:-0}}
                echo "$1 $2 $3 $task" > "$2/args.$task"
                """);
        Files.writeString(scripts.resolve("wait.sh"), """
                #!/bin/sh
                echo begun >> "$2/begun"
                while [ -d "$2" ] && [ ! -e "$2/go" ]; do sleep 0.1; done
                """);
        Files.writeString(scripts.resolve("code.sh"), "#!/bin/sh\nread code < \"$1\"\nexit \"$code\"\n");
        Files.writeString(scripts.resolve("signal.sh"), "#!/bin/sh\nkill -11 $$\n");
        return scripts;
    }

    @AfterEach
    void letGo() throws IOException {
        if (scheduler != null) {
            Files.writeString(root.resolve("go"), "");
            scheduler.close();
        }
    }

    static String name() {
        return JobName.of("conform", RANDOM.nextInt(1_000_000), 0, RANDOM).text();
    }

    JobRequest request(String name, String script, List<String> lines, int tasks, int throttle) {
        return new JobRequest(
                name,
                script,
                lines,
                tasks,
                throttle,
                Resources.of(1, 100, Duration.ofMinutes(5), Duration.ofSeconds(30)));
    }

    String submit(JobRequest request) {
        return assertInstanceOf(SubmitAnswer.Accepted.class, scheduler.submit(request))
                .id();
    }

    /** Looks until the rows are as wanted. */
    List<JobRow> until(String name, String what, Predicate<List<JobRow>> wanted) throws Exception {
        Instant since = Instant.now().minusSeconds(600);
        List<JobRow> rows = List.of();
        for (Instant end = Instant.now().plus(PATIENCE); Instant.now().isBefore(end); Thread.sleep(100)) {
            rows = scheduler
                    .query(Set.of(name), Duration.between(since, Instant.now()))
                    .named(name);
            if (wanted.test(rows)) {
                return rows;
            }
        }
        return fail(name + " is not " + what + " after " + PATIENCE + ": " + rows);
    }

    List<JobRow> ended(String name, int tasks) throws Exception {
        return until(
                name,
                "ended",
                rows -> rows.size() == tasks
                        && rows.stream().noneMatch(row -> row.state().live()));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aJobGetsItsUnitsFileAndIsFoundByName() throws Exception {
        String name = name();
        submit(request(name, "args.sh", List.of("ciel-units=1", "7/R22_S11"), 1, 0));
        JobRow row = ended(name, 1).getFirst();
        assertEquals(JobState.COMPLETED, row.state());
        assertEquals(Ending.COMPLETED, Ending.of(row));
        assertTrue(
                row.task().isEmpty() && row.started().isPresent() && row.ended().isPresent(), row.toString());
        Path units = root.resolve("units/" + name + ".txt");
        assertEquals(List.of("ciel-units=1", "7/R22_S11"), Files.readAllLines(units));
        assertTrue(Files.readString(root.resolve("args.0")).startsWith(units + " " + root + " "));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anArrayHasARowATaskAndKeepsItsThrottle() throws Exception {
        String name = name();
        submit(request(name, "wait.sh", List.of("x"), 5, 1));
        List<JobRow> rows = until(
                name,
                "running",
                r -> r.size() == 5
                        && r.stream().anyMatch(row -> row.state() == JobState.RUNNING)
                        && Files.exists(root.resolve("begun")));
        assertEquals(
                1, rows.stream().filter(row -> row.state() == JobState.RUNNING).count());
        assertEquals(
                Set.of(0, 1, 2, 3, 4),
                rows.stream().map(row -> row.task().orElse(-1)).collect(Collectors.toSet()));
        assertEquals(1, Files.readAllLines(root.resolve("begun")).size());
        Files.writeString(root.resolve("go"), "");
        ended(name, 5);
        assertEquals(5, Files.readAllLines(root.resolve("begun")).size());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theExitCodeAndTheSignalAreTold() throws Exception {
        String three = name();
        String checkpoint = name();
        String signal = name();
        submit(request(three, "code.sh", List.of("3"), 1, 0));
        submit(request(checkpoint, "code.sh", List.of("85"), 1, 0));
        submit(request(signal, "signal.sh", List.of("x"), 1, 0));
        JobRow row = ended(three, 1).getFirst();
        assertEquals(3, row.exit().code());
        assertEquals(Ending.EXITED, Ending.of(row));
        assertEquals(Ending.CHECKPOINTED, Ending.of(ended(checkpoint, 1).getFirst()));
        JobRow killed = ended(signal, 1).getFirst();
        assertEquals(Ending.KILLED, Ending.of(killed), killed.toString());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aJobIsCancelledByItsNameAndNumberOnly() throws Exception {
        String name = name();
        String id = submit(request(name, "wait.sh", List.of("x"), 1, 0));
        until(name, "running", rows -> Files.exists(root.resolve("begun")));
        assertTrue(Set.of(CancelAnswer.OTHER_JOB, CancelAnswer.NOT_THERE).contains(scheduler.cancel(name(), id)));
        assertTrue(scheduler
                .query(Set.of(name), Duration.ofSeconds(600))
                .rows()
                .getFirst()
                .state()
                .live());
        assertEquals(CancelAnswer.NOT_THERE, scheduler.cancel(name, "999999"));
        assertEquals(CancelAnswer.ASKED, scheduler.cancel(name, id));
        JobRow row = ended(name, 1).getFirst();
        assertEquals(JobState.CANCELLED, row.state());
        assertTrue(Set.of(Ending.CANCELLED, Ending.CANCELLED_BY_ROOT).contains(Ending.of(row)), row.toString());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void oneTaskOfAnArrayIsCancelled() throws Exception {
        String name = name();
        String id = submit(request(name, "wait.sh", List.of("x"), 3, 1));
        until(name, "running", rows -> rows.size() == 3 && Files.exists(root.resolve("begun")));
        assertEquals(CancelAnswer.ASKED, scheduler.cancel(name, id + "_2"));
        Files.writeString(root.resolve("go"), "");
        // a task that never began may be in no accounts
        List<JobRow> rows = until(
                name,
                "ended",
                r -> r.stream().filter(row -> row.state() == JobState.COMPLETED).count() == 2
                        && r.stream().noneMatch(row -> row.state().live()));
        assertTrue(rows.stream()
                .allMatch(
                        row -> row.state() == (row.task().getAsInt() == 2 ? JobState.CANCELLED : JobState.COMPLETED)));
        assertEquals(2, Files.readAllLines(root.resolve("begun")).size());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatNobodySubmittedIsNotThere() throws Exception {
        Sighting saw = scheduler.query(Set.of(name(), name()), Duration.ofSeconds(600));
        assertTrue(saw.complete() && saw.rows().isEmpty(), saw.toString());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anImpossibleRequestIsRefusedInTheSchedulersWordsAndMakesNoJob() throws Exception {
        String name = name();
        JobRequest large = new JobRequest(
                name, "args.sh", List.of("x"), 1, 0, Resources.of(1, 9_999_999, Duration.ofMinutes(5), Duration.ZERO));
        SubmitAnswer.Refused refused = assertInstanceOf(SubmitAnswer.Refused.class, scheduler.submit(large));
        assertTrue(!refused.text().isBlank() && !refused.later(), refused.toString());
        SubmitAnswer none = scheduler.submit(request(name(), "none.sh", List.of("x"), 1, 0));
        assertInstanceOf(SubmitAnswer.Refused.class, none);
        // the accounts of Slurm know it, as a job that failed
        for (Instant end = Instant.now().plusSeconds(refusedIsSeenAfter());
                Instant.now().isBefore(end);
                Thread.sleep(500)) {
            assertEquals(
                    List.of(),
                    scheduler.query(Set.of(name), Duration.ofSeconds(600)).rows());
        }
    }

    /** @return how long a refused request may take to appear somewhere (s) */
    int refusedIsSeenAfter() {
        return 0;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theLimitsAreTold() throws Exception {
        Limits limits = scheduler.limits();
        assertTrue(limits.arrayTasks() >= 1000 && limits.units() >= 1000, limits.toString());
    }
}
