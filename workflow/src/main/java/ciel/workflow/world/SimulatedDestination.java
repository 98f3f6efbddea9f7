package ciel.workflow.world;

import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A data centre with a quota. Units are numbers of deliveries; each is placed and registered once, or the log says so. */
final class SimulatedDestination implements Destination {
    private final WorldSettings.DestinationModel model;
    private final SimulatedCalls calls;
    private final WorldLog log;
    private final int index;
    /** What lies in the incoming folder; true: damaged on the way. */
    private final Map<Long, Boolean> incoming = new HashMap<>();

    private final Set<Long> verified = new HashSet<>();
    private final BitSet placed = new BitSet();
    private final BitSet registered = new BitSet();
    private long bytes;

    SimulatedDestination(int index, WorldSettings.DestinationModel model, SimulatedCalls calls, WorldLog log) {
        this.index = index;
        this.model = model;
        this.calls = calls;
        this.log = log;
    }

    void arrived(long delivery, boolean damaged) {
        incoming.put(delivery, damaged);
    }

    long bytes() {
        return bytes;
    }

    long room() {
        return model.bytes();
    }

    BitSet registeredUnits() {
        return registered;
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Check verify(Item item) {
        calls.takes(Math.round(1000 * item.files().bytes() / model.verifies()));
        Boolean damaged = incoming.get(item.delivery());
        if (damaged == null && !placed.get((int) item.delivery())) {
            return new Check(List.of(item.files().unit() + " is not in the incoming folder"));
        }
        if (damaged != null && damaged) {
            incoming.remove(item.delivery());
            return new Check(List.of(item.files().unit() + ": images has another checksum"));
        }
        verified.add(item.delivery());
        return new Check(List.of());
    }

    @Override
    public Map<String, String> place(Item item) throws PortException {
        if (!placed.get((int) item.delivery())) {
            if (!verified.contains(item.delivery())) {
                throw new PortException.Refused(item.files().unit() + " was not verified");
            }
            if (bytes + item.files().bytes() > model.bytes()) {
                log.noRoom();
                throw new PortException.CouldNotAsk(
                        PortException.Cause.FULL, "[destination " + model.name() + "] the quota is used up; make room");
            }
            bytes += item.files().bytes();
            placed.set((int) item.delivery());
            incoming.remove(item.delivery());
            verified.remove(item.delivery());
            log.placed(index, bytes);
        }
        return Map.of();
    }

    @Override
    public Map<Long, String> register(List<Item> items) {
        calls.takes(2000 + 5L * items.size());
        for (Item item : items) {
            registered.set((int) item.delivery());
        }
        return Map.of();
    }

    @Override
    public void discard(Item item) {
        incoming.remove(item.delivery());
    }

    @Override
    public boolean registers() {
        return true;
    }

    @Override
    public long freeBytes() {
        return model.bytes() == Long.MAX_VALUE ? Long.MAX_VALUE : model.bytes() - bytes;
    }

    @Override
    public void close() {}
}
