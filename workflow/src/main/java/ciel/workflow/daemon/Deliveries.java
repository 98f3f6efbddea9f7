package ciel.workflow.daemon;

import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.LedgerWriter;
import ciel.workflow.stage.Destination;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What becomes of deliveries that fail. */
final class Deliveries {
    private final DaemonContext context;
    private final String actor;

    Deliveries(DaemonContext context, String actor) {
        this.context = context;
        this.actor = actor;
    }

    /**
     * Gives each delivery that failed another attempt, or up when its attempts are used up.
     *
     * @param wrong cause by unit
     */
    void failed(CampaignRun run, int destination, Map<Long, String> wrong, Instant now) {
        if (wrong.isEmpty()) {
            return;
        }
        Map<Long, Integer> failures = new HashMap<>();
        for (long unit : wrong.keySet()) {
            context.ledger.deliveries(unit).stream()
                    .filter(row -> row.destination() == destination)
                    .forEach(row -> failures.put(unit, row.failures()));
        }
        List<Long> given = new ArrayList<>();
        context.writing(w -> wrong.forEach((unit, cause) -> {
            int before = failures.getOrDefault(unit, 0);
            Change change = Change.by(actor, now).because(LedgerJobBook.shortened(cause), "");
            IdSet id = IdSet.of(unit);
            if (before + 1 >= run.campaign.attempts().deliver()) {
                w.advanceDeliveries(destination, id, DeliveryState.FAILED, null, change);
                given.add(unit);
            } else {
                Instant due =
                        now.plus(UnitOutcomes.backoff(run.campaign.attempts().backoff(), before));
                w.retryDeliveries(destination, id, due, true, change);
            }
        }));
        wrong.forEach((unit, cause) -> DaemonContext.LOG.warn(
                "campaign={} unit={} destination={} {} failed: {}",
                run.name(),
                unit,
                run.campaign.destinations().get(destination).name(),
                actor,
                cause));
        tell(run, destination, wrong, given, "failed", now);
    }

    /** Holds deliveries for a person. */
    void held(CampaignRun run, int destination, Map<Long, String> wrong, Instant now) {
        if (wrong.isEmpty()) {
            return;
        }
        context.writing(w -> wrong.forEach((unit, cause) -> hold(w, destination, unit, cause, now)));
        tell(run, destination, wrong, List.copyOf(wrong.keySet()), "are held", now);
    }

    private void hold(LedgerWriter w, int destination, long unit, String cause, Instant now) {
        w.advanceDeliveries(
                destination,
                IdSet.of(unit),
                DeliveryState.HELD,
                null,
                Change.by(actor, now).because(LedgerJobBook.shortened(cause), ""));
    }

    private void tell(
            CampaignRun run, int destination, Map<Long, String> wrong, List<Long> units, String word, Instant now) {
        if (units.isEmpty()) {
            return;
        }
        String place = run.destination(destination);
        String cause = LedgerJobBook.shortened(wrong.get(units.getFirst()));
        context.tell(
                run,
                Notifier.Level.ERROR,
                place,
                place.replace(' ', '/') + "/" + actor,
                units.size() + " deliveries " + word + ": " + cause
                        + "; ciel campaign retry gives them another attempt",
                now);
    }

    static IdSet ids(List<Destination.Item> items) {
        return IdSet.of(items.stream().map(Destination.Item::delivery).toList());
    }
}
