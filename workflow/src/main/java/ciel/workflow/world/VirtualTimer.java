package ciel.workflow.world;

import ciel.workflow.daemon.Timer;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Time that goes from event to event. One thread runs everything; events of one moment run in the order they were given. */
public final class VirtualTimer implements Timer {
    private static final class Event implements Comparable<Event> {
        final long at;
        final long order;
        Runnable what;

        Event(long at, long order, Runnable what) {
            this.at = at;
            this.order = order;
            this.what = what;
        }

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final long begin;
    private long now;
    private long order;

    /** @param begin the time at which it starts */
    public VirtualTimer(Instant begin) {
        this.begin = begin.toEpochMilli();
        this.now = this.begin;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(now);
    }

    /** @return time since the beginning (ms) */
    long sinceBegin() {
        return now - begin;
    }

    @Override
    public void post(Runnable event) {
        events.add(new Event(now, order++, event));
    }

    @Override
    public Runnable at(Instant when, Runnable event) {
        return schedule(when.equals(Instant.MAX) ? Long.MAX_VALUE : when.toEpochMilli(), event);
    }

    /** Runs something after so many milliseconds. @return takes it back */
    Runnable after(long millis, Runnable event) {
        return schedule(now + Math.max(0, millis), event);
    }

    private Runnable schedule(long at, Runnable what) {
        Event event = new Event(Math.max(now, at), order++, what);
        events.add(event);
        return () -> event.what = null; // stays in the queue and does nothing: to search it would cost more
    }

    /**
     * Runs events in order.
     *
     * @param until time at which it ends at the latest
     * @param done  asked after each event, so it must be quick; true ends it
     * @return whether {@code done} was true; false when the time was up or there was no event left
     */
    public boolean run(Instant until, BooleanSupplier done) {
        long end = until.toEpochMilli();
        while (!events.isEmpty()) {
            if (done.getAsBoolean()) {
                return true;
            }
            if (events.peek().at > end) {
                now = end;
                return done.getAsBoolean();
            }
            Event event = events.poll();
            now = event.at;
            if (event.what != null) {
                event.what.run();
            }
        }
        return done.getAsBoolean();
    }
}
