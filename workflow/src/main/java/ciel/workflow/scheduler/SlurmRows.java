package ciel.workflow.scheduler;

import ciel.workflow.scheduler.JobRow.Exit;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads what squeue and sacct print with the gate's formats; times are UTC. A line that is not as it must be is an error,
 * so that a changed format is not taken for an empty queue.
 */
final class SlurmRows {
    private static final int QUEUE_FIELDS = 8;
    private static final int ACCOUNT_FIELDS = 14;

    private SlurmRows() {}

    /** A line that cannot be read. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String program, String line) {
            super(program + " printed a line that is not as asked for: '"
                    + (line.length() > 120 ? line.substring(0, 120) + "..." : line) + "'");
        }
    }

    /** @param lines {@code %i|%F|%K|%j|%T|%r|%V|%S} @return a row a task: folded lines are unfolded */
    static List<JobRow> queue(List<String> lines) throws Unreadable {
        List<JobRow> rows = new ArrayList<>();
        for (String line : lines) {
            String[] f = line.split("\\|", -1);
            if (f.length != QUEUE_FIELDS || f[0].isEmpty() || !f[1].matches("[0-9]+")) {
                throw new Unreadable("squeue", line);
            }
            JobState state = JobState.of(f[4]);
            Instant submitted = time(f[6]).orElseThrow(() -> new Unreadable("squeue", line));
            // of a waiting task it is a forecast
            Optional<Instant> started = state == JobState.PENDING ? Optional.empty() : time(f[7]);
            for (Task task : tasks(f[0], f[1])) {
                rows.add(new JobRow(
                        task.id,
                        f[3],
                        task.index,
                        state,
                        f[4],
                        f[5],
                        submitted,
                        started,
                        Optional.empty(),
                        Exit.NONE,
                        Exit.NONE,
                        0,
                        0,
                        false,
                        "",
                        0));
            }
        }
        return rows;
    }

    private record Task(String id, OptionalInt index) {}

    /** @param id 7, 7_3 or 7_[0-9%2] @param number of the job or of the array */
    private static List<Task> tasks(String id, String number) {
        int at = id.indexOf('_');
        if (at < 0) {
            return List.of(new Task(id, OptionalInt.empty()));
        }
        String index = id.substring(at + 1);
        String list = index.startsWith("[") && index.endsWith("]") ? index.substring(1, index.length() - 1) : index;
        List<Task> tasks = new ArrayList<>();
        for (int i : SlurmTasks.of(list)) {
            tasks.add(new Task(number + "_" + i, OptionalInt.of(i)));
        }
        return tasks.isEmpty() ? List.of(new Task(id, OptionalInt.empty())) : tasks;
    }

    /**
     * @param lines {@code JobID|JobIDRaw|JobName|State|ExitCode|DerivedExitCode|Reason|Submit|Start|End|ElapsedRaw|MaxRSS|
     *     NodeList|TimelimitRaw}, steps after their job
     * @return a row a task that has ended, steps folded into it. Left out are tasks that wait or run (the queue knows
     *     better: the accounts keep jobs that the controller has forgotten) and requests that sbatch refused, which look
     *     like jobs that failed
     */
    static List<JobRow> accounts(List<String> lines) throws Unreadable {
        List<JobRow> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); ) {
            String[] job = fields(lines.get(i++));
            List<String[]> steps = new ArrayList<>();
            while (i < lines.size() && lines.get(i).startsWith(job[0] + ".")) {
                steps.add(fields(lines.get(i++)));
            }
            if (job[0].contains(".")) {
                continue; // a step whose job is not in the window
            }
            JobState state = state(job);
            if (state.live() || refused(job, state, steps)) {
                continue;
            }
            String number = job[0].contains("_") ? job[0].substring(0, job[0].indexOf('_')) : job[0];
            for (Task task : tasks(job[0], number)) {
                rows.add(row(task, state, job, steps));
            }
        }
        return rows;
    }

    private static String[] fields(String line) throws Unreadable {
        String[] f = line.split("\\|", -1);
        if (f.length != ACCOUNT_FIELDS || f[0].isEmpty()) {
            throw new Unreadable("sacct", line);
        }
        return f;
    }

    /** Slurm 22.05 was seen to call a job that ran past its limit CANCELLED, by nobody. */
    private static JobState state(String[] job) {
        JobState state = JobState.of(job[3]);
        boolean late = job[13].matches("[0-9]+") && number(job[10]) >= 60 * Long.parseLong(job[13]);
        return state == JobState.CANCELLED && !job[3].contains("by") && late ? JobState.TIMEOUT : state;
    }

    private static boolean refused(String[] job, JobState state, List<String[]> steps) {
        return state == JobState.FAILED
                && steps.isEmpty()
                && number(job[10]) == 0
                && (time(job[8]).isEmpty() || job[8].equals(job[9]));
    }

    private static JobRow row(Task task, JobState state, String[] job, List<String[]> steps) throws Unreadable {
        Exit exit = exit(job[4]);
        Exit derived = exit(job[5]);
        long peak = 0;
        boolean memory = state == JobState.OUT_OF_MEMORY || exit.signal() == 125 || derived.signal() == 125;
        for (String[] step : steps) {
            peak = Math.max(peak, bytes(step[11]));
            memory |= JobState.of(step[3]) == JobState.OUT_OF_MEMORY;
            // without cgroups the accounting plugin kills: its step is cancelled by root while the job fails
            memory |= state == JobState.FAILED
                    && exit.signal() == 9
                    && step[0].endsWith(".batch")
                    && step[3].equals("CANCELLED by 0");
        }
        return new JobRow(
                task.id,
                job[2],
                task.index,
                state,
                job[3],
                job[6],
                time(job[7]).orElseThrow(() -> new Unreadable("sacct", String.join("|", job))),
                time(job[8]),
                time(job[9]),
                exit,
                derived,
                number(job[10]),
                peak,
                memory,
                job[12],
                0);
    }

    private static Exit exit(String text) {
        String[] parts = text.split(":");
        return parts.length == 2 ? new Exit((int) number(parts[0]), (int) number(parts[1])) : Exit.NONE;
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /** @param text 1252K, 3.5M, 17 or empty */
    private static long bytes(String text) {
        if (!text.matches("[0-9]{1,15}(\\.[0-9]+)?[KMGT]?")) {
            return 0;
        }
        int unit = "KMGT".indexOf(text.charAt(text.length() - 1)) + 1;
        double value = Double.parseDouble(unit == 0 ? text : text.substring(0, text.length() - 1));
        return (long) (value * (1L << (10 * unit)));
    }

    private static Optional<Instant> time(String text) {
        if (text.isEmpty() || !Character.isDigit(text.charAt(0))) {
            return Optional.empty(); // N/A, Unknown, None
        }
        try {
            return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
