package ciel.workflow.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every ending of a Slurm job, as sacct told it. */
class EndingTest {
    /** JobName of the reference's outputs, and what each ending is. */
    private static final Map<String, Ending> EXPECTED = new TreeMap<>(Map.ofEntries(
            Map.entry("e-ok", Ending.COMPLETED),
            Map.entry("e-exit3", Ending.EXITED),
            Map.entry("e-segv", Ending.KILLED),
            Map.entry("e-kill9", Ending.KILLED),
            Map.entry("e-notfound", Ending.EXITED),
            Map.entry("e-step", Ending.COMPLETED),
            Map.entry("e-step2", Ending.EXITED),
            Map.entry("e-timeout", Ending.TIME_LIMIT),
            Map.entry("e-usr1", Ending.CHECKPOINTED),
            Map.entry("e-usr1-notrap", Ending.SCRIPT_BUG),
            Map.entry("e-oom-acct", Ending.OUT_OF_MEMORY),
            Map.entry("e-oom-rlimit", Ending.EXITED),
            Map.entry("e-parttime", Ending.CANCELLED_BY_SYSTEM),
            Map.entry("e-badchdir", Ending.SITE_FOLDER),
            Map.entry("e-badout", Ending.SITE_FOLDER),
            Map.entry("e-cancel-run", Ending.CANCELLED_BY_ROOT),
            Map.entry("e-deadline", Ending.DEADLINE),
            Map.entry("r-requeue", Ending.NODE_FAILED),
            Map.entry("r-preempt-requeue", Ending.PREEMPTED),
            Map.entry("r-nodedown-norequeue", Ending.NODE_FAILED),
            Map.entry("r-prolog-norequeue", Ending.CANCELLED_BY_ROOT),
            Map.entry("r-slurmdkill", Ending.EXITED),
            Map.entry("c-oom", Ending.OUT_OF_MEMORY),
            Map.entry("c-oom-hidden", Ending.OUT_OF_MEMORY),
            Map.entry("c-oom-srun", Ending.OUT_OF_MEMORY),
            Map.entry("c-oom-exec", Ending.OUT_OF_MEMORY),
            Map.entry("c-timeout", Ending.TIME_LIMIT),
            Map.entry("c-timeout-notrap", Ending.TIME_LIMIT),
            Map.entry("c-timeout-ignoreterm", Ending.TIME_LIMIT),
            Map.entry("c-usr1", Ending.CHECKPOINTED),
            Map.entry("c-usr1-nowait", Ending.TIME_LIMIT),
            Map.entry("c-usr1-child", Ending.CHECKPOINTED)));

    private static long seconds(String clock) {
        String[] parts = clock.split(":");
        return parts.length < 3
                ? 60
                : 3600 * Long.parseLong(parts[0]) + 60 * Long.parseLong(parts[1]) + Long.parseLong(parts[2]);
    }

    /** @return a line of the reference as the gate's format has it; times are made up */
    private static String line(String told) {
        String[] f = told.split("\\|", -1);
        long elapsed = f.length > 6 && !f[6].isEmpty() ? seconds(f[6]) : 60;
        long limit = f.length > 7 && f[7].matches("[0-9:]+") ? seconds(f[7]) / 60 : 600;
        return String.join(
                "|",
                f[0],
                f[0],
                f[1],
                f[2],
                f[3],
                f[4],
                f[5],
                "2026-01-01T00:00:00",
                "2026-01-01T00:00:01",
                "2026-01-01T00:10:00",
                Long.toString(elapsed),
                f.length > 8 ? f[8] : "",
                "n1",
                Long.toString(limit));
    }

    @Test
    void theRealOutputsOfEveryEndingAreClassified() throws Exception {
        Path file = Path.of("../../shared/data/campaign/sacct-endings.psv");
        assumeTrue(Files.exists(file), "the reference data are not beside the project");
        List<String> lines = new ArrayList<>();
        for (String told : Files.readAllLines(file)) {
            if (!told.startsWith("JobID|") && !told.isBlank()) {
                lines.add(line(told));
            }
        }
        Map<String, Ending> found = new LinkedHashMap<>();
        for (JobRow row : SlurmRows.accounts(lines)) {
            if (row.task().isEmpty()) {
                found.put(row.name(), Ending.of(row));
            } else if (row.name().equals("e-arr")) {
                boolean failed = List.of(1, 4, 7).contains(row.task().getAsInt());
                assertEquals(failed ? Ending.EXITED : Ending.COMPLETED, Ending.of(row), row.toString());
            }
        }
        EXPECTED.forEach((name, ending) -> assertEquals(ending, found.get(name), name));
        assertTrue(found.size() > 40, found.keySet().toString());
    }

    /** Small outputs of the project's own, as Slurm 22.05 printed them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "COMPLETED; 0:0; 0:0; COMPLETED 0:0; COMPLETED; AGAIN",
                "COMPLETED; 0:0; 1:0; COMPLETED 0:0; COMPLETED; AGAIN",
                "COMPLETED; 0:0; 0:125; COMPLETED 0:0; OUT_OF_MEMORY; MORE_MEMORY",
                "FAILED; 3:0; 0:0; FAILED 3:0; EXITED; AGAIN",
                "FAILED; 73:0; 0:0; FAILED 73:0; SITE_FOLDER; PARK_SITE",
                "FAILED; 137:0; 0:0; FAILED 137:0; KILLED; AGAIN_ONCE",
                "FAILED; 0:11; 0:0; CANCELLED 0:11; KILLED; AGAIN_ONCE",
                "FAILED; 0:9; 0:0; CANCELLED by 0 0:9; OUT_OF_MEMORY; MORE_MEMORY",
                "FAILED; 0:9; 0:0; CANCELLED 0:9; KILLED; AGAIN_ONCE",
                "FAILED; 0:10; 0:0; CANCELLED 0:10; SCRIPT_BUG; HOLD",
                "FAILED; 85:0; 0:0; FAILED 85:0; CHECKPOINTED; CONTINUE",
                "FAILED; 0:53; 0:0; CANCELLED 0:53; SITE_FOLDER; PARK_SITE",
                "OUT_OF_MEMORY; 0:125; 0:0; OUT_OF_MEMORY 0:125; OUT_OF_MEMORY; MORE_MEMORY",
                "TIMEOUT; 0:0; 0:0; CANCELLED 0:15; TIME_LIMIT; MORE_TIME",
                "NODE_FAIL; 0:0; 0:0; CANCELLED 0:0; NODE_FAILED; CONTINUE",
                "BOOT_FAIL; 0:0; 0:0; CANCELLED 0:0; NODE_FAILED; CONTINUE",
                "PREEMPTED; 0:0; 0:0; CANCELLED 0:15; PREEMPTED; CONTINUE",
                "DEADLINE; 1:0; 0:0; CANCELLED 0:15; DEADLINE; HOLD",
                "CANCELLED by 1000; 0:0; 0:0; CANCELLED 0:15; CANCELLED; ASK_LEDGER",
                "CANCELLED by 0; 0:0; 0:0; CANCELLED 0:15; CANCELLED_BY_ROOT; OURS_OR_ELSEWHERE",
                "CANCELLED; 0:0; 0:0; CANCELLED 0:15; CANCELLED_BY_SYSTEM; ELSEWHERE",
                "CANCELLED+; 0:0; 0:0; CANCELLED 0:15; CANCELLED; ASK_LEDGER",
            })
    void anEndingHasAnAnswer(
            String state, String exit, String derived, String batch, Ending ending, Ending.Answer answer)
            throws Exception {
        int at = batch.lastIndexOf(' ');
        String times = "|None|2026-01-01T00:00:00|2026-01-01T00:00:01|2026-01-01T00:00:20|19||n1|60";
        List<JobRow> rows = SlurmRows.accounts(List.of(
                "7|7|c-1|" + state + "|" + exit + "|" + derived + times,
                "7.batch|7.batch|batch|" + batch.substring(0, at) + "|" + batch.substring(at + 1) + "|" + times));
        assertEquals(ending, Ending.of(rows.getFirst()));
        assertEquals(answer, ending.answer());
    }

    @Test
    void aRefusedRequestIsNoJobAndAJobThatFailedAtOnceIsOne() throws Exception {
        String refused =
                "22|22|c-1|FAILED|1:0|0:0|None|2026-01-01T00:00:00|2026-01-01T00:00:00|2026-01-01T00:00:00|0|||10";
        String older = "22|22|c-1|FAILED|1:0|0:0|None|2026-01-01T00:00:00|Unknown|2026-01-01T00:00:00|0|||10";
        assertEquals(List.of(), SlurmRows.accounts(List.of(refused)));
        assertEquals(List.of(), SlurmRows.accounts(List.of(older)));
        String batch =
                "22.batch|22.batch|batch|FAILED|1:0|||2026-01-01T00:00:00|2026-01-01T00:00:00|2026-01-01T00:00:00|0||n|";
        assertEquals(1, SlurmRows.accounts(List.of(refused, batch)).size());
    }

    @Test
    void aJobThatTheControllerForgotIsNotLiveBecauseTheAccountsSaySo() throws Exception {
        String times = "|None|2026-01-01T00:00:00|Unknown|Unknown|0||None assigned|10";
        assertEquals(
                List.of(),
                SlurmRows.accounts(List.of("7|7|c-1|PENDING|0:0|0:0" + times, "8|8|c-2|RUNNING|0:0|0:0" + times)));
    }

    @Test
    void theSameNumberAndNameInSeveralRowsAreRunsOfOneJob() throws Exception {
        String times = "|None|2026-01-01T00:00:00|2026-01-01T00:00:01|2026-01-01T00:00:20|19||n1|60";
        List<JobRow> rows = SlurmRows.accounts(List.of(
                "7|7|c-1|NODE_FAIL|0:0|0:0" + times,
                "7.batch|7.batch|batch|CANCELLED|0:0|" + times,
                "7|7|c-1|COMPLETED|0:0|0:0" + times,
                "7.batch|7.batch|batch|COMPLETED|0:0|" + times));
        assertEquals(
                List.of(JobState.NODE_FAIL, JobState.COMPLETED),
                rows.stream().map(JobRow::state).toList());
    }

    @Test
    void foldedTasksAreUnfolded() throws Exception {
        List<JobRow> rows = SlurmRows.queue(List.of(
                "7_[0-4:2,9%3]|7|0-4:2,9%3|c-1|PENDING|JobArrayTaskLimit|2026-01-01T00:00:00|N/A",
                "7_5|8|5|c-1|RUNNING|None|2026-01-01T00:00:00|2026-01-01T00:00:09"));
        assertEquals(
                List.of(0, 2, 4, 9, 5),
                rows.stream().map(row -> row.task().orElse(-1)).toList());
        assertEquals("7_9", rows.get(3).id());
        assertEquals(Waiting.THROTTLE, Waiting.of(rows.getFirst()));
        assertEquals(
                Optional.of(Instant.parse("2026-01-01T00:00:09Z")),
                rows.getLast().started());
    }

    @ParameterizedTest
    @CsvSource({
        "Resources, NORMAL",
        "Priority, NORMAL",
        "BeginTime, NORMAL",
        "None, NORMAL",
        "Licenses, NORMAL",
        "QOSMaxCpuPerUserLimit, NORMAL",
        "JobArrayTaskLimit, THROTTLE",
        "PartitionDown, SITE",
        "'ReqNodeNotAvail, Reserved for maintenance', SITE",
        "'Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions', SITE",
        "JobHeldUser, HELD",
        "JobHeldAdmin, HELD",
        "launch failed requeued held, HELD",
        "job requeued in held state, HELD",
        "PartitionTimeLimit, NEVER",
        "PartitionConfig, NEVER",
        "DependencyNeverSatisfied, NEVER",
        "AssocGrpCPUMinutesLimit, NEVER",
        "QOSMaxWallDurationPerJobLimit, NEVER",
    })
    void aReasonSaysWhetherSomebodyHasToAct(String reason, Waiting waiting) {
        JobRow row =
                JobRow.live("1", "c", OptionalInt.empty(), JobState.PENDING, reason, Instant.EPOCH, Optional.empty());
        assertEquals(waiting, Waiting.of(row));
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, RUNNING",
        "R, RUNNING",
        "PD, PENDING",
        "SPECIAL_EXIT, PENDING",
        "CG, BETWEEN",
        "CANCELLED by 1000, CANCELLED",
        "COMPLETED+, COMPLETED",
        "POWER_UP_NODE, UNKNOWN",
        "'', UNKNOWN",
    })
    void anUnknownWordCountsAsLive(String text, JobState state) {
        assertEquals(state, JobState.of(text));
        assertTrue(state != JobState.UNKNOWN || state.live());
    }

    @ParameterizedTest
    @CsvSource({
        "'sbatch: error: Batch job submission failed: Requested node configuration is not available', refused",
        "'sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified', refused",
        "'sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit)', later",
        "'sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying', later",
        "'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation', uncertain",
        "'sbatch: error: Batch job submission failed: Connection reset by peer', uncertain",
        "'sbatch: error: slurm_receive_msg: Zero Bytes were transmitted or received', uncertain",
        "'sbatch: error: Batch job submission failed: a new kind of error', uncertain",
        "'', uncertain",
    })
    void onlyKnownWordsMeanThatThereIsNoJob(String text, String answer) {
        String found =
                switch (SlurmWords.refusal(text)) {
                    case SubmitAnswer.Refused refused -> refused.later() ? "later" : "refused";
                    case SubmitAnswer.Uncertain uncertain -> "uncertain";
                    case SubmitAnswer.Accepted accepted -> "accepted";
                };
        assertEquals(answer, found);
    }

    @Test
    void aLineThatIsNotAsAskedForIsAnError() throws IOException {
        for (String line : List.of("7 c-1 PENDING", "", "7|7||c-1|PENDING|x|soon|N/A", "x|y|z")) {
            org.junit.jupiter.api.Assertions.assertThrows(
                    SlurmRows.Unreadable.class, () -> SlurmRows.queue(List.of(line)), line);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AssocMaxSubmitJobLimit, true, true",
        "AssocGrpSubmitJobsLimit, true, true",
        "QOSMaxSubmitJobPerUserLimit, true, true",
        "QOSMaxSubmitJobPerAccountLimit, true, true",
        "QOSGrpSubmitJobsLimit, true, true",
        "AssocMaxWallDurationPerJobLimit, false, false",
        "QOSMaxCpuPerJobLimit, false, false",
        "QOSMinGRES, false, false"
    })
    void aLimitOnTheQueueIsWaitedForAndOneOnAJobIsNot(String words, boolean later, boolean full) {
        String text = "sbatch: error: " + words + "\nsbatch: error: Batch job submission failed: Job violates "
                + "accounting/QOS policy (job submit limit, user's size and/or time limits)";
        SubmitAnswer.Refused refused = assertInstanceOf(SubmitAnswer.Refused.class, SlurmWords.refusal(text));
        assertEquals(later, refused.later());
        assertEquals(full, refused.full());
    }
}
