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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts planned units into jobs, as many as the site and the account take: written down first, then asked for, once a name.
 * Of campaigns of one account the one with the higher priority goes first.
 */
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
        Queues queues = new Queues(now);
        for (List<RunJobs> rank : ranks()) {
            List<Turn> open = new ArrayList<>();
            rank.forEach(desk -> open.add(new Turn(desk, queues, now)));
            // a job each in turn, so that campaigns of the same priority share what their account may submit
            while (!open.isEmpty()) {
                Turn turn =
                        open.stream().min(Comparator.comparingInt(t -> t.tasks)).orElseThrow();
                if (!turn.submitOne()) {
                    open.remove(turn);
                    next = turn.next.isBefore(next) ? turn.next : next;
                }
            }
            rank.forEach(queues::closeWhereItWaits);
        }
        return next;
    }

    /** @return campaigns of the same priority together, the highest first */
    private List<List<RunJobs>> ranks() {
        Map<Integer, List<RunJobs>> ranks = new TreeMap<>(Comparator.reverseOrder());
        jobs.forEach(desk -> ranks.computeIfAbsent(desk.run.campaign.priority(), p -> new ArrayList<>())
                .add(desk));
        return List.copyOf(ranks.values());
    }

    private int tasksOf(RunJobs desk, int units) {
        int each = desk.shape().detectors();
        return (units + each - 1) / each;
    }

    /** What all campaigns of one account have in the queue of a scheduler, in one step of the pass. */
    private final class Queues {
        private final Instant now;
        private final Map<String, Map<String, Integer>> tasks = new HashMap<>();
        private final Set<String> closed = new HashSet<>();
        /** Campaigns that will submit as soon as an answer has come, or their account may have another job. */
        private final Set<RunJobs> waiting = new HashSet<>();
        /** Campaigns that would submit if their site had room for images. */
        private final Set<RunJobs> crowded = new HashSet<>();

        private final Set<String> fullSites = new HashSet<>();

        Queues(Instant now) {
            this.now = now;
        }

        /** @return tasks of live jobs by name, to be added to */
        Map<String, Integer> of(RunJobs desk) {
            return tasks.computeIfAbsent(desk.queue.place(), place -> {
                Map<String, Integer> all = new HashMap<>();
                for (RunJobs each : jobs) {
                    if (each.queue.place().equals(place)) {
                        context.ledger
                                .liveJobs(each.run.id())
                                .forEach(job -> all.put(job.name(), tasksOf(each, job.units())));
                    }
                }
                return all;
            });
        }

        long room(RunJobs desk) {
            return desk.queue.tasks(of(desk), now, wake);
        }

        boolean closed(RunJobs desk) {
            return closed.contains(desk.queue.place()) || fullSites.contains(desk.run.site());
        }

        /**
         * Those of lower priority submit nothing while one of higher priority is about to, and leave it the room of a site,
         * of whatever account they are.
         */
        void closeWhereItWaits(RunJobs desk) {
            if (waiting.contains(desk)) {
                closed.add(desk.queue.place());
            }
            if (crowded.contains(desk)) {
                fullSites.add(desk.run.site());
            }
        }
    }

    /** One campaign in one step of the pass. */
    private final class Turn {
        private final RunJobs desk;
        private final CampaignRun run;
        private final Queues queues;
        private final Instant now;
        /** When the campaign is looked at again by itself. */
        private Instant next = Instant.MAX;

        private boolean begun;
        private Limits here;
        private long room;
        private int tasks;

        Turn(RunJobs desk, Queues queues, Instant now) {
            this.desk = desk;
            this.run = desk.run;
            this.queues = queues;
            this.now = now;
        }

        /** @return whether a job was submitted, and another may be */
        boolean submitOne() {
            if (!begun && !begin()) {
                return false;
            }
            if (tasks >= here.submitted()) {
                return false; // the end of a job brings us back
            }
            if (room == 0) {
                noRoom(desk, now);
                queues.crowded.add(desk);
                return again(now.plus(context.settings.poll()));
            }
            long account = queues.room(desk);
            if (account < 0) {
                return waits();
            }
            if (account == 0) {
                queues.waiting.add(desk);
                return again(later(now.plus(context.settings.poll()), context.free(desk.queue.place(), now)));
            }
            int each = desk.shape().detectors();
            int mayBe = (int) Math.min(here.submitted(), tasks + Math.min(account, here.submitted()));
            long most = Math.min(here.units(), (long) each * (mayBe - tasks));
            List<UnitRow> units = ofFirstVisit(context.ledger.dueUnits(run.id(), UnitState.PLANNED, now, (int)
                    Math.min(most, run.campaign.detectors().size())));
            if (units.isEmpty()) {
                return again(
                        context.ledger.nextUnit(run.id(), UnitState.PLANNED).orElse(Instant.MAX));
            }
            JobSplit split = JobSplit.next(
                    (int) Math.min(units.size(), room),
                    each,
                    new Limits(here.arrayTasks(), mayBe, here.units()),
                    tasks);
            if (split.units() == 0) {
                return false;
            }
            VisitRow visit =
                    context.ledger.visits(List.of(units.getFirst().visit())).getFirst();
            Optional<String> spec = desk.spec(visit, wake);
            if (spec.isEmpty()) {
                int jobTasks = tasksOf(desk, run.campaign.detectors().size());
                desk.bringAhead(visit, Math.min(AHEAD, (mayBe - tasks) / jobTasks), wake);
                return waits(); // the inputs are on their way to the site
            }
            List<UnitRow> chosen = units.subList(0, split.units()).stream()
                    .sorted(Comparator.comparingLong(UnitRow::unit))
                    .toList();
            String name = submit(desk, chosen, split, spec.get(), now);
            queues.of(desk).put(name, split.tasks());
            tasks += split.tasks();
            room -= split.units();
            return true;
        }

        /** @return whether there is something to submit, and everything is known that it takes */
        private boolean begin() {
            if (run.state() != CampaignState.ACTIVE) {
                return false;
            }
            Instant free = later(
                    context.free(desk.queue.place(), now),
                    later(context.free(run.site(), now), context.free(run.scheduler(), now)));
            if (free.isAfter(now)) {
                return again(free);
            }
            if (context.ledger
                    .dueUnitNumbers(run.id(), UnitState.PLANNED, now, 1)
                    .isEmpty()) {
                return again(
                        context.ledger.nextUnit(run.id(), UnitState.PLANNED).orElse(Instant.MAX));
            }
            if (queues.closed(desk)) {
                return false; // what brings the campaign back that goes first brings this one back too
            }
            Optional<Limits> limits = desk.limits(wake);
            if (limits.isEmpty()) {
                return waits();
            }
            room = desk.room.units(now, wake);
            if (room < 0) {
                return waits();
            }
            here = new Limits(
                    limits.get().arrayTasks(),
                    Math.min(limits.get().submitted(), desk.shape().queued()),
                    limits.get().units());
            tasks = context.ledger.liveJobs(run.id()).stream()
                    .mapToInt(job -> tasksOf(desk, job.units()))
                    .sum();
            begun = true;
            return true;
        }

        private boolean waits() {
            queues.waiting.add(desk);
            return false; // an answer brings us back
        }

        private boolean again(Instant when) {
            next = when;
            return false;
        }
    }

    /** Jobs wait until delivered units are deleted at the site; said once. */
    private void noRoom(RunJobs desk, Instant now) {
        CampaignRun run = desk.run;
        context.tell(run, Notifier.Level.WARNING, run.site(), "room/" + run.site(), desk.room.text(), now);
    }

    /** @return name of the job */
    private String submit(RunJobs desk, List<UnitRow> units, JobSplit split, String spec, Instant now) {
        String nonce = String.format(Locale.ROOT, "%08x", context.random.nextInt());
        NewJob wanted = new NewJob(
                desk.run.id(), 0, nonce, desk.shape().cores(), desk.shape().gpus(), now);
        JobRow row = context.write(w -> w.intend(wanted, IdSet.ofUnits(units), Change.by(name(), now)));
        JobWatch watch = desk.watch(row);
        watch.file = desk.file(units, spec);
        desk.submit(watch, wake);
        return row.name();
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
