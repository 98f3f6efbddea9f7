package ciel.workflow.daemon;

import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.ledger.NewJob;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.scheduler.JobSplit;
import ciel.workflow.scheduler.Limits;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts planned units into jobs, as many as the site takes: written down first, then asked for, once a name. */
final class SubmitPass implements Pass {
    /** Visits whose inputs are brought to the site before it is their turn, at most. */
    private static final int AHEAD = 64;

    private final DaemonContext context;
    private final List<RunJobs> jobs;
    private final Runnable wake;

    /** @param jobs of each campaign, by priority @param wake runs this pass and that of the jobs again */
    SubmitPass(DaemonContext context, List<RunJobs> jobs, Runnable wake) {
        this.context = context;
        this.jobs = jobs;
        this.wake = wake;
    }

    @Override
    public String name() {
        return "submit";
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
        if (run.state() != CampaignState.ACTIVE) {
            return Instant.MAX;
        }
        Instant free = later(context.free(run.site(), now), context.free(run.scheduler(), now));
        if (free.isAfter(now)) {
            return free;
        }
        if (context.ledger.dueUnitNumbers(run.id(), UnitState.PLANNED, now, 1).isEmpty()) {
            return context.ledger.nextUnit(run.id(), UnitState.PLANNED).orElse(Instant.MAX);
        }
        Optional<Limits> limits = desk.limits(wake);
        if (limits.isEmpty()) {
            return Instant.MAX; // its answer brings us back
        }
        long room = desk.room.units(now, wake);
        if (room < 0) {
            return Instant.MAX; // its answer brings us back
        }
        int each = desk.shape().detectors();
        Limits here = new Limits(
                limits.get().arrayTasks(),
                Math.min(limits.get().submitted(), desk.shape().queued()),
                limits.get().units());
        int tasks = context.ledger.liveJobs(run.id()).stream()
                .mapToInt(job -> (job.units() + each - 1) / each)
                .sum();
        while (tasks < here.submitted()) {
            if (room == 0) {
                noRoom(desk, now);
                return now.plus(context.settings.poll());
            }
            long most = Math.min(here.units(), (long) each * (here.submitted() - tasks));
            List<UnitRow> units = ofFirstVisit(context.ledger.dueUnits(run.id(), UnitState.PLANNED, now, (int)
                    Math.min(most, run.campaign.detectors().size())));
            if (units.isEmpty()) {
                return context.ledger.nextUnit(run.id(), UnitState.PLANNED).orElse(Instant.MAX);
            }
            JobSplit split = JobSplit.next((int) Math.min(units.size(), room), each, here, tasks);
            if (split.units() == 0) {
                break;
            }
            VisitRow visit =
                    context.ledger.visits(List.of(units.getFirst().visit())).getFirst();
            Optional<String> spec = desk.spec(visit, wake);
            if (spec.isEmpty()) {
                int jobTasks = (run.campaign.detectors().size() + each - 1) / each;
                desk.bringAhead(visit, Math.min(AHEAD, (here.submitted() - tasks) / jobTasks), wake);
                return Instant.MAX; // the inputs are on their way to the site
            }
            List<UnitRow> chosen = units.subList(0, split.units()).stream()
                    .sorted(Comparator.comparingLong(UnitRow::unit))
                    .toList();
            submit(desk, chosen, split, spec.get(), now);
            tasks += split.tasks();
            room -= split.units();
        }
        return Instant.MAX; // the end of a job brings us back
    }

    /** Jobs wait until delivered units are deleted at the site; said once. */
    private void noRoom(RunJobs desk, Instant now) {
        CampaignRun run = desk.run;
        context.tell(run, Notifier.Level.WARNING, run.site(), "room/" + run.site(), desk.room.text(), now);
    }

    private void submit(RunJobs desk, List<UnitRow> units, JobSplit split, String spec, Instant now) {
        String nonce = String.format(Locale.ROOT, "%08x", context.random.nextInt());
        NewJob wanted = new NewJob(
                desk.run.id(), 0, nonce, desk.shape().cores(), desk.shape().gpus(), now);
        JobRow row = context.write(w -> w.intend(wanted, IdSet.ofUnits(units), Change.by(name(), now)));
        JobWatch watch = desk.watch(row);
        watch.file = desk.file(units, spec);
        desk.submit(watch, wake);
    }

    private static List<UnitRow> ofFirstVisit(List<UnitRow> units) {
        int n = 0;
        while (n < units.size() && units.get(n).visit() == units.getFirst().visit()) {
            n++;
        }
        return units.subList(0, n);
    }

    static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
