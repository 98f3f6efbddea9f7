package ciel.workflow.world;

import ciel.workflow.stage.Carrier;
import ciel.workflow.stage.PortException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A link: lanes that share its rate, transfers with a long tail, outages in which everything stands still. */
final class SimulatedCarrier implements Carrier {
    private final WorldSettings.DestinationModel model;
    private final VirtualTimer timer;
    private final Chance chance;
    private final String name;
    /** Folders of the campaigns, by name. */
    private final Map<String, SimulatedSite> sites;

    private final SimulatedDestination destination;
    private final ArrayDeque<Fetch> waiting = new ArrayDeque<>();
    private Consumer<Event> listener = event -> {};
    private int active;
    private long moved;
    private boolean parked;

    SimulatedCarrier(
            WorldSettings.DestinationModel model,
            VirtualTimer timer,
            Chance chance,
            String site,
            Map<String, SimulatedSite> sites,
            SimulatedDestination destination) {
        this.model = model;
        this.timer = timer;
        this.chance = chance;
        this.name = site + "-" + model.name();
        this.sites = sites;
        this.destination = destination;
        for (Outage outage : model.outages()) {
            timer.after(outage.fromMillis(), this::park);
            timer.after(outage.toMillis(), this::open);
        }
    }

    /** The link is seen not to work when something is to go over it. */
    private void park() {
        boolean out = Outage.endOf(model.outages(), timer.sinceBegin()) > timer.sinceBegin();
        if (out && !parked && underWay() > 0) {
            parked = true;
            listener.accept(
                    new Event.Parked(link(), PortException.Cause.AWAY, "[" + link() + "] connection timed out"));
        }
    }

    private void open() {
        if (parked && Outage.endOf(model.outages(), timer.sinceBegin()) == timer.sinceBegin()) {
            parked = false;
            listener.accept(new Event.Open(link()));
        }
    }

    @Override
    public String link() {
        return name;
    }

    @Override
    public void listen(Consumer<Event> told) {
        listener = told;
    }

    @Override
    public void fetch(List<Fetch> fetches) {
        waiting.addAll(fetches);
        park();
        fill();
    }

    private void fill() {
        while (active < model.lanes() && !waiting.isEmpty()) {
            Fetch fetch = waiting.poll();
            active++;
            double seconds =
                    fetch.unit().bytes() * model.lanes() / model.rate() * Math.exp(-model.sigma() * model.sigma() / 2)
                            + model.perUnit();
            long millis = Math.round(1000 * chance.around(seconds, model.sigma()));
            long begin = timer.sinceBegin();
            timer.after(Outage.endOfWork(model.outages(), begin, millis) - begin, () -> arrived(fetch));
        }
    }

    private void arrived(Fetch fetch) {
        active--;
        if (!sites.get(fetch.activity()).has(fetch.unit().unit())) {
            listener.accept(new Event.Failed(fetch.delivery(), "there is no such file at the source", true));
        } else {
            moved += fetch.unit().bytes();
            destination.arrived(fetch.delivery(), chance.happens(model.damaged()));
            listener.accept(new Event.Fetched(fetch.delivery()));
        }
        fill();
    }

    @Override
    public int underWay() {
        return active + waiting.size();
    }

    @Override
    public long bytesMoved() {
        return moved;
    }

    @Override
    public void close() {}
}
