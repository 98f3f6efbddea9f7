package ciel.workflow.daemon;

import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A destination that counts what it is asked. */
class CountingDestination extends ForwardingDestination {
    private final AtomicInteger asked;

    CountingDestination(Destination real, AtomicInteger asked) {
        super(real);
        this.asked = asked;
    }

    @Override
    public Check verify(Item item) throws PortException {
        asked.incrementAndGet();
        return super.verify(item);
    }

    @Override
    public Map<String, String> place(Item item) throws PortException {
        asked.incrementAndGet();
        return super.place(item);
    }

    @Override
    public Map<Long, String> register(List<Item> items) throws PortException {
        asked.incrementAndGet();
        return super.register(items);
    }
}
