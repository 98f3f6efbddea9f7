package ciel.workflow.daemon;

import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.stage.Carrier;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.UnitFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Has rendered units fetched from the destination's side. What an earlier process had begun is asked for again: it goes on. */
final class FetchPass implements Pass {
    private static final String ACTOR = "fetch";
    private static final int AT_ONCE = 500;

    /** A delivery under way is looked at again only when the process was another. */
    private static final Duration UNDER_WAY = Duration.ofDays(3650);

    /** One link of a campaign. */
    private final class Lane {
        final CampaignRun run;
        final int destination;
        final Set<Long> underWay = new HashSet<>();
        final List<Long> fetched = new ArrayList<>();
        final Map<Long, Carrier.Event.Failed> failed = new HashMap<>();
        boolean recovered;
        /** Whether the carrier must be asked to go on. */
        boolean stopped;

        boolean busy;

        Lane(CampaignRun run, int destination) {
            this.run = run;
            this.destination = destination;
        }

        Carrier carrier() {
            return run.ports.carriers().get(destination);
        }
    }

    private final DaemonContext context;
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<Carrier, List<Lane>> byCarrier = new HashMap<>();
    private final Deliveries deliveries;
    private final Runnable wake;

    /** @param wake runs this pass and the next one again */
    FetchPass(DaemonContext context, Runnable wake) {
        this.context = context;
        this.wake = wake;
        this.deliveries = new Deliveries(context, ACTOR);
        for (CampaignRun run : context.runs) {
            for (int d = 0; d < run.destinations(); d++) {
                Lane lane = new Lane(run, d);
                lanes.add(lane);
                byCarrier
                        .computeIfAbsent(lane.carrier(), c -> new ArrayList<>())
                        .add(lane);
            }
        }
        byCarrier.forEach((carrier, of) -> carrier.listen(event -> context.timer.post(() -> happened(of, event))));
    }

    @Override
    public String name() {
        return ACTOR;
    }

    private void happened(List<Lane> of, Carrier.Event event) {
        Instant now = context.timer.now();
        switch (event) {
            case Carrier.Event.Fetched fetched ->
                of.stream()
                        .filter(l -> l.underWay.contains(fetched.delivery()))
                        .forEach(l -> l.fetched.add(fetched.delivery()));
            case Carrier.Event.Failed failed ->
                of.stream()
                        .filter(l -> l.underWay.contains(failed.delivery()))
                        .forEach(l -> l.failed.put(failed.delivery(), failed));
            case Carrier.Event.Parked parked -> {
                context.metrics.parked("link " + parked.link(), true);
                of.forEach(l -> context.park(l.run, "link " + parked.link(), parked.cause(), parked.reason(), now));
            }
            case Carrier.Event.Stopped stopped ->
                of.forEach(l -> {
                    l.stopped = true;
                    away(l, stopped.reason(), now);
                });
            case Carrier.Event.Open open -> {
                context.metrics.parked("link " + open.link(), false);
                context.opened("link " + open.link(), now);
            }
        }
        wake.run();
    }

    /** @return deliveries that carriers have under way */
    int underWay() {
        return lanes.stream().mapToInt(l -> l.underWay.size()).sum();
    }

    @Override
    public Instant step(Instant now) {
        Instant next = Instant.MAX;
        for (Lane lane : lanes) {
            arrived(lane, now);
            gone(lane, now);
            Instant again = ask(lane, now);
            next = again.isBefore(next) ? again : next;
        }
        return next;
    }

    private void arrived(Lane lane, Instant now) {
        if (lane.fetched.isEmpty()) {
            return;
        }
        IdSet units = IdSet.of(lane.fetched);
        lane.fetched.forEach(lane.underWay::remove);
        lane.fetched.clear();
        IdSet moved = context.write(
                w -> w.advanceDeliveries(lane.destination, units, DeliveryState.FETCHED, now, Change.by(ACTOR, now)));
        context.metrics.delivered(lane.run, DeliveryState.FETCHED, moved.size());
        DaemonContext.LOG.info(
                "campaign={} units={} ids=\"{}\" destination={} fetched",
                lane.run.name(),
                units.size(),
                units,
                lane.run.campaign.destinations().get(lane.destination).name());
    }

    private void gone(Lane lane, Instant now) {
        if (lane.failed.isEmpty()) {
            return;
        }
        Map<Long, Carrier.Event.Failed> failed = Map.copyOf(lane.failed);
        lane.failed.clear();
        Map<Long, String> again = new HashMap<>();
        failed.forEach((unit, event) -> {
            lane.underWay.remove(unit);
            context.ledger.deliveries(unit).stream()
                    .filter(r -> r.destination() == lane.destination && r.state() == DeliveryState.FETCHING)
                    .forEach(r -> {
                        if (event.permanent()) {
                            look(lane, unit, event.cause());
                        } else {
                            again.put(unit, event.cause());
                        }
                    });
        });
        deliveries.failed(lane.run, lane.destination, again, now);
    }

    /** A file could not be read at the source, and never will be: is the unit still published there? */
    private void look(Lane lane, long unit, String cause) {
        UnitRow row = context.ledger.units(IdSet.of(unit)).getFirst();
        UnitFiles files = context.items.files(lane.run.name(), List.of(unit)).get(unit);
        lane.underWay.add(unit);
        context.calls.ask(
                lane.run.site() + " jobs",
                "see whether unit " + files.unit() + " is still whole",
                () -> whole(lane.run, files),
                answer -> {
                    lane.underWay.remove(unit);
                    Instant now = context.timer.now();
                    switch (answer) {
                        case Calls.Answer.Value<Boolean> there -> {
                            context.works(lane.run, lane.run.site(), "read", now);
                            lost(lane, row, cause, there.value(), now);
                        }
                        case Calls.Answer.Failed<Boolean> failed -> {
                            if (!context.failed(lane.run, lane.run.site(), "read", failed.failure(), now)) {
                                lost(lane, row, cause, false, now);
                            } else {
                                context.writing(w -> w.retryDeliveries(
                                        lane.destination,
                                        IdSet.of(unit),
                                        now.plus(context.settings.parkMost()),
                                        false,
                                        Change.by(ACTOR, now).because(LedgerJobBook.shortened(cause), "")));
                            }
                        }
                    }
                    wake.run();
                });
    }

    private static boolean whole(CampaignRun run, UnitFiles files) throws PortException {
        Optional<UnitFiles> there = run.ports
                .site()
                .published(files.unit(), files.folder() + "/" + files.manifest().name());
        if (there.isEmpty() || !there.get().files().equals(files.files())) {
            return false;
        }
        // a file that was damaged there is as good as gone: it would fail at every attempt
        return run.ports.site().whole(files);
    }

    private void lost(Lane lane, UnitRow unit, String cause, boolean there, Instant now) {
        if (there) {
            deliveries.failed(lane.run, lane.destination, Map.of(unit.unit(), cause), now);
            return;
        }
        String why = LedgerJobBook.shortened("the files at the site are gone or were changed: " + cause);
        DaemonContext.LOG.warn("campaign={} unit={} {}; rendering it again", lane.run.name(), RunJobs.spec(unit), why);
        boolean last = unit.failures() + 1 >= lane.run.campaign.attempts().render();
        context.writing(w -> {
            if (last) {
                w.advanceUnits(
                        IdSet.of(unit.unit()),
                        ciel.workflow.ledger.UnitState.HELD,
                        Change.by(ACTOR, now).because(why, ""));
            } else {
                w.replanUnits(
                        IdSet.of(unit.unit()), now, true, Change.by(ACTOR, now).because(why, ""));
            }
        });
        context.tell(
                lane.run,
                Notifier.Level.WARNING,
                "unit " + RunJobs.spec(unit),
                "lost/" + lane.run.site(),
                "files of rendered units are gone or changed at " + lane.run.site() + ", such as " + RunJobs.spec(unit)
                        + "; they are rendered again. See whether the site deletes old files",
                now);
    }

    /** @return deliveries that a carrier is given in one call at most */
    private int atOnce() {
        return Math.max(AT_ONCE, context.settings.batch());
    }

    private Instant ask(Lane lane, Instant now) {
        Instant free = context.free(lane.run.link(lane.destination), now);
        if (free.isAfter(now) || lane.busy) {
            return lane.busy ? Instant.MAX : free;
        }
        if (lane.stopped) {
            lane.stopped = false;
            call(lane, List.of(), "go on with what was being fetched", () -> lane.stopped = true);
            return Instant.MAX;
        }
        int room = Math.min(atOnce(), context.settings.fetchesAhead() - lane.underWay.size());
        List<Long> units = new ArrayList<>();
        if (!lane.recovered) {
            // what an earlier process had under way, whenever it would have looked again
            List<Long> before = context.ledger.dueDeliveries(
                    lane.run.id(),
                    lane.destination,
                    DeliveryState.FETCHING,
                    now.plus(UNDER_WAY.multipliedBy(2)),
                    lane.underWay.size() + atOnce());
            before.stream().filter(u -> !lane.underWay.contains(u)).forEach(units::add);
            lane.recovered = units.isEmpty();
        }
        if (units.isEmpty() && room > 0) {
            units = new ArrayList<>(
                    context.ledger.dueDeliveries(lane.run.id(), lane.destination, DeliveryState.WAITING, now, room));
            units.removeIf(lane.underWay::contains);
        }
        if (units.isEmpty()) {
            Optional<Instant> next =
                    context.ledger.nextDelivery(lane.run.id(), lane.destination, DeliveryState.WAITING);
            return next.filter(t -> t.isAfter(now)).orElse(Instant.MAX);
        }
        fetch(lane, units, now);
        return Instant.MAX; // the answer brings us back
    }

    private void fetch(Lane lane, List<Long> asked, Instant now) {
        List<Destination.Item> items = context.items.of(lane.run.name(), asked);
        IdSet units = Deliveries.ids(items);
        context.writing(w -> w.advanceDeliveries(
                lane.destination, units, DeliveryState.FETCHING, now.plus(UNDER_WAY), Change.by(ACTOR, now)));
        List<Carrier.Fetch> fetches = items.stream()
                .map(i -> new Carrier.Fetch(
                        i.delivery(), i.files(), i.incoming(), lane.run.name(), lane.run.campaign.priority()))
                .toList();
        fetches.forEach(f -> lane.underWay.add(f.delivery()));
        call(lane, fetches, "ask for " + fetches.size() + " deliveries", () -> {
            fetches.forEach(f -> lane.underWay.remove(f.delivery()));
            lane.recovered = false;
        });
    }

    private void away(Lane lane, String reason, Instant now) {
        String link = lane.run.link(lane.destination);
        context.failed(
                lane.run, link, ACTOR, new PortException.CouldNotAsk(PortException.Cause.AWAY, reason, null), now);
    }

    /** @param failed what to do where the carrier did not take it */
    private void call(Lane lane, List<Carrier.Fetch> fetches, String act, Runnable failed) {
        lane.busy = true;
        context.calls.<Boolean>ask(
                lane.run.link(lane.destination),
                act,
                () -> {
                    lane.carrier().fetch(fetches);
                    return true;
                },
                answer -> {
                    lane.busy = false;
                    Instant then = context.timer.now();
                    switch (answer) {
                        case Calls.Answer.Value<Boolean> value ->
                            context.works(lane.run, lane.run.link(lane.destination), ACTOR, then);
                        case Calls.Answer.Failed<Boolean> answered -> {
                            failed.run();
                            if (!context.failed(
                                    lane.run, lane.run.link(lane.destination), ACTOR, answered.failure(), then)) {
                                context.failed(
                                        lane.run,
                                        lane.run.link(lane.destination),
                                        ACTOR,
                                        new PortException.CouldNotAsk(
                                                PortException.Cause.HUMAN,
                                                answered.failure().getMessage(),
                                                answered.failure()),
                                        then);
                            }
                        }
                    }
                    wake.run();
                });
    }
}
