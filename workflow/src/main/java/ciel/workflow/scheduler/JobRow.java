package ciel.workflow.scheduler;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One task of a job as a scheduler tells it; a single job is one task.
 *
 * @param id        number, or number_task; cancels this task
 * @param name      of the job
 * @param task      index in the array; empty: a single job
 * @param state     see {@link JobState}
 * @param stateText as it was told, such as {@code CANCELLED by 1000}
 * @param reason    of waiting (the queue's), or the last one before it started (the accounts', no cause of an ending)
 * @param submitted when the job was asked for
 * @param started   empty: it never started
 * @param ended     empty: it has not
 * @param exit      of the script
 * @param derived   highest of its steps' (Slurm's DerivedExitCode)
 * @param seconds   it ran (s)
 * @param peakBytes largest resident set of its steps (bytes); 0: not known
 * @param memoryOut whether the job or one of its steps was ended for its memory
 * @param nodes     where it ran
 * @param restarts  how often the scheduler has started it again; 0 where it does not say
 */
public record JobRow(
        String id,
        String name,
        OptionalInt task,
        JobState state,
        String stateText,
        String reason,
        Instant submitted,
        Optional<Instant> started,
        Optional<Instant> ended,
        Exit exit,
        Exit derived,
        long seconds,
        long peakBytes,
        boolean memoryOut,
        String nodes,
        int restarts) {
    /** @param code of the script @param signal that ended it; 0: none */
    public record Exit(int code, int signal) {
        /** 0:0 */
        public static final Exit NONE = new Exit(0, 0);
    }

    /** A task that waits or runs. */
    public static JobRow live(
            String id,
            String name,
            OptionalInt task,
            JobState state,
            String reason,
            Instant submitted,
            Optional<Instant> started) {
        return new JobRow(
                id,
                name,
                task,
                state,
                state.name(),
                reason,
                submitted,
                started,
                Optional.empty(),
                Exit.NONE,
                Exit.NONE,
                0,
                0,
                false,
                "",
                0);
    }

    /** A task that has ended. */
    public static JobRow ended(
            String id,
            String name,
            OptionalInt task,
            JobState state,
            Instant submitted,
            Instant started,
            Instant ended,
            Exit exit) {
        return new JobRow(
                id,
                name,
                task,
                state,
                state.name(),
                "",
                submitted,
                Optional.of(started),
                Optional.of(ended),
                exit,
                Exit.NONE,
                Math.max(0, ended.getEpochSecond() - started.getEpochSecond()),
                0,
                state == JobState.OUT_OF_MEMORY,
                "",
                0);
    }

    /** @return the same row with the id's number alone, without the task */
    public String number() {
        int at = id.indexOf('_');
        return at < 0 ? id : id.substring(0, at);
    }
}
