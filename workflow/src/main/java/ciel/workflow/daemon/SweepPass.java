package ciel.workflow.daemon;

import ciel.workflow.ledger.Act;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.stage.SiteFolder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Removes what jobs have left at the render site beside images: of each visit once all its images are deleted there, of the
 * campaign when it has ended; logs when they are old. The site looks for itself whether an image is still there.
 */
final class SweepPass implements Pass {
    private static final String NAME = "sweep";
    private static final int AT_ONCE = 200;
    private static final Duration LOGS = Duration.ofDays(1);
    /** From one look at visits that are half purged to the next: there is no hurry. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** What is known of one campaign. */
    private static final class Broom {
        /** Rows of visits that may be ready: some of their images were deleted since they were looked at. */
        final Set<Long> visits = new HashSet<>();

        boolean looked;
        boolean busy;
        boolean ended;
        Instant logs;
        Instant next = Instant.MIN;
    }

    private final DaemonContext context;
    private final Runnable wake;
    private final Runnable forgotten;
    private final Map<CampaignRun, Broom> brooms = new HashMap<>();

    /** @param wake runs this pass again @param forgotten told when inputs are gone */
    SweepPass(DaemonContext context, Runnable wake, Runnable forgotten) {
        this.context = context;
        this.wake = wake;
        this.forgotten = forgotten;
    }

    @Override
    public String name() {
        return NAME;
    }

    private Broom broom(CampaignRun run) {
        return brooms.computeIfAbsent(run, r -> new Broom());
    }

    /** @return whether there is nothing to sweep that moves by itself */
    boolean settled(CampaignRun run) {
        return !run.campaign.retention().purge()
                || broom(run).ended
                || CampaignPass.Ends.of(run, context.ledger.tally(run.id())) != CampaignPass.Ends.DONE;
    }

    @Override
    public Instant step(Instant now) {
        Instant next = Instant.MAX;
        for (CampaignRun run : context.runs) {
            Instant again = step(run, broom(run), now);
            next = again.isBefore(next) ? again : next;
        }
        return next;
    }

    private Instant step(CampaignRun run, Broom broom, Instant now) {
        if (!run.campaign.retention().purge() || broom.busy) {
            return Instant.MAX;
        }
        if (!broom.looked) {
            // what an earlier daemon had purged and not swept
            context.ledger.visitTallies(run.id()).forEach(tally -> broom.visits.add(tally.visit()));
            broom.visits.removeIf(visit -> !context.ledger.settled(visit) || swept(visit));
            broom.looked = true;
            broom.logs = now.plus(LOGS);
        }
        boolean done = CampaignPass.Ends.of(run, context.ledger.tally(run.id())) == CampaignPass.Ends.DONE;
        if (!done && now.isBefore(broom.next)) {
            return broom.next;
        }
        if (!run.purged.isEmpty()) {
            purged(run, broom);
            broom.ended = false;
        }
        Instant free = context.free(run.site(), now);
        if (free.isAfter(now)) {
            return free;
        }
        Set<Long> visits = ready(run, broom);
        if (!visits.isEmpty()) {
            visits(run, broom, visits, now);
            return Instant.MAX;
        }
        if (done && !broom.ended) {
            ask(run, broom, new SiteFolder.Sweep.Ended(), () -> {
                broom.ended = true;
                broom.visits.clear();
                broom.logs = context.timer.now();
                forgotten.run();
            });
            return Instant.MAX;
        }
        broom.ended &= done; // somebody gave it more to do
        if (!now.isBefore(broom.logs)) {
            broom.logs = now.plus(LOGS);
            ask(run, broom, new SiteFolder.Sweep.Logs(run.campaign.retention().logs()), () -> {});
            return Instant.MAX;
        }
        broom.next = now.plus(PAUSE);
        return broom.next.isBefore(broom.logs) ? broom.next : broom.logs;
    }

    /** Finds the visits of the units that were purged. */
    private void purged(CampaignRun run, Broom broom) {
        while (!run.purged.isEmpty()) {
            long unit = run.purged.first();
            long of = context.ledger.units(IdSet.of(unit)).getFirst().visit();
            VisitRow visit = context.ledger.visits(List.of(of)).getFirst();
            broom.visits.add(of);
            run.purged.headSet(visit.firstUnit() + visit.units()).clear();
        }
    }

    private static String key(long visit) {
        return "sweep/" + visit;
    }

    private boolean swept(long visit) {
        return context.ledger
                .act(key(visit))
                .filter(act -> act.answer() != null)
                .isPresent();
    }

    /** Visits of which every image is deleted, or will never be made, and no job lives; some of them where there are many. */
    private Set<Long> ready(CampaignRun run, Broom broom) {
        // the others come back with the next of their units
        broom.visits.removeIf(visit -> !context.ledger.settled(visit));
        List<Long> settled = broom.visits.stream().sorted().toList();
        if (settled.isEmpty()) {
            return Set.of();
        }
        TreeMap<Long, Long> working = new TreeMap<>();
        for (JobRow job : context.ledger.liveJobs(run.id())) {
            context.ledger.unitsOf(job.job()).ranges().forEach(r -> working.merge(r.first(), r.last(), Math::max));
        }
        // a job whose unit was given to another one overlaps it: the largest unit of all that begin before tells
        long furthest = 0;
        for (Map.Entry<Long, Long> range : working.entrySet()) {
            furthest = Math.max(furthest, range.getValue());
            range.setValue(furthest);
        }
        return context.ledger.visits(settled).stream()
                .filter(v -> {
                    Map.Entry<Long, Long> before = working.floorEntry(v.firstUnit() + v.units() - 1);
                    return before == null || before.getValue() < v.firstUnit();
                })
                .limit(AT_ONCE)
                .map(VisitRow::visit)
                .collect(Collectors.toSet());
    }

    private void visits(CampaignRun run, Broom broom, Set<Long> visits, Instant now) {
        List<VisitRow> rows = context.ledger.visits(visits);
        context.writing(w -> w.begin(rows.stream()
                .map(v -> new Act(run.id(), NAME, key(v.visit()), Long.toString(v.observationId()), now))
                .toList()));
        Set<Long> numbers = rows.stream().map(VisitRow::observationId).collect(Collectors.toSet());
        ask(run, broom, new SiteFolder.Sweep.Visits(numbers), () -> {
            Instant then = context.timer.now();
            context.writing(w -> rows.forEach(v -> w.answer(key(v.visit()), "done", then)));
            broom.visits.removeAll(visits);
        });
    }

    private void ask(CampaignRun run, Broom broom, SiteFolder.Sweep what, Runnable done) {
        SiteFolder site = run.ports.site();
        long token = context.token();
        broom.busy = true;
        context.calls.<Boolean>ask(
                run.site() + " care",
                "sweep",
                () -> {
                    site.sweep(run.name(), what, token);
                    return true;
                },
                answer -> {
                    broom.busy = false;
                    Instant then = context.timer.now();
                    switch (answer) {
                        case Calls.Answer.Value<Boolean> value -> {
                            context.works(run, run.site(), NAME, then);
                            done.run();
                        }
                        case Calls.Answer.Failed<Boolean> failed -> {
                            if (!context.failed(run, run.site(), NAME, failed.failure(), then)) {
                                // it stays where it is: files too many harm nobody at once
                                context.tell(
                                        run,
                                        Notifier.Level.WARNING,
                                        run.site(),
                                        "sweep/" + what.getClass().getSimpleName(),
                                        failed.failure().getMessage() + "; what jobs have left there stays",
                                        then);
                                done.run();
                            }
                        }
                    }
                    wake.run();
                });
    }
}
