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
final class AcknowledgePass implements Pass, SiteWalk.Act {
    private static final String NAME = "acknowledge";
    /**
     * A unit that another destination has still to register is looked at again when that one has: its own delivery is due
     * then and brings all others along. Sooner looks would read everything over and over while a destination is away.
     */
    private static final Duration BEHIND = Duration.ofDays(1);

    private final DaemonContext context;
    private final UnitActs acts;
    private final SiteWalk walk;

    /** @param wake runs this pass and the next one again */
    AcknowledgePass(DaemonContext context, Runnable wake) {
        this.context = context;
        this.acts = new UnitActs(context, NAME);
        this.walk = new SiteWalk(context, NAME, NAME, acts, this, wake);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Instant step(Instant now) {
        return walk.step(now);
    }

    @Override
    public SiteWalk.Due due(CampaignRun run, Instant now) {
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
        return new SiteWalk.Due(units, next);
    }

    @Override
    public Object ask(SiteFolder site, UnitFiles unit, long token) throws PortException {
        return site.acknowledge(unit, token);
    }

    @Override
    public void answered(CampaignRun run, String act, Map<Long, Object> answers, Instant now) {
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
        List<Long> done = safe.values().stream().flatMap(List::stream).toList();
        if (!done.isEmpty()) {
            DaemonContext.LOG.info(
                    "campaign={} units={} ids=\"{}\" acknowledged", run.name(), done.size(), IdSet.of(done));
        }
    }
}
