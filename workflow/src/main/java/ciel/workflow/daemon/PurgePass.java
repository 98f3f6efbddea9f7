package ciel.workflow.daemon;

import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.stage.UnitFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deletes acknowledged units at the render site, when the grace is over. The site looks at each file again before it does. */
final class PurgePass implements Pass {
    private static final String NAME = "purge";

    private final DaemonContext context;
    private final Runnable wake;
    private final UnitActs acts;
    private final Map<CampaignRun, Boolean> busy = new HashMap<>();

    /** @param wake runs this pass and that of the campaigns again */
    PurgePass(DaemonContext context, Runnable wake) {
        this.context = context;
        this.wake = wake;
        this.acts = new UnitActs(context, "delete");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Instant step(Instant now) {
        Instant next = Instant.MAX;
        for (CampaignRun run : context.runs) {
            Instant again = step(run, now);
            next = again.isBefore(next) ? again : next;
        }
        return next;
    }

    private Instant step(CampaignRun run, Instant now) {
        if (busy.getOrDefault(run, false) || !run.campaign.retention().purge()) {
            return Instant.MAX;
        }
        Instant free = context.free(run.site(), now);
        if (free.isAfter(now)) {
            return free;
        }
        List<Long> units =
                context.ledger.dueUnitNumbers(run.id(), UnitState.DELIVERED, now, 4 * context.settings.batch());
        if (units.isEmpty()) {
            return context.ledger.nextUnit(run.id(), UnitState.DELIVERED).orElse(Instant.MAX);
        }
        purge(run, units, now);
        return Instant.MAX;
    }

    private void purge(CampaignRun run, List<Long> units, Instant now) {
        Map<Long, UnitFiles> files = context.items.files(run.name(), units);
        String act = acts.begin(run, IdSet.of(units), now);
        busy.put(run, true);
        SiteFolder site = run.ports.site();
        long token = context.token();
        context.calls.ask(
                run.site() + " care",
                "delete " + files.size() + " units",
                () -> {
                    Map<Long, Object> answers = new LinkedHashMap<>();
                    for (Map.Entry<Long, UnitFiles> each : files.entrySet()) {
                        try {
                            answers.put(each.getKey(), site.purge(each.getValue(), token));
                        } catch (PortException.Refused e) {
                            answers.put(each.getKey(), e.getMessage());
                        }
                    }
                    return answers;
                },
                answer -> {
                    busy.put(run, false);
                    Instant then = context.timer.now();
                    switch (answer) {
                        case Calls.Answer.Value<Map<Long, Object>> value -> {
                            context.works(run, run.site(), NAME, then);
                            answered(run, act, value.value(), then);
                        }
                        case Calls.Answer.Failed<Map<Long, Object>> failed -> {
                            acts.failed(act, failed.failure(), then);
                            context.failed(run, run.site(), NAME, failed.failure(), then);
                        }
                    }
                    wake.run();
                });
    }

    private void answered(CampaignRun run, String act, Map<Long, Object> answers, Instant now) {
        List<Long> gone = new ArrayList<>();
        Map<Instant, List<Long>> later = new HashMap<>();
        Map<Long, String> wrong = new LinkedHashMap<>();
        answers.forEach((unit, said) -> {
            if (said instanceof Optional<?> when) {
                when.ifPresentOrElse(
                        t -> later.computeIfAbsent(
                                        SubmitPass.later((Instant) t, now.plusSeconds(1)), k -> new ArrayList<>())
                                .add(unit),
                        () -> gone.add(unit));
            } else {
                wrong.put(unit, said.toString());
            }
        });
        context.writing(w -> {
            w.advanceUnits(IdSet.of(gone), UnitState.PURGED, Change.by(NAME, now));
            later.forEach((due, ids) -> w.postponeUnits(IdSet.of(ids), due));
            wrong.forEach((unit, why) -> w.advanceUnits(
                    IdSet.of(unit), UnitState.HELD, Change.by(NAME, now).because(LedgerJobBook.shortened(why), "")));
            acts.done(w, act, now);
        });
        run.purged.addAll(gone);
        if (!gone.isEmpty()) {
            DaemonContext.LOG.info("campaign={} units={} purged", run.name(), gone.size());
        }
        wrong.forEach((unit, why) ->
                context.tell(run, Notifier.Level.ERROR, run.site(), "purge/" + LedgerJobBook.shortened(why), why, now));
    }
}
