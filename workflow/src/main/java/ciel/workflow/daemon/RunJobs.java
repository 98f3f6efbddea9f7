package ciel.workflow.daemon;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.workflow.campaign.JobShape;
import ciel.workflow.campaign.RenderSite;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.job.UnitsFile;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.scheduler.AdoptOrSubmit;
import ciel.workflow.scheduler.JobIntent;
import ciel.workflow.scheduler.JobRequest;
import ciel.workflow.scheduler.Limits;
import ciel.workflow.scheduler.Resources;
import ciel.workflow.scheduler.SubmitAnswer;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The jobs of one campaign: what both the submitting and the looking pass know of them. */
final class RunJobs {
    private static final String SCRIPT = "render.sh";

    /** Brings inputs to a render site. */
    private record AtSite(SiteFolder site) implements Inputs.Place {
        @Override
        public void put(Path file) throws PortException {
            site.put(file, "");
        }

        @Override
        public void put(byte[] content) throws PortException, IOException {
            site.put(content);
        }
    }

    final CampaignRun run;
    final LedgerJobBook book;
    final AdoptOrSubmit adopt;
    final SiteRoom room;
    final QueueRoom queue;
    /** How much more memory and time a unit gets than the campaign says, after it ran out of them. */
    final Map<Long, Double> memory = new HashMap<>();

    final Map<Long, Double> time = new HashMap<>();
    private final DaemonContext context;
    private final Inputs inputs;
    private final Map<Long, JobWatch> watches = new HashMap<>();
    /** Name of the job description in the inputs, by visit. */
    private final Map<Long, String> specs = new HashMap<>();

    /** Since when the scheduler's accounts do not answer, or null. */
    Instant accountsAway;

    private final Set<Long> bringing = new HashSet<>();
    private Limits limits;
    private boolean askingLimits;

    RunJobs(DaemonContext context, CampaignRun run, Inputs inputs) {
        this.context = context;
        this.run = run;
        this.inputs = inputs;
        this.book = new LedgerJobBook(context, run);
        this.room = new SiteRoom(context, run);
        this.queue = new QueueRoom(context, run);
        this.adopt = new AdoptOrSubmit(context.settings.adopt(), book);
    }

    JobShape shape() {
        return run.campaign.site().job();
    }

    /** @return what is known of a live job */
    JobWatch watch(JobRow row) {
        JobWatch watch = watches.computeIfAbsent(row.job(), job -> new JobWatch(row, List.of()));
        watch.row = row;
        return watch;
    }

    /** A job that was intended in place of a lost one. */
    JobWatch follow(JobRow row, JobWatch lost) {
        JobWatch watch = new JobWatch(row, LedgerJobBook.with(lost.earlier, lost.row.name()));
        watches.put(row.job(), watch);
        watches.remove(lost.row.job());
        return watch;
    }

    void forget(JobWatch watch) {
        watches.remove(watch.row.job());
    }

    JobIntent intent(JobWatch watch) {
        return book.intent(watch.row, watch.earlier);
    }

    static UnitSpec spec(UnitRow unit) {
        return new UnitSpec(unit.observationId(), detector(unit).name());
    }

    static Detector detector(UnitRow unit) {
        return Camera.lsst().detector(unit.detector());
    }

    /** @return limits of the scheduler, as far as they are known; asks for them otherwise */
    Optional<Limits> limits(Runnable wake) {
        if (limits == null && !askingLimits) {
            askingLimits = true;
            context.calls.ask(
                    run.scheduler(),
                    "limits of " + run.scheduler(),
                    Schedulers.call(() -> run.ports.scheduler().limits()),
                    answer -> {
                        askingLimits = false;
                        Instant now = context.timer.now();
                        switch (answer) {
                            case Calls.Answer.Value<Limits> value -> {
                                limits = value.value();
                                context.works(run, run.scheduler(), "limits", now);
                            }
                            case Calls.Answer.Failed<Limits> failed ->
                                context.failed(run, run.scheduler(), "limits", failed.failure(), now);
                        }
                        wake.run();
                    });
        }
        return Optional.ofNullable(limits);
    }

    /** @return checksum of the job description of a visit; empty while it is brought to the site */
    Optional<String> spec(VisitRow visit, Runnable wake) {
        String known = specs.get(visit.visit());
        if (known == null && bringing.add(visit.visit())) {
            context.calls.ask(
                    run.site() + " inputs",
                    "bring the inputs of visit " + visit.observationId(),
                    () -> inputs.bring(run.campaign, visit, new AtSite(run.ports.site())),
                    answer -> {
                        bringing.remove(visit.visit());
                        Instant now = context.timer.now();
                        switch (answer) {
                            case Calls.Answer.Value<String> value -> {
                                specs.put(visit.visit(), value.value());
                                context.works(run, run.site(), "bring", now);
                            }
                            case Calls.Answer.Failed<String> failed -> noInputs(visit, failed.failure(), now);
                        }
                        wake.run();
                    });
        }
        return Optional.ofNullable(known);
    }

    /** Has the inputs of the visits behind this one brought too, as far as jobs of them may be submitted next. */
    void bringAhead(VisitRow visit, int visits, Runnable wake) {
        context.ledger.visitsBehind(run.id(), visit.visit(), visits).forEach(next -> spec(next, wake));
    }

    private void noInputs(VisitRow visit, PortException failure, Instant now) {
        if (context.failed(run, run.site(), "bring", failure, now)) {
            return;
        }
        // this visit cannot be rendered; the others can
        String cause = LedgerJobBook.shortened(failure.getMessage());
        var units = ciel.workflow.ledger.IdSet.range(visit.firstUnit(), visit.firstUnit() + visit.units() - 1);
        context.writing(w -> w.advanceUnits(
                units,
                ciel.workflow.ledger.UnitState.HELD,
                ciel.workflow.ledger.Change.by("submit", now).because(cause, "")));
        // a folder of catalogs that is away is one message, not one a visit
        context.tell(
                run,
                Notifier.Level.ERROR,
                "visit " + visit.observationId(),
                "inputs",
                failure.getMessage() + " (told once; ciel campaign report lists all that is held)",
                now);
    }

    /** Inputs of every visit are brought again when they are needed. */
    void forgetInputs() {
        specs.clear();
    }

    /** The inputs at the site are not what they were: they are brought again. */
    void forgetInputs(long visit) {
        specs.remove(visit);
    }

    /** Sends the request of a job that was written down; its end comes as an event. */
    void submit(JobWatch watch, Runnable wake) {
        Instant now = context.timer.now();
        JobIntent intent = intent(watch);
        JobRequest request = request(watch);
        watch.busy = true;
        adopt.asking(intent, now);
        DaemonContext.LOG.info(
                "campaign={} job={} units={} tasks={} submitting",
                run.name(),
                watch.row.name(),
                watch.row.units(),
                request.tasks());
        context.calls.<SubmitAnswer>ask(
                run.scheduler(),
                "submit " + watch.row.name(),
                () -> run.ports.scheduler().submit(request),
                answer -> {
                    watch.busy = false;
                    Instant then = context.timer.now();
                    SubmitAnswer said =
                            switch (answer) {
                                case Calls.Answer.Value<SubmitAnswer> value -> value.value();
                                case Calls.Answer.Failed<SubmitAnswer> failed ->
                                    new SubmitAnswer.Uncertain(failed.failure().getMessage());
                            };
                    Instant look = adopt.answered(intent, said, then);
                    if (said instanceof SubmitAnswer.Accepted) {
                        queue.accepted(then);
                    }
                    context.writing(w -> w.postponeJobs(List.of(watch.row.job()), look));
                    DaemonContext.LOG.info(
                            "campaign={} job={} scheduler answered: {}", run.name(), watch.row.name(), said);
                    wake.run();
                });
    }

    private JobRequest request(JobWatch watch) {
        UnitsFile file = watch.file;
        return new JobRequest(
                watch.row.name(),
                SCRIPT,
                file.lines(),
                file.tasks(),
                file.tasks() > 1 ? shape().running() : 0,
                resources(watch));
    }

    private Resources resources(JobWatch watch) {
        RenderSite site = run.campaign.site();
        JobShape shape = site.job();
        double moreMemory = 1;
        double moreTime = 1;
        if (!memory.isEmpty() || !time.isEmpty()) {
            for (long unit : (Iterable<Long>) context.ledger.unitsOf(watch.row.job()).stream()::iterator) {
                moreMemory = Math.max(moreMemory, memory.getOrDefault(unit, 1.0));
                moreTime = Math.max(moreTime, time.getOrDefault(unit, 1.0));
            }
        }
        long megabytes = Math.round(shape.memoryBytes() * moreMemory / (1 << 20));
        return new Resources(
                shape.cores(),
                (int) Math.clamp(megabytes, 0, 9_999_999),
                Duration.ofSeconds(Math.max(60, Math.round(shape.time().toSeconds() * moreTime))),
                shape.warning(),
                site.account(),
                site.partition(),
                site.qos(),
                site.constraint(),
                site.gres(),
                site.licenses().isEmpty() ? Optional.empty() : Optional.of(String.join(",", site.licenses())),
                site.options().contains("--hint=nomultithread"));
    }

    /** @return what a job is given, made from the ledger */
    UnitsFile file(JobRow row, String spec) {
        return file(context.ledger.units(context.ledger.unitsOf(row.job())), spec);
    }

    /** @return what a job of these units is given */
    UnitsFile file(List<UnitRow> units, String spec) {
        List<UnitSpec> names = units.stream().map(RunJobs::spec).toList();
        return new UnitsFile(spec, shape().detectors(), (int) shape().warning().toSeconds(), names);
    }

    /** @return jobs with a call under way */
    boolean anyBusy() {
        return watches.values().stream().anyMatch(w -> w.busy);
    }
}
