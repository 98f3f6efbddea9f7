package ciel.workflow.daemon;

import ciel.workflow.ledger.Act;
import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.DeliveryRow;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.stage.UnitFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells the render site that a unit is safe: when every destination that takes it has registered it. Only then may its files
 * be deleted there.
 */
final class AcknowledgePass implements Pass {
    private static final String NAME = "acknowledge";

    private final DaemonContext context;
    private final Runnable wake;
    private final Map<CampaignRun, Boolean> busy = new HashMap<>();

    /** @param wake runs this pass and the next one again */
    AcknowledgePass(DaemonContext context, Runnable wake) {
        this.context = context;
        this.wake = wake;
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
        if (busy.getOrDefault(run, false)) {
            return Instant.MAX;
        }
        Instant free = context.free(run.site(), now);
        if (free.isAfter(now)) {
            return free;
        }
        Set<Long> units = new TreeSet<>();
        Instant next = Instant.MAX;
        for (int d = 0; d < run.destinations(); d++) {
            List<Long> others = new ArrayList<>();
            for (DeliveryRow row : context.ledger.dueDeliveries(
                    run.id(), d, DeliveryState.REGISTERED, now, 4 * context.settings.batch())) {
                if (ready(run, row.unit())) {
                    units.add(row.unit());
                } else {
                    others.add(row.unit());
                }
            }
            if (!others.isEmpty()) {
                // another destination is behind; its own delivery brings this one along
                int destination = d;
                Instant later = now.plus(context.settings.parkMost());
                context.writing(w -> w.postponeDeliveries(destination, IdSet.of(others), later));
            }
            Instant due = context.ledger
                    .nextDelivery(run.id(), d, DeliveryState.REGISTERED)
                    .orElse(Instant.MAX);
            next = due.isBefore(next) ? due : next;
        }
        if (units.isEmpty()) {
            return next;
        }
        acknowledge(run, units, now);
        return Instant.MAX;
    }

    /** Whether no destination of the unit is still to register it. */
    private boolean ready(CampaignRun run, long unit) {
        if (run.destinations() == 1) {
            return true;
        }
        return context.ledger.deliveries(unit).stream()
                .allMatch(r -> r.state() == DeliveryState.REGISTERED
                        || r.state() == DeliveryState.ACKNOWLEDGED
                        || r.state() == DeliveryState.CANCELLED);
    }

    private void acknowledge(CampaignRun run, Set<Long> units, Instant now) {
        Map<Long, UnitFiles> files = new LinkedHashMap<>();
        List<Act> acts = new ArrayList<>();
        for (UnitRow unit : context.ledger.units(IdSet.of(units))) {
            files.put(unit.unit(), Items.files(context.ledger, run.name(), unit));
            acts.add(new Act(run.id(), NAME, key(unit), RunJobs.spec(unit).toString(), now));
        }
        context.writing(w -> w.begin(acts));
        busy.put(run, true);
        SiteFolder site = run.ports.site();
        long token = context.token();
        context.calls.ask(
                run.site() + " care",
                "acknowledge " + files.size() + " units",
                () -> {
                    Map<Long, Object> answers = new LinkedHashMap<>();
                    for (Map.Entry<Long, UnitFiles> each : files.entrySet()) {
                        try {
                            answers.put(each.getKey(), site.acknowledge(each.getValue(), token));
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
                            answered(run, acts, value.value(), then);
                        }
                        case Calls.Answer.Failed<Map<Long, Object>> failed ->
                            context.failed(run, run.site(), NAME, failed.failure(), then);
                    }
                    wake.run();
                });
    }

    private static String key(UnitRow unit) {
        return NAME + "/" + unit.unit() + "/" + unit.attempt();
    }

    private void answered(CampaignRun run, List<Act> acts, Map<Long, Object> answers, Instant now) {
        Map<Instant, List<Long>> safe = new HashMap<>();
        Map<Long, String> wrong = new LinkedHashMap<>();
        answers.forEach((unit, said) -> {
            if (said instanceof Instant deletable) {
                safe.computeIfAbsent(deletable, t -> new ArrayList<>()).add(unit);
            } else {
                wrong.put(unit, said.toString());
            }
        });
        boolean purge = run.campaign.retention().purge();
        context.writing(w -> {
            safe.forEach((deletable, units) -> {
                Instant due = purge
                        ? SubmitPass.later(
                                deletable, now.plus(run.campaign.retention().grace()))
                        : null;
                for (int d = 0; d < run.destinations(); d++) {
                    w.advanceDeliveries(d, IdSet.of(units), DeliveryState.ACKNOWLEDGED, due, Change.by(NAME, now));
                }
            });
            acts.forEach(act -> w.answer(act.key(), "done", now));
        });
        if (!wrong.isEmpty()) {
            Deliveries deliveries = new Deliveries(context, NAME);
            for (int d = 0; d < run.destinations(); d++) {
                deliveries.held(run, d, wrong, now);
            }
        }
        context.metrics.delivered(run, DeliveryState.ACKNOWLEDGED, answers.size() - wrong.size());
        DaemonContext.LOG.info("campaign={} units={} acknowledged", run.name(), answers.size() - wrong.size());
    }
}
