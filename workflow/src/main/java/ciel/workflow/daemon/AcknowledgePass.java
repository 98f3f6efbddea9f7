package ciel.workflow.daemon;

import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.stage.UnitFiles;
import java.time.Duration;
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
    /**
     * A unit that another destination has still to register is looked at again when that one has: its own delivery is due
     * then and brings all others along. Sooner looks would read everything over and over while a destination is away.
     */
    private static final Duration BEHIND = Duration.ofDays(1);

    private final DaemonContext context;
    private final Runnable wake;
    private final UnitActs acts;
    private final Map<CampaignRun, Boolean> busy = new HashMap<>();

    /** @param wake runs this pass and the next one again */
    AcknowledgePass(DaemonContext context, Runnable wake) {
        this.context = context;
        this.wake = wake;
        this.acts = new UnitActs(context, NAME);
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
            List<Long> registered = context.ledger.dueDeliveries(
                    run.id(), d, DeliveryState.REGISTERED, now, 4 * context.settings.batch());
            IdSet behind = run.destinations() == 1 || registered.isEmpty()
                    ? IdSet.EMPTY
                    : context.ledger.unregistered(IdSet.of(registered));
            registered.stream().filter(u -> !behind.contains(u)).forEach(units::add);
            if (!behind.isEmpty()) {
                int destination = d;
                Instant later = now.plus(BEHIND);
                context.writing(w -> w.postponeDeliveries(destination, behind, later));
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

    private void acknowledge(CampaignRun run, Set<Long> units, Instant now) {
        Map<Long, UnitFiles> files = context.items.files(run.name(), units);
        String act = acts.begin(run, IdSet.of(units), now);
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
            acts.done(w, act, now);
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
