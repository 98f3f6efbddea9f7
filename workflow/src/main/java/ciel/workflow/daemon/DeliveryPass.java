package ciel.workflow.daemon;

import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings deliveries from one state to the next by a call that handles many of them: verify, place, register. What a call
 * that was cut short had done is done again, which changes nothing.
 */
abstract class DeliveryPass implements Pass {
    final DaemonContext context;
    final Runnable wake;
    private final String name;
    private final DeliveryState from;
    private final DeliveryState to;
    private final Deliveries deliveries;
    /** Units in a call, by campaign and destination. */
    private final Map<String, Set<Long>> busy = new HashMap<>();

    private final Map<String, Integer> calls = new HashMap<>();

    /** @param wake runs this pass and the next one again */
    DeliveryPass(DaemonContext context, String name, DeliveryState from, DeliveryState to, Runnable wake) {
        this.context = context;
        this.name = name;
        this.from = from;
        this.to = to;
        this.wake = wake;
        this.deliveries = new Deliveries(context, name);
    }

    /**
     * Does it; runs beside the daemon's thread.
     *
     * @return a sentence for each delivery that failed, by its number
     */
    abstract Map<Long, String> perform(Destination destination, List<Destination.Item> items) throws PortException;

    /** @return calls of this kind under way at one destination at once */
    int callsAhead() {
        return context.settings.callsAhead();
    }

    /** What becomes of those that failed. */
    void failed(CampaignRun run, int destination, Map<Long, String> wrong, Instant now) {
        deliveries.held(run, destination, wrong, now);
    }

    final Deliveries deliveries() {
        return deliveries;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Instant step(Instant now) {
        Instant next = Instant.MAX;
        for (CampaignRun run : context.runs) {
            for (int d = 0; d < run.destinations(); d++) {
                Instant again = step(run, d, now);
                next = again.isBefore(next) ? again : next;
            }
        }
        return next;
    }

    private Instant step(CampaignRun run, int d, Instant now) {
        String lane = run.name() + " " + d;
        Set<Long> under = busy.computeIfAbsent(lane, k -> new HashSet<>());
        Instant free = context.free(run.destination(d), now);
        if (free.isAfter(now)) {
            return free;
        }
        int most = callsAhead() * context.settings.batch();
        List<Long> units = new ArrayList<>();
        if (calls.getOrDefault(lane, 0) < callsAhead()) {
            units.addAll(context.ledger.dueDeliveries(run.id(), d, from, now, most));
            units.removeIf(under::contains);
        }
        List<Destination.Item> items = context.items.of(run.name(), units);
        for (int i = 0; i < items.size() && calls.getOrDefault(lane, 0) < callsAhead(); ) {
            int n = portion(items, i);
            ask(run, d, lane, under, items.subList(i, i + n));
            i += n;
        }
        if (!under.isEmpty()) {
            return Instant.MAX; // an answer brings us back
        }
        return context.ledger.nextDelivery(run.id(), d, from).orElse(Instant.MAX);
    }

    private int portion(List<Destination.Item> items, int from) {
        int n = 0;
        long bytes = 0;
        while (from + n < items.size() && n < context.settings.batch()) {
            bytes += items.get(from + n).files().bytes();
            if (n > 0 && bytes > context.settings.batchBytes()) {
                break;
            }
            n++;
        }
        return n;
    }

    private void ask(CampaignRun run, int d, String lane, Set<Long> under, List<Destination.Item> items) {
        items.forEach(i -> under.add(i.delivery()));
        int call = calls.merge(lane, 1, Integer::sum);
        context.calls.ask(
                run.destination(d) + " " + name + " " + call,
                name + " " + items.size() + " deliveries at " + run.destination(d),
                () -> perform(run.ports.destinations().get(d), items),
                answer -> {
                    calls.merge(lane, -1, Integer::sum);
                    items.forEach(i -> under.remove(i.delivery()));
                    Instant now = context.timer.now();
                    switch (answer) {
                        case Calls.Answer.Value<Map<Long, String>> value -> {
                            context.works(run, run.destination(d), name, now);
                            done(run, d, items, value.value(), now);
                        }
                        case Calls.Answer.Failed<Map<Long, String>> failed -> {
                            if (!context.failed(run, run.destination(d), name, failed.failure(), now)) {
                                Map<Long, String> all = new HashMap<>();
                                items.forEach(i ->
                                        all.put(i.delivery(), failed.failure().getMessage()));
                                failed(run, d, all, now);
                            }
                        }
                    }
                    wake.run();
                });
    }

    private void done(CampaignRun run, int d, List<Destination.Item> items, Map<Long, String> wrong, Instant now) {
        List<Destination.Item> right =
                items.stream().filter(i -> !wrong.containsKey(i.delivery())).toList();
        if (!right.isEmpty()) {
            IdSet moved =
                    context.write(w -> w.advanceDeliveries(d, Deliveries.ids(right), to, now, Change.by(name, now)));
            right.forEach(item -> DaemonContext.LOG.info(
                    "campaign={} unit={} destination={} {}",
                    run.name(),
                    item.files().unit(),
                    run.campaign.destinations().get(d).name(),
                    to));
            context.metrics.delivered(run, to, moved.size());
        }
        if (!wrong.isEmpty()) {
            failed(run, d, wrong, now);
        }
    }
}
