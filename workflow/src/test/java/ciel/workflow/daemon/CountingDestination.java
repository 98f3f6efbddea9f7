package ciel.workflow.daemon;

import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A destination that counts what it is asked. */
class CountingDestination implements Destination {
    private final Destination real;
    private final AtomicInteger asked;

    CountingDestination(Destination real, AtomicInteger asked) {
        this.real = real;
        this.asked = asked;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Check verify(Item item) throws PortException {
        asked.incrementAndGet();
        return real.verify(item);
    }

    @Override
    public Map<String, String> place(Item item) throws PortException {
        asked.incrementAndGet();
        return real.place(item);
    }

    @Override
    public void discard(Item item) throws PortException {
        real.discard(item);
    }

    @Override
    public Map<Long, String> register(List<Item> items) throws PortException {
        asked.incrementAndGet();
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
