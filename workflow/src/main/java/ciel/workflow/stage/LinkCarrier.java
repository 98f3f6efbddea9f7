package ciel.workflow.stage;

import ciel.transfer.Backend;
import ciel.transfer.Retryability;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.mover.FileEvent;
import ciel.transfer.mover.Link;
import ciel.transfer.mover.LinkEvent;
import ciel.transfer.mover.LinkSettings;
import ciel.transfer.mover.MoverSettings;
import ciel.transfer.mover.PlanItem;
import ciel.transfer.mover.Transfer;
import ciel.transfer.mover.TransferListener;
import ciel.transfer.mover.TransferRequest;
import ciel.transfer.mover.Transfers;
import ciel.transfer.mover.Verification;
import ciel.transfer.pace.Parking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings files with the mover: one transfer over one link for each pair of a render site and a destination, with its state
 * in the mover's own ledger. The mover's parking takes care of outages, full disks and what a person must do; no file is
 * given up by them.
 */
public final class LinkCarrier implements Carrier {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** Opens an end of the link. */
    @FunctionalInterface
    public interface Opener {
        /** @return an open backend */
        Backend open() throws TransferException;
    }

    /** A delivery under way. */
    private static final class Delivery {
        final Fetch fetch;
        final Set<String> left = new HashSet<>();

        Delivery(Fetch fetch) {
            this.fetch = fetch;
        }
    }

    private final String name;
    private final Transfers transfers;
    private final Opener source;
    private final Opener destination;
    private final MoverSettings settings;
    private final Link link;
    private final Map<Long, Delivery> deliveries = new HashMap<>();
    private final Map<String, Delivery> byTarget = new HashMap<>();
    private Consumer<Event> listener = event -> {};
    private Backend from;
    private Backend to;
    private Transfer transfer;
    private long bytesBefore;
    private boolean closed;

    /**
     * @param name        of the link; unique in the mover's ledger
     * @param transfers   the mover; stays the caller's
     * @param source      opens the site's folder
     * @param destination opens the incoming folder
     * @param settings    lanes and bandwidth
     */
    public LinkCarrier(String name, Transfers transfers, Opener source, Opener destination, LinkSettings settings) {
        this.name = name;
        this.transfers = transfers;
        this.source = source;
        this.destination = destination;
        // the destination reads everything again before it places a file
        this.settings = MoverSettings.DEFAULT
                .link(settings)
                .verify(Verification.OFF)
                .waits(new MoverSettings.Waits(FOR_EVER, FOR_EVER, FOR_EVER));
        this.link = new Link(name, settings);
    }

    @Override
    public String link() {
        return name;
    }

    @Override
    public synchronized void listen(Consumer<Event> to) {
        listener = to;
    }

    @Override
    public void fetch(List<Fetch> fetches) throws PortException {
        List<PlanItem> items = new ArrayList<>();
        Transfer running;
        endStopped();
        synchronized (this) {
            if (closed) {
                throw new PortException.CouldNotAsk(PortException.Cause.AWAY, "[link " + name + "] it is being closed");
            }
            try {
                running = running();
                for (Fetch fetch : fetches) {
                    if (!deliveries.containsKey(fetch.delivery())) {
                        items.addAll(note(fetch));
                    }
                }
            } catch (TransferException e) {
                fetches.forEach(f -> forget(f.delivery()));
                throw GateErrors.port("link " + name, "beginning", e);
            }
        }
        try {
            running.add(items);
        } catch (TransferException e) {
            synchronized (this) {
                fetches.forEach(f -> forget(f.delivery()));
            }
            throw GateErrors.port("link " + name, "writing down what is to be fetched", e);
        }
    }

    /**
     * Takes a transfer that something had stopped away. It is closed outside our lock: its lanes may be telling us of a file
     * just now, and closing waits for them.
     */
    private void endStopped() throws PortException {
        Transfer ended;
        synchronized (this) {
            if (transfer == null || !transfer.progress().state().startsWith("stopped")) {
                return;
            }
            ended = transfer;
            bytesBefore += ended.progress().bytesSent();
            transfer = null;
        }
        try {
            ended.close();
        } catch (TransferException e) {
            throw GateErrors.port("link " + name, "going on with what was being fetched", e);
        }
    }

    /** The transfer, begun where there is none. */
    private Transfer running() throws TransferException {
        if (transfer == null) {
            if (from == null) {
                from = source.open();
            }
            if (to == null) {
                to = destination.open();
            }
            transfer = transfers.submit(
                    new TransferRequest(name, from, to, settings), link, List.of(), new TransferListener() {
                        @Override
                        public void file(FileEvent event) {
                            LinkCarrier.this.file(event);
                        }

                        @Override
                        public void link(LinkEvent event) {
                            LinkCarrier.this.linkEvent(event);
                        }

                        @Override
                        public void stopped(String why) {
                            LinkCarrier.this.stopped(why);
                        }
                    });
        }
        return transfer;
    }

    private List<PlanItem> note(Fetch fetch) throws TransferException {
        Delivery delivery = new Delivery(fetch);
        List<PlanItem> items = new ArrayList<>();
        for (UnitFile file : fetch.unit().files()) {
            StoragePath target = StoragePath.of(fetch.incoming() + "/" + file.name());
            delivery.left.add(target.toString());
            items.add(new PlanItem(
                    StoragePath.of(fetch.unit().folder() + "/" + file.name()),
                    target,
                    file.bytes(),
                    Map.of(Algorithm.ADLER32, file.adler32(), Algorithm.SHA256, file.sha256()),
                    fetch.activity(),
                    fetch.priority()));
        }
        deliveries.put(fetch.delivery(), delivery);
        delivery.left.forEach(target -> byTarget.put(target, delivery));
        return items;
    }

    private void forget(long delivery) {
        Delivery known = deliveries.remove(delivery);
        if (known != null) {
            byTarget.values().removeIf(d -> d == known);
        }
    }

    private void file(FileEvent event) {
        Event say = null;
        Consumer<Event> to;
        synchronized (this) {
            String target = event.target().toString();
            Delivery delivery = byTarget.get(target);
            to = listener;
            switch (event) {
                case FileEvent.Moved moved -> say = arrived(delivery, target);
                case FileEvent.Present present -> say = arrived(delivery, target);
                case FileEvent.Quarantined q ->
                    say = failed(delivery, "another file has the name in the incoming folder; " + q.where(), false);
                case FileEvent.Failed failed ->
                    say = failed(
                            delivery,
                            failed.letter().reason(),
                            failed.letter().retryability() == Retryability.PERMANENT);
                case FileEvent.Begun begun -> {}
                case FileEvent.Retrying retrying -> {}
            }
        }
        if (say != null) {
            to.accept(say);
        }
    }

    private Event arrived(Delivery delivery, String target) {
        if (delivery == null) {
            return null;
        }
        byTarget.remove(target);
        delivery.left.remove(target);
        if (!delivery.left.isEmpty()) {
            return null;
        }
        deliveries.remove(delivery.fetch.delivery());
        return new Event.Fetched(delivery.fetch.delivery());
    }

    private Event failed(Delivery delivery, String cause, boolean permanent) {
        if (delivery == null) {
            return null;
        }
        forget(delivery.fetch.delivery());
        return new Event.Failed(delivery.fetch.delivery(), cause, permanent);
    }

    private void linkEvent(LinkEvent event) {
        Consumer<Event> to;
        synchronized (this) {
            to = listener;
        }
        to.accept(
                switch (event) {
                    case LinkEvent.Parked parked -> new Event.Parked(name, cause(parked.cause()), parked.reason());
                    case LinkEvent.Open open -> new Event.Open(name);
                });
    }

    private void stopped(String why) {
        Consumer<Event> to;
        synchronized (this) {
            if (closed) {
                return;
            }
            to = listener;
        }
        to.accept(new Event.Stopped(name, why));
    }

    private static PortException.Cause cause(Parking.Cause cause) {
        return switch (cause) {
            case FAILING -> PortException.Cause.AWAY;
            case NO_ROOM -> PortException.Cause.FULL;
            case HUMAN -> PortException.Cause.HUMAN;
        };
    }

    @Override
    public synchronized int underWay() {
        return deliveries.size();
    }

    @Override
    public synchronized long bytesMoved() {
        return bytesBefore + (transfer == null ? 0 : transfer.progress().bytesSent());
    }

    @Override
    public void close() {
        Transfer running;
        synchronized (this) {
            closed = true;
            running = transfer;
        }
        try {
            if (running != null) {
                running.close();
            }
            link.close();
            if (from != null) {
                from.close();
            }
            if (to != null) {
                to.close();
            }
        } catch (TransferException e) {
            // what is on disk is adopted by the next process
        }
    }
}
