package ciel.workflow.daemon;

import ciel.workflow.job.JobFolders;
import ciel.workflow.ledger.Act;
import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.JobNews;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.ledger.JobState;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.scheduler.AdoptOrSubmit.Claim;
import ciel.workflow.scheduler.AdoptOrSubmit.Next;
import ciel.workflow.scheduler.AdoptOrSubmit.Verdict;
import ciel.workflow.scheduler.CancelAnswer;
import ciel.workflow.scheduler.Ending;
import ciel.workflow.scheduler.JobIntent;
import ciel.workflow.scheduler.Sighting;
import ciel.workflow.scheduler.Waiting;
import ciel.workflow.stage.PortException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at jobs: adopts them by name, reads their exit files, and settles their units when they have ended. The unit's own
 * exit file and manifest are believed before anything that the scheduler says.
 */
final class JobPass implements Pass {
    private static final int AT_ONCE = 200;
    private static final String ACTOR = "jobs";

    private final DaemonContext context;
    private final List<RunJobs> jobs;
    private final Map<RunJobs, UnitOutcomes> outcomes = new HashMap<>();
    private final Runnable wake;

    /** @param jobs of each campaign, by priority @param wake runs this pass and those that follow again */
    JobPass(DaemonContext context, List<RunJobs> jobs, Runnable wake) {
        this.context = context;
        this.jobs = jobs;
        this.wake = wake;
        jobs.forEach(desk -> outcomes.put(desk, new UnitOutcomes(context, desk)));
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public Instant step(Instant now) {
        Instant next = Instant.MAX;
        for (RunJobs each : jobs) {
            Instant again = step(each, now);
            next = again.isBefore(next) ? again : next;
        }
        return next;
    }

    private Instant step(RunJobs desk, Instant now) {
        CampaignRun run = desk.run;
        List<JobWatch> look = new ArrayList<>();
        boolean waits = false;
        for (JobRow row : context.ledger.dueJobs(run.id(), now, AT_ONCE)) {
            JobWatch watch = desk.watch(row);
            if (watch.busy) {
                waits = true;
            } else if (desk.adopt.next(desk.intent(watch)) == Next.SUBMIT) {
                waits = true;
                begin(desk, watch, now);
            } else {
                look.add(watch);
            }
        }
        if (!look.isEmpty()) {
            Instant free = context.free(run.scheduler(), now);
            if (free.isAfter(now)) {
                return free;
            }
            look(desk, look, now);
            return Instant.MAX; // the answer brings us back
        }
        return waits ? Instant.MAX : context.ledger.nextJob(run.id()).orElse(Instant.MAX);
    }

    /** A job that was written down by a process that ended before it asked. */
    private void begin(RunJobs desk, JobWatch watch, Instant now) {
        if (desk.run.state() == CampaignState.CANCELLED) {
            settle(desk, watch, JobState.CANCELLED, Map.of(), List.of(), now);
            return;
        }
        if (watch.file == null) {
            VisitRow visit = context.ledger
                    .visits(List.of(context.ledger
                            .units(context.ledger.unitsOf(watch.row.job()))
                            .getFirst()
                            .visit()))
                    .getFirst();
            Instant free = context.free(desk.run.site(), now);
            if (free.isAfter(now)) {
                context.writing(w -> w.postponeJobs(List.of(watch.row.job()), free));
                return;
            }
            Optional<String> spec = desk.spec(visit, wake);
            if (spec.isEmpty()) {
                Instant again = now.plus(context.settings.poll());
                context.writing(w -> w.postponeJobs(List.of(watch.row.job()), again));
                return;
            }
            watch.file = desk.file(watch.row, spec.get());
        }
        desk.submit(watch, wake);
    }

    private void look(RunJobs desk, List<JobWatch> watches, Instant now) {
        Map<JobWatch, JobIntent> intents = new HashMap<>();
        List<String> names = new ArrayList<>();
        Duration longest = Duration.ZERO;
        for (JobWatch watch : watches) {
            JobIntent intent = desk.intent(watch);
            intents.put(watch, intent);
            names.addAll(intent.names());
            Duration back = desk.adopt.back(intent, now);
            longest = back.compareTo(longest) > 0 ? back : longest;
            watch.busy = true;
        }
        Duration back = longest;
        context.calls.ask(
                desk.run.scheduler(),
                "look for " + watches.size() + " jobs",
                Schedulers.call(() -> desk.run.ports.scheduler().query(names, back)),
                answer -> {
                    Instant then = context.timer.now();
                    watches.forEach(w -> w.busy = false);
                    switch (answer) {
                        case Calls.Answer.Value<Sighting> value -> {
                            context.works(desk.run, desk.run.scheduler(), "query", then);
                            accounts(desk, value.value(), then);
                            watches.forEach(w -> judge(desk, w, value.value(), Claim.UNKNOWN, then));
                        }
                        case Calls.Answer.Failed<Sighting> failed -> {
                            context.failed(desk.run, desk.run.scheduler(), "query", failed.failure(), then);
                            // exit files are there all the same
                            watches.stream()
                                    .filter(w -> w.row.state() == JobState.RUNNING)
                                    .forEach(w -> read(desk, w, () -> {}));
                        }
                    }
                    wake.run();
                });
    }

    /** Accounts that do not answer change nothing: the first time is logged, and people are told when it lasts. */
    private void accounts(RunJobs desk, Sighting saw, Instant now) {
        String place = desk.run.scheduler();
        String key = "accounts/" + place.replace(' ', '/');
        if (saw.complete()) {
            if (desk.accountsAway != null) {
                desk.accountsAway = null;
                context.writing(w -> w.clear(desk.run.id(), key));
                DaemonContext.LOG.info("campaign={} {}: the accounts answer again", desk.run.name(), place);
            }
            return;
        }
        if (desk.accountsAway == null) {
            desk.accountsAway = now;
            DaemonContext.LOG.warn(
                    "campaign={} {}: the accounts do not answer: {}", desk.run.name(), place, saw.problem());
        } else if (now.isAfter(desk.accountsAway.plus(context.settings.adopt().grace()))) {
            context.tell(
                    desk.run,
                    Notifier.Level.WARNING,
                    place,
                    key,
                    "[" + place + "] the accounts do not answer; jobs that have left the queue wait until they do: "
                            + saw.problem(),
                    now);
        }
    }

    private void judge(RunJobs desk, JobWatch watch, Sighting saw, Claim claim, Instant now) {
        Optional<JobRow> fresh = context.ledger.job(watch.row.job());
        if (fresh.isEmpty() || !fresh.get().state().live()) {
            return;
        }
        watch.row = fresh.get();
        switch (desk.adopt.looked(desk.intent(watch), saw, claim, now)) {
            case Verdict.Live live -> live(desk, watch, live, now);
            case Verdict.Ended ended -> {
                watch.busy = true;
                read(desk, watch, () -> {
                    watch.busy = false;
                    ended(desk, watch, ended.tasks());
                });
            }
            case Verdict.Unsure unsure ->
                context.writing(w -> w.postponeJobs(List.of(watch.row.job()), unsure.again()));
            case Verdict.NeedClaim need -> claim(desk, watch, saw);
            case Verdict.Lost lost -> {
                DaemonContext.LOG.warn("campaign={} job={} is lost: {}", desk.run.name(), watch.row.name(), lost.why());
                desk.book
                        .successor(watch.row.name())
                        .ifPresentOrElse(
                                row -> {
                                    JobWatch next = desk.follow(row, watch);
                                    next.file = watch.file;
                                },
                                () -> desk.forget(watch));
            }
            case Verdict.Refused refused -> {
                desk.forget(watch);
                if (refused.full()) {
                    desk.queue.refused(refused.text(), now);
                    return;
                }
                if (refused.later()) {
                    context.failed(
                            desk.run,
                            desk.run.scheduler(),
                            "submit",
                            new PortException.CouldNotAsk(
                                    PortException.Cause.AWAY,
                                    desk.run.scheduler() + " takes no job now: " + refused.text()),
                            now);
                    return;
                }
                context.tell(
                        desk.run,
                        Notifier.Level.ERROR,
                        "job " + watch.row.name(),
                        "refused/" + LedgerJobBook.shortened(refused.text()),
                        "the scheduler refuses a job of " + watch.row.units() + " units: " + refused.text()
                                + "; correct the campaign file, then ciel campaign retry",
                        now);
            }
        }
    }

    private void claim(RunJobs desk, JobWatch watch, Sighting saw) {
        watch.busy = true;
        String folder = JobFolders.claims(watch.name());
        context.calls.ask(
                desk.run.site() + " jobs",
                "look for the claim of job " + watch.row.name(),
                () -> desk.run.ports.site().list(folder),
                answer -> {
                    Instant now = context.timer.now();
                    watch.busy = false;
                    switch (answer) {
                        case Calls.Answer.Value<List<String>> names -> {
                            context.works(desk.run, desk.run.site(), "read", now);
                            judge(desk, watch, saw, names.value().isEmpty() ? Claim.NONE : Claim.CLAIMED, now);
                        }
                        case Calls.Answer.Failed<List<String>> failed -> unread(desk, watch, failed.failure(), now);
                    }
                    wake.run();
                });
    }

    /** The site's folder could not be read: nothing is known, look again when it works. */
    private void unread(RunJobs desk, JobWatch watch, PortException failure, Instant now) {
        Instant again = now.plus(context.settings.poll());
        if (!context.failed(desk.run, desk.run.site(), "read", failure, now)) {
            context.tell(
                    desk.run,
                    Notifier.Level.ERROR,
                    "job " + watch.row.name(),
                    "exits/" + watch.row.name(),
                    failure.getMessage(),
                    now);
        }
        Instant free = context.free(desk.run.site(), now);
        context.writing(w -> w.postponeJobs(List.of(watch.row.job()), SubmitPass.later(again, free)));
    }

    private void live(RunJobs desk, JobWatch watch, Verdict.Live live, Instant now) {
        boolean runs = live.rows().stream()
                .anyMatch(r -> r.started().isPresent() && r.state() != ciel.workflow.scheduler.JobState.PENDING);
        Optional<Instant> started =
                live.rows().stream().flatMap(r -> r.started().stream()).min(Instant::compareTo);
        ciel.workflow.scheduler.JobRow first = live.rows().getFirst();
        JobNews news = new JobNews(first.number(), first.submitted(), started.orElse(null), null, -1, first.reason());
        Set<Integer> fresh = started(live.rows());
        fresh.removeAll(watch.running);
        IdSet units = fresh.isEmpty() ? IdSet.EMPTY : unitsOf(desk, watch, fresh);
        context.writing(w -> {
            w.advanceJob(
                    watch.row.job(),
                    runs ? JobState.RUNNING : JobState.SUBMITTED,
                    now.plus(context.settings.poll()),
                    news,
                    Change.by(ACTOR, now));
            if (!units.isEmpty()) {
                w.advanceUnits(units, UnitState.RUNNING, Change.by(ACTOR, now).ofJob(watch.row.job()));
            }
        });
        watch.running.addAll(fresh);
        waiting(desk, watch, live.rows(), now);
        live.surplus().forEach(row -> cancel(desk, watch, row));
        if (desk.run.state() == CampaignState.CANCELLED) {
            live.rows().stream().filter(r -> r.state().live()).forEach(row -> cancel(desk, watch, row));
        }
        if (runs) {
            watch.busy = true;
            read(desk, watch, () -> watch.busy = false);
        }
    }

    /** Tasks that run or have run. */
    private static Set<Integer> started(List<ciel.workflow.scheduler.JobRow> rows) {
        Set<Integer> tasks = new HashSet<>();
        rows.stream()
                .filter(r -> r.started().isPresent())
                .forEach(r -> tasks.add(r.task().orElse(0)));
        return tasks;
    }

    private IdSet unitsOf(RunJobs desk, JobWatch watch, Set<Integer> tasks) {
        long[] ids = context.ledger.unitsOf(watch.row.job()).stream().toArray();
        int each = desk.shape().detectors();
        List<Long> running = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            if (tasks.contains(i / each)) {
                running.add(ids[i]);
            }
        }
        return IdSet.of(running);
    }

    private void waiting(RunJobs desk, JobWatch watch, List<ciel.workflow.scheduler.JobRow> rows, Instant now) {
        for (ciel.workflow.scheduler.JobRow row : rows) {
            if (row.state() == ciel.workflow.scheduler.JobState.PENDING) {
                Waiting why = Waiting.of(row);
                if (why.person()) {
                    context.tell(
                            desk.run,
                            Notifier.Level.ERROR,
                            "job " + row.name(),
                            "waiting/" + why.name().toLowerCase(java.util.Locale.ROOT) + "/" + row.reason(),
                            "job " + row.name() + " (" + row.id() + ") waits for a person: " + row.reason()
                                    + "; release it (scontrol release) or cancel it",
                            now);
                    return;
                }
            }
        }
    }

    private void cancel(RunJobs desk, JobWatch watch, ciel.workflow.scheduler.JobRow row) {
        String key = "cancel/" + row.name() + "/" + row.id();
        context.writing(w -> w.begin(
                List.of(new Act(desk.run.id(), "cancel", key, row.name() + " " + row.id(), context.timer.now()))));
        context.calls.ask(
                desk.run.scheduler(),
                "cancel job " + row.name(),
                Schedulers.call(() -> desk.run.ports.scheduler().cancel(row.name(), row.id())),
                answer -> {
                    switch (answer) {
                        case Calls.Answer.Value<CancelAnswer> said ->
                            context.writing(w -> w.answer(key, said.value().name(), context.timer.now()));
                        case Calls.Answer.Failed<CancelAnswer> failed ->
                            context.failed(
                                    desk.run, desk.run.scheduler(), "cancel", failed.failure(), context.timer.now());
                    }
                });
    }

    /** Reads exit files that are new, and takes them. @param then runs when they were taken; not where the site is away */
    private void read(RunJobs desk, JobWatch watch, Runnable then) {
        String folder = JobFolders.exits(watch.name());
        Set<String> seen = Set.copyOf(watch.seen);
        context.calls.ask(
                desk.run.site() + " jobs",
                "read exit files of job " + watch.row.name(),
                () -> ExitReader.read(desk.run.ports.site(), folder, seen),
                answer -> {
                    Instant now = context.timer.now();
                    switch (answer) {
                        case Calls.Answer.Value<List<ExitReader.Found>> found -> {
                            context.works(desk.run, desk.run.site(), "read", now);
                            outcomes.get(desk).take(watch, found.value(), now);
                            then.run();
                        }
                        case Calls.Answer.Failed<List<ExitReader.Found>> failed -> {
                            watch.busy = false;
                            unread(desk, watch, failed.failure(), now);
                        }
                    }
                    wake.run();
                });
    }

    private void ended(RunJobs desk, JobWatch watch, Map<Integer, ciel.workflow.scheduler.JobRow> tasks) {
        Map<Integer, Ending> endings = new HashMap<>();
        tasks.forEach((task, row) -> endings.put(task, Ending.of(row)));
        settle(desk, watch, JobState.ENDED, endings, List.copyOf(tasks.values()), context.timer.now());
    }

    private void settle(
            RunJobs desk,
            JobWatch watch,
            JobState state,
            Map<Integer, Ending> endings,
            List<ciel.workflow.scheduler.JobRow> rows,
            Instant now) {
        boolean ours = rows.stream()
                .anyMatch(r ->
                        context.ledger.act("cancel/" + r.name() + "/" + r.id()).isPresent());
        outcomes.get(desk).settle(watch, endings, ours, now);
        double seconds = rows.stream().mapToLong(r -> r.seconds()).sum();
        JobNews news = new JobNews(
                null,
                null,
                rows.stream()
                        .flatMap(r -> r.started().stream())
                        .min(Instant::compareTo)
                        .orElse(null),
                rows.stream()
                        .flatMap(r -> r.ended().stream())
                        .max(Instant::compareTo)
                        .orElse(null),
                rows.isEmpty() ? -1 : seconds,
                rows.isEmpty() ? "vanished" : rows.getFirst().stateText());
        context.writing(w -> w.advanceJob(watch.row.job(), state, null, news, Change.by(ACTOR, now)));
        DaemonContext.LOG.info("campaign={} job={} ended: {}", desk.run.name(), watch.row.name(), endings.values());
        desk.forget(watch);
    }
}
