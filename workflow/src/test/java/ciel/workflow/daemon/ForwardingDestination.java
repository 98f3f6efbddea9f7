package ciel.workflow.daemon;

import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.util.List;
import java.util.Map;

/** Another destination, for tests that change one answer of it. */
class ForwardingDestination implements Destination {
    private final Destination real;

    ForwardingDestination(Destination real) {
        this.real = real;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Check verify(Item item) throws PortException {
        return real.verify(item);
    }

    @Override
    public Map<String, String> place(Item item) throws PortException {
        return real.place(item);
    }

    @Override
    public void discard(Item item) throws PortException {
        real.discard(item);
    }

    @Override
    public Map<Long, String> register(List<Item> items) throws PortException {
        return real.register(items);
    }

    @Override
    public boolean registers() {
        return real.registers();
    }

    @Override
    public long freeBytes() throws PortException {
        return real.freeBytes();
    }

    @Override
    public void close() {
        real.close();
    }
}
