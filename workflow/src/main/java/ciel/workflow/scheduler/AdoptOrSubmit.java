package ciel.workflow.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Submits a job so that it runs once, whatever the scheduler answers and whenever this program is killed.
 *
 * <p>The intent with a name of its own is in the ledger before the request is sent, and a request is sent once a name.
 * What is answered is a hint. After that, the job is looked for by name in queue and accounts: found, it is adopted; not
 * found in both for a whole grace after the last moment at which the request could still be on its way, and no claim in
 * the site's folder, it is lost and tried again under a new name. A request that comes through even later makes a job
 * that
 * meets the claim of the other and ends. So the claim is the proof, and the grace only makes such a meeting rare.
 *
 * <p>How a pass uses it: {@link #next} says what to do now. To submit, call {@link #asking} first; when the scheduler
 * has answered, {@link #answered}. To look, ask the scheduler for {@link JobIntent#names()} since {@link #since}, and
 * hand what it saw to {@link #looked}. A {@link SchedulerException} changes nothing: look again later.
 */
public final class AdoptOrSubmit {
    /**
     * How long things take at a scheduler.
     *
     * @param patience a request that was not answered is surely dead after this (its client is killed then)
     * @param grace    from then until a name that is nowhere is given up: the scheduler's message timeout, and the time
     *                 that its accounts lag behind
     * @param look     between two looks while it is not clear
     * @param skew     the scheduler's clock differs from ours by less than this
     */
    public record Rules(Duration patience, Duration grace, Duration look, Duration skew) {
        /** For a real site: 60 s, 120 s, 5 s, 10 min. */
        public static final Rules FIELD = new Rules(
                Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(5), Duration.ofMinutes(10));
    }

    /** What to do now. */
    public enum Next {
        /** Send the request: {@link #asking}, then {@link Scheduler#submit}. */
        SUBMIT,
        /** Ask the scheduler for the job's names. */
        LOOK
    }

    /** Whether a task of the job has begun, as {@code claim/<stem>} in the site's folder says. */
    public enum Claim {
        /** Nobody has looked. */
        UNKNOWN,
        NONE,
        CLAIMED
    }

    /** What is known after a look. */
    public sealed interface Verdict {
        /**
         * The scheduler has the job.
         *
         * @param rows    of all tasks that it knows, ended ones among them
         * @param surplus tasks of another try that wait beside one of the same index: cancel them by name and id
         */
        record Live(List<JobRow> rows, List<JobRow> surplus) implements Verdict {}

        /**
         * No task waits or runs.
         *
         * @param tasks the last row of each index (0 for a single job); an index that is not there has {@link
         *     Ending#VANISHED}
         */
        record Ended(Map<Integer, JobRow> tasks) implements Verdict {}

        /** Nothing is known; look again then. */
        record Unsure(Instant again) implements Verdict {}

        /** Look whether there is a claim, and call again with what was seen. */
        record NeedClaim() implements Verdict {}

        /** It never existed, or the controller forgot it before it began: submit again under the next name. */
        record Lost(String why) implements Verdict {}

        /**
         * The scheduler did not take it.
         *
         * @param later whether it may take it later, under the next name
         * @param full  whether it may as soon as jobs of the account have ended
         */
        record Refused(String text, boolean later, boolean full) implements Verdict {}
    }

    private final Rules rules;
    private final JobBook book;

    /** @param rules of the scheduler @param book the ledger */
    public AdoptOrSubmit(Rules rules, JobBook book) {
        this.rules = rules;
        this.book = book;
    }

    /** @return what to do for a job now */
    public Next next(JobIntent job) {
        return job.asked().isEmpty() ? Next.SUBMIT : Next.LOOK;
    }

    /**
     * @return how far back a job is to be looked for. Longer than it is where this clock was set forward meanwhile, never
     *     shorter: it does not go back
     */
    public Duration back(JobIntent job, Instant now) {
        return Duration.between(job.intended(), now).plus(rules.skew());
    }

    /** Call before {@link Scheduler#submit}: when this returns, the request may be sent, once. */
    public void asking(JobIntent job, Instant now) {
        if (job.asked().isPresent()) {
            throw new IllegalStateException("the job " + job.name() + " was asked for before; a name is used once");
        }
        book.asked(job.name(), now);
    }

    /** @return when to look */
    public Instant answered(JobIntent job, SubmitAnswer answer, Instant now) {
        book.answered(job.name(), answer, now);
        return now.plus(rules.look());
    }

    /**
     * @param job   as the ledger has it
     * @param saw   the scheduler's answer for {@link JobIntent#names()}
     * @param claim whether a task has begun; {@link Claim#UNKNOWN} unless asked for
     * @param now   time of the answer
     * @return what is known now; what the ledger has to know is written
     */
    public Verdict looked(JobIntent job, Sighting saw, Claim claim, Instant now) {
        List<JobRow> rows = new ArrayList<>();
        for (String name : job.names()) {
            rows.addAll(saw.named(name));
        }
        if (!rows.isEmpty()) {
            return found(job, rows, now);
        }
        if (!saw.complete()) {
            return new Verdict.Unsure(now.plus(rules.look()));
        }
        if (claim == Claim.UNKNOWN) {
            return new Verdict.NeedClaim();
        }
        if (claim == Claim.NONE && job.answer().orElse(null) instanceof SubmitAnswer.Refused refused) {
            book.refused(job.name(), refused.text(), now);
            return new Verdict.Refused(refused.text(), refused.later(), refused.full());
        }
        if (job.missing().isEmpty()) {
            book.missing(job.name(), now);
        }
        Instant sure = latest(lastSign(job), job.missing().orElse(now)).plus(rules.grace());
        if (now.isBefore(sure)) {
            Instant again = now.plus(rules.look());
            return new Verdict.Unsure(again.isBefore(sure) ? again : sure);
        }
        if (claim == Claim.CLAIMED) {
            return new Verdict.Ended(Map.of());
        }
        String why = job.adopted().isPresent()
                ? "the scheduler had the job and knows it no more; it never began"
                : job.answer()
                        .map(answer -> switch (answer) {
                            case SubmitAnswer.Accepted a ->
                                "the scheduler gave the number " + a.id() + " and does not know the job";
                            case SubmitAnswer.Refused r -> "refused: " + r.text();
                            case SubmitAnswer.Uncertain u -> "no certain answer: " + u.text();
                        })
                        .orElse("the request was not answered");
        book.lost(job.name(), why, now);
        return new Verdict.Lost(why);
    }

    /** The last moment at which the request could still have been on its way to the scheduler. */
    private Instant lastSign(JobIntent job) {
        return job.answered().orElse(job.asked().orElse(job.intended()).plus(rules.patience()));
    }

    private Verdict found(JobIntent job, List<JobRow> rows, Instant now) {
        if (job.adopted().isEmpty()) {
            JobRow first = rows.getFirst();
            book.adopted(JobName.parse(first.name()).orElse(job.name()), first, now);
        } else if (job.missing().isPresent()) {
            book.found(job.name(), now);
        }
        Map<Integer, List<JobRow>> byTask = new TreeMap<>();
        for (JobRow row : rows) {
            byTask.computeIfAbsent(row.task().orElse(0), task -> new ArrayList<>())
                    .add(row);
        }
        List<JobRow> surplus = new ArrayList<>();
        boolean live = false;
        Map<Integer, JobRow> last = new TreeMap<>();
        for (Map.Entry<Integer, List<JobRow>> task : byTask.entrySet()) {
            List<JobRow> waitOrRun =
                    task.getValue().stream().filter(row -> row.state().live()).toList();
            live |= !waitOrRun.isEmpty();
            surplus.addAll(surplus(task.getValue(), waitOrRun));
            last.put(task.getKey(), last(task.getValue()));
        }
        return live ? new Verdict.Live(List.copyOf(rows), surplus) : new Verdict.Ended(last);
    }

    /** Waiting tasks of another try than the one that runs or has run, or that was asked for first. */
    private static List<JobRow> surplus(Collection<JobRow> all, List<JobRow> live) {
        Optional<JobRow> keep = all.stream()
                .filter(row -> row.started().isPresent())
                .min(Comparator.comparing(row -> row.started().get()))
                .or(() -> live.stream().min(Comparator.comparing(JobRow::submitted)));
        return live.stream()
                .filter(row -> row.state() == JobState.PENDING)
                .filter(row -> keep.isPresent() && !row.name().equals(keep.get().name()))
                .toList();
    }

    /** The row that tells most of an ended task: a run that met another's claim has ended at once. */
    private static JobRow last(List<JobRow> rows) {
        return rows.stream()
                .filter(row -> row.state() != JobState.REQUEUED)
                .max(Comparator.comparingLong(JobRow::seconds)
                        .thenComparing(row -> row.ended().orElse(Instant.MIN)))
                .orElse(rows.getLast());
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
