package ciel.workflow.daemon;

import ciel.workflow.ledger.Act;
import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.JobNews;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.ledger.JobState;
import ciel.workflow.ledger.NewJob;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.scheduler.JobBook;
import ciel.workflow.scheduler.JobIntent;
import ciel.workflow.scheduler.JobName;
import ciel.workflow.scheduler.SubmitAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code AdoptOrSubmit} writes down, in the campaign's ledger: the request is the act {@code ask/<name>}, its answer is
 * that act's answer, and an adopted job is SUBMITTED. Since when a job is missing is kept in memory only: a daemon that
 * starts again waits a whole grace again.
 */
final class LedgerJobBook implements JobBook {
    private static final String ACTOR = "jobs";
    private static final String ACCEPTED = "accepted ";
    private static final String REFUSED = "refused ";
    private static final String LATER = "refused for now ";
    private static final String UNCERTAIN = "uncertain ";

    private final DaemonContext context;
    private final CampaignRun run;
    private final Map<String, Instant> missing = new HashMap<>();
    /** The row that follows a lost job, by the lost one's name, until it was taken. */
    private final Map<String, JobRow> next = new HashMap<>();

    LedgerJobBook(DaemonContext context, CampaignRun run) {
        this.context = context;
        this.run = run;
    }

    private static String key(String name) {
        return "ask/" + name;
    }

    /** @return what the ledger knows of a job */
    JobIntent intent(JobRow row, List<JobName> earlier) {
        Optional<Act> asked = context.ledger.act(key(row.name()));
        return new JobIntent(
                JobName.parse(row.name())
                        .orElseThrow(() -> new IllegalStateException(row.name() + " is no job's name")),
                earlier,
                row.intended(),
                asked.map(Act::asked),
                asked.map(Act::answered),
                asked.map(Act::answer).flatMap(LedgerJobBook::answer),
                row.state().code() >= JobState.SUBMITTED.code() && row.submitted() != null
                        ? Optional.of(row.submitted())
                        : Optional.empty(),
                Optional.ofNullable(missing.get(row.name())));
    }

    private static Optional<SubmitAnswer> answer(String text) {
        if (text.startsWith(ACCEPTED)) {
            return Optional.of(new SubmitAnswer.Accepted(text.substring(ACCEPTED.length())));
        }
        if (text.startsWith(LATER)) {
            return Optional.of(new SubmitAnswer.Refused(text.substring(LATER.length()), true));
        }
        if (text.startsWith(REFUSED)) {
            return Optional.of(new SubmitAnswer.Refused(text.substring(REFUSED.length()), false));
        }
        return text.startsWith(UNCERTAIN)
                ? Optional.of(new SubmitAnswer.Uncertain(text.substring(UNCERTAIN.length())))
                : Optional.empty();
    }

    private JobRow row(JobName name) {
        return context.ledger
                .job(name.text())
                .orElseThrow(() -> new IllegalStateException("the ledger has no job " + name));
    }

    @Override
    public void asked(JobName name, Instant at) {
        context.writing(w -> w.begin(List.of(new Act(run.id(), "ask", key(name.text()), name.text(), at))));
    }

    @Override
    public void answered(JobName name, SubmitAnswer answer, Instant at) {
        String text =
                switch (answer) {
                    case SubmitAnswer.Accepted a -> ACCEPTED + a.id();
                    case SubmitAnswer.Refused r -> (r.later() ? LATER : REFUSED) + r.text();
                    case SubmitAnswer.Uncertain u -> UNCERTAIN + u.text();
                };
        JobRow row = row(name);
        context.writing(w -> {
            w.answer(key(name.text()), text, at);
            w.answer("submit/" + name.text(), text, at);
            if (answer instanceof SubmitAnswer.Accepted a) {
                w.advanceJob(
                        row.job(),
                        JobState.SUBMITTED,
                        at.plus(context.settings.adopt().look()),
                        new JobNews(a.id(), null, null, null, -1, null),
                        Change.by(ACTOR, at));
            }
        });
    }

    @Override
    public void adopted(JobName name, ciel.workflow.scheduler.JobRow seen, Instant at) {
        missing.remove(name.text());
        context.ledger
                .job(name.text())
                .ifPresent(row -> context.writing(w -> w.advanceJob(
                        row.job(),
                        JobState.SUBMITTED,
                        at,
                        new JobNews(
                                seen.number(), seen.submitted(), seen.started().orElse(null), null, -1, null),
                        Change.by(ACTOR, at))));
    }

    @Override
    public void missing(JobName name, Instant at) {
        missing.putIfAbsent(name.text(), at);
    }

    @Override
    public void found(JobName name, Instant at) {
        missing.remove(name.text());
    }

    @Override
    public void lost(JobName name, String why, Instant at) {
        missing.remove(name.text());
        JobRow row = row(name);
        IdSet units = context.ledger.unitsOf(row.job());
        boolean again = run.state() != CampaignState.CANCELLED;
        String nonce = String.format(Locale.ROOT, "%08x", context.random.nextInt());
        JobRow successor = context.write(w -> {
            w.advanceJob(
                    row.job(),
                    JobState.LOST,
                    null,
                    new JobNews(null, null, null, null, -1, shortened(why)),
                    Change.by(ACTOR, at).because(shortened(why), ""));
            IdSet planned = w.replanUnits(
                    units, at, false, Change.by(ACTOR, at).ofJob(row.job()).because("", "job " + name + ": " + why));
            return again && !planned.isEmpty()
                    ? w.intend(
                            new NewJob(run.id(), row.number(), nonce, row.cores(), row.gpus(), at),
                            planned,
                            Change.by(ACTOR, at))
                    : null;
        });
        if (successor != null) {
            next.put(name.text(), successor);
        }
    }

    /** @return the job that was intended when this one was found to be lost */
    Optional<JobRow> successor(String name) {
        return Optional.ofNullable(next.remove(name));
    }

    @Override
    public void refused(JobName name, String text, Instant at) {
        missing.remove(name.text());
        JobRow row = row(name);
        IdSet units = context.ledger.unitsOf(row.job());
        String cause = shortened("the scheduler refuses the job: " + text);
        Optional<SubmitAnswer.Refused> later = context.ledger
                .act(key(name.text()))
                .map(Act::answer)
                .flatMap(LedgerJobBook::answer)
                .map(said -> said instanceof SubmitAnswer.Refused r && r.later() ? r : null);
        context.writing(w -> {
            w.advanceJob(
                    row.job(),
                    JobState.REFUSED,
                    null,
                    new JobNews(null, null, null, null, -1, cause),
                    Change.by(ACTOR, at).because(cause, ""));
            Change change = Change.by(ACTOR, at).ofJob(row.job()).because(cause, "job " + name);
            if (later.isPresent()) {
                // a full queue is parked as a whole: its units need not wait longer than it
                Instant due = later.get().full() ? at : at.plus(context.settings.parkMost());
                w.replanUnits(units, due, false, change);
            } else {
                w.advanceUnits(units, UnitState.HELD, change);
            }
        });
    }

    /** A cause as the ledger takes it: one line, at most 200 characters. */
    static String shortened(String text) {
        String line = text.lines().findFirst().orElse("").strip();
        return line.length() <= 200 ? line : line.substring(0, 197) + "...";
    }

    /** @return names of a job's earlier tries, as far as this process knows them */
    static List<JobName> with(List<JobName> earlier, String name) {
        List<JobName> all = new ArrayList<>(earlier);
        JobName.parse(name).ifPresent(all::add);
        return all;
    }
}
