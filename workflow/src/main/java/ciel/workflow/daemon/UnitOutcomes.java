package ciel.workflow.daemon;

import ciel.workflow.job.UnitReport;
import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.LedgerWriter;
import ciel.workflow.ledger.ProductFile;
import ciel.workflow.ledger.RenderedUnit;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.scheduler.Ending;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.UnitFile;
import ciel.workflow.stage.UnitFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides what becomes of the units of a job: by their exit files first, then by how the job ended. */
final class UnitOutcomes {
    private static final String ACTOR = "jobs";
    private static final double MORE = 1.5;

    private final DaemonContext context;
    private final RunJobs desk;
    private final CampaignRun run;

    UnitOutcomes(DaemonContext context, RunJobs desk) {
        this.context = context;
        this.desk = desk;
        this.run = desk.run;
    }

    /** What is decided for units that failed. */
    private record Decision(Kind kind, boolean counted, Instant due, String cause, String detail) {
        enum Kind {
            AGAIN,
            FAILED,
            HELD,
            CANCELLED
        }
    }

    /** Takes exit files. What was taken before is left alone by the ledger. */
    void take(JobWatch watch, List<ExitReader.Found> found, Instant now) {
        if (found.isEmpty()) {
            return;
        }
        Map<String, JobWatch.Open> units = watch.open(context.ledger);
        List<String> taken = new ArrayList<>();
        List<RenderedUnit> rendered = new ArrayList<>();
        Map<Decision, List<UnitRow>> failed = new HashMap<>();
        for (ExitReader.Found each : found) {
            UnitReport report = each.exit().report();
            JobWatch.Open open = units.get(report == null ? unit(each.name()) : report.unit());
            if (open == null) {
                DaemonContext.LOG.warn(
                        "campaign={} job={} the exit file {} is of no unit of the job",
                        run.name(),
                        watch.row.name(),
                        each.name());
                continue;
            }
            UnitRow unit = open.unit();
            taken.add(RunJobs.spec(unit).toString());
            if (each.files().isPresent()) {
                rendered.add(rendered(unit, report, each.files().get()));
                DaemonContext.LOG.info(
                        "campaign={} unit={} job={} rendered", run.name(), RunJobs.spec(unit), watch.row.name());
            } else if (unit.state() == UnitState.QUEUED || unit.state() == UnitState.RUNNING) {
                Decision decision = decide(unit, report, each, now);
                failed.computeIfAbsent(decision, d -> new ArrayList<>()).add(unit);
                DaemonContext.LOG.warn(
                        "campaign={} unit={} job={} {}: {}",
                        run.name(),
                        RunJobs.spec(unit),
                        watch.row.name(),
                        decision.kind(),
                        decision.cause());
            }
        }
        context.writing(w -> {
            if (!rendered.isEmpty()) {
                IdSet moved = w.rendered(
                        rendered,
                        run.campaign.site().site().name(),
                        run.campaign.rendering().physics(),
                        Change.by(ACTOR, now).ofJob(watch.row.job()));
                watch.rendered += moved.size();
            }
            failed.forEach((decision, of) -> apply(w, watch, decision, of, now));
        });
        context.items.forget(rendered.stream().map(RenderedUnit::unit).toList());
        found.forEach(each -> watch.seen.add(each.name()));
        units.keySet().removeAll(taken);
        failed.forEach((decision, of) -> tell(decision, of, now));
        context.metrics.rendered(run, rendered);
    }

    /** Name of the unit of an exit file that cannot be read, by the file's name. */
    private static String unit(String name) {
        int at = name.indexOf('_');
        return at < 0
                ? name
                : name.substring(0, at) + "/" + name.substring(at + 1).replace(".json", "");
    }

    private RenderedUnit rendered(UnitRow unit, UnitReport report, UnitFiles files) {
        List<ProductFile> products = new ArrayList<>();
        for (UnitFile f : files.files()) {
            products.add(new ProductFile(f.name(), f.bytes(), f.adler32(), f.sha256()));
        }
        return new RenderedUnit(
                unit.unit(),
                products,
                products.size(),
                files.bytes(),
                Math.max(0, report.endedAt() - report.startedAt()) * 1e-3,
                report.cpuSeconds(),
                run.campaign.rendering().engine());
    }

    private Decision decide(UnitRow unit, UnitReport report, ExitReader.Found found, Instant now) {
        if (report == null) {
            return again(unit, "the exit file cannot be read: " + found.exit().wrong(), "", now);
        }
        if (report.outcome() == UnitReport.Outcome.RENDERED) {
            return again(unit, "the manifest is missing or damaged", report.folder(), now);
        }
        String cause = LedgerJobBook.shortened(
                report.message().isEmpty() ? report.cause().name() : report.message());
        return switch (report.cause()) {
            case INPUT -> new Decision(Decision.Kind.FAILED, true, now, cause, report.log());
            case MISSING_INPUT -> {
                desk.forgetInputs(unit.visit());
                yield again(unit, cause, report.log(), now);
            }
            case NO_ROOM -> {
                park(PortException.Cause.FULL, "the site has no room for images: " + report.message(), now);
                yield uncounted(cause, report.log(), now);
            }
            case UNWRITABLE -> {
                park(PortException.Cause.HUMAN, "jobs cannot write at the site: " + report.message(), now);
                yield uncounted(cause, report.log(), now);
            }
            case ENGINE, VERSION -> {
                park(PortException.Cause.HUMAN, "jobs cannot render at the site: " + report.message(), now);
                yield uncounted(cause, report.log(), now);
            }
            case MEMORY -> {
                desk.memory.merge(unit.unit(), MORE, (a, b) -> a * b);
                yield again(unit, cause, report.log(), now);
            }
            case NONE, RENDERING -> again(unit, cause, report.log(), now);
        };
    }

    private void park(PortException.Cause cause, String text, Instant now) {
        context.failed(
                run, run.site(), "jobs", new PortException.CouldNotAsk(cause, "[" + run.site() + "] " + text), now);
    }

    private Decision uncounted(String cause, String detail, Instant now) {
        return new Decision(Decision.Kind.AGAIN, false, now, cause, detail);
    }

    private Decision again(UnitRow unit, String cause, String detail, Instant now) {
        String text = LedgerJobBook.shortened(cause);
        if (unit.failures() + 1 >= run.campaign.attempts().render()) {
            return new Decision(Decision.Kind.FAILED, true, now, text, detail);
        }
        return new Decision(
                Decision.Kind.AGAIN,
                true,
                now.plus(backoff(run.campaign.attempts().backoff(), unit.failures())),
                text,
                detail);
    }

    /** @return wait before the next attempt; doubled for each failure, at most a day */
    static Duration backoff(Duration first, int failures) {
        Duration wait = first;
        for (int i = 0; i < failures && wait.compareTo(Duration.ofDays(1)) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : wait;
    }

    private void apply(LedgerWriter w, JobWatch watch, Decision decision, List<UnitRow> units, Instant now) {
        IdSet ids = IdSet.ofUnits(units);
        Change change = Change.by(ACTOR, now).ofJob(watch.row.job()).because(decision.cause(), decision.detail());
        switch (decision.kind()) {
            case AGAIN -> w.replanUnits(ids, decision.due(), decision.counted(), change);
            case FAILED -> w.advanceUnits(ids, UnitState.FAILED, change);
            case HELD -> w.advanceUnits(ids, UnitState.HELD, change);
            case CANCELLED -> w.advanceUnits(ids, UnitState.CANCELLED, change);
        }
    }

    private void tell(Decision decision, List<UnitRow> units, Instant now) {
        if (decision.kind() == Decision.Kind.FAILED || decision.kind() == Decision.Kind.HELD) {
            String word = decision.kind() == Decision.Kind.FAILED ? "failed" : "are held";
            context.tell(
                    run,
                    Notifier.Level.ERROR,
                    "unit " + RunJobs.spec(units.getFirst()),
                    "units/" + decision.kind().name().toLowerCase(java.util.Locale.ROOT) + "/" + decision.cause(),
                    units.size() + " units " + word + ", " + RunJobs.spec(units.getFirst()) + " among them: "
                            + decision.cause() + (decision.detail().isEmpty() ? "" : " (" + decision.detail() + ")")
                            + "; ciel campaign retry gives them another attempt",
                    now);
        }
    }

    /** Decides for the units of an ended job that have no exit file. @param endings by index of the task */
    void settle(JobWatch watch, Map<Integer, Ending> endings, boolean cancelledByUs, Instant now) {
        Map<String, JobWatch.Open> open = watch.open(context.ledger);
        if (open.isEmpty()) {
            return;
        }
        Map<Decision, List<UnitRow>> decisions = new HashMap<>();
        int each = desk.shape().detectors();
        IdSet ids = IdSet.of(open.values().stream().map(o -> o.unit().unit()).toList());
        for (UnitRow unit : context.ledger.units(ids)) {
            if (unit.job() != watch.row.job()
                    || unit.state() != UnitState.QUEUED && unit.state() != UnitState.RUNNING) {
                continue;
            }
            Ending ending =
                    endings.getOrDefault(open.get(RunJobs.spec(unit).toString()).place() / each, Ending.VANISHED);
            Decision decision = decide(unit, ending, watch, cancelledByUs, now);
            decisions.computeIfAbsent(decision, d -> new ArrayList<>()).add(unit);
            DaemonContext.LOG.info(
                    "campaign={} unit={} job={} has no exit file, the job {}: {}",
                    run.name(),
                    RunJobs.spec(unit),
                    watch.row.name(),
                    ending,
                    decision.kind());
        }
        context.writing(w -> decisions.forEach((decision, of) -> apply(w, watch, decision, of, now)));
        decisions.forEach((decision, of) -> tell(decision, of, now));
    }

    private Decision decide(UnitRow unit, Ending ending, JobWatch watch, boolean cancelledByUs, Instant now) {
        if (run.state() == CampaignState.CANCELLED) {
            return new Decision(Decision.Kind.CANCELLED, false, now, "", "");
        }
        String what = "the job ended without this unit: "
                + ending.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return switch (ending.answer()) {
            case AGAIN, ELSEWHERE -> again(unit, what, watch.row.name(), now);
            case AGAIN_ONCE ->
                unit.failures() > 0
                        ? new Decision(Decision.Kind.HELD, true, now, what, "")
                        : again(unit, what, watch.row.name(), now);
            case CONTINUE -> uncounted(what, "", now);
            case MORE_MEMORY -> {
                desk.memory.merge(unit.unit(), MORE, (a, b) -> a * b);
                yield again(unit, what, watch.row.name(), now);
            }
            case MORE_TIME -> {
                desk.time.merge(unit.unit(), MORE, (a, b) -> a * b);
                yield watch.rendered > 0 ? uncounted(what, "", now) : again(unit, what, watch.row.name(), now);
            }
            case ASK_LEDGER ->
                cancelledByUs
                        ? uncounted(what, "", now)
                        : new Decision(Decision.Kind.HELD, false, now, "a person cancelled the job", "");
            case OURS_OR_ELSEWHERE ->
                cancelledByUs ? uncounted(what, "", now) : again(unit, what, watch.row.name(), now);
            case HOLD -> new Decision(Decision.Kind.HELD, false, now, what, "");
            case PARK_SITE -> {
                park(
                        PortException.Cause.HUMAN,
                        "a job could not begin: its work or log folder is missing at the node; see that the site's root is mounted there",
                        now);
                yield uncounted(what, "", now);
            }
        };
    }
}
