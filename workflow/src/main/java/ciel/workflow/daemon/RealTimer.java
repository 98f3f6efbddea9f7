package ciel.workflow.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Real time. Where the clock of the machine is set forward, this follows; where it is set back, this goes on at its own pace
 * until the clock has caught up, so that no event waits for an hour to come again.
 */
public final class RealTimer implements Timer {
    /** An event that waits. */
    private static final class Event {
        final Instant when;
        final long order;
        final Runnable what;
        boolean taken;

        Event(Instant when, long order, Runnable what) {
            this.when = when;
            this.order = order;
            this.what = what;
        }
    }

    /** A clock that is set forward is noticed after this. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.<Event, Instant>comparing(e -> e.when).thenComparingLong(e -> e.order));
    private Instant latest;
    private long latestNanos;
    private long order;
    private boolean stopped;

    /** Goes by the clock of the machine. */
    public RealTimer() {
        this(InstantSource.system(), System::nanoTime);
    }

    /**
     * Goes by the clock of the machine, and goes on where an earlier process was: a clock that was set back between them is
     * waited for as one that is set back now.
     *
     * @param last what was done last, by the clock that was; empty: nothing was
     */
    public RealTimer(Optional<Instant> last) {
        this(InstantSource.system(), System::nanoTime);
        goOnFrom(last);
    }

    /** @param clock of the wall @param nanoTime time since some origin (ns), never going back */
    RealTimer(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Time does not go back behind this. */
    RealTimer goOnFrom(Optional<Instant> last) {
        latest = last.orElse(null);
        latestNanos = nanoTime.getAsLong();
        return this;
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            long nanos = nanoTime.getAsLong();
            Instant wall = clock.instant();
            Instant steady = latest == null ? wall : latest.plusNanos(Math.max(0, nanos - latestNanos));
            latest = wall.isAfter(steady) ? wall : steady;
            latestNanos = nanos;
            return latest;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void post(Runnable event) {
        add(Instant.MIN, event);
    }

    @Override
    public Runnable at(Instant when, Runnable event) {
        Event waiting = add(when, event);
        return () -> {
            lock.lock();
            try {
                waiting.taken = true;
                events.remove(waiting);
            } finally {
                lock.unlock();
            }
        };
    }

    private Event add(Instant when, Runnable what) {
        lock.lock();
        try {
            Event event = new Event(when, order++, what);
            events.add(event);
            news.signalAll();
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #run} after the event that runs now. Safe from any thread. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs events on the calling thread until {@link #stop}, or until nothing is due and a condition holds.
     *
     * @param done looked at whenever nothing is due
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void run(BooleanSupplier done) throws InterruptedException {
        while (true) {
            Event next = next();
            if (next != null) {
                next.what.run();
                continue;
            }
            if (isStopped() || done.getAsBoolean() && idle()) {
                return;
            }
            await();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private boolean idle() {
        Instant now = now();
        lock.lock();
        try {
            return events.isEmpty() || events.peek().when.isAfter(now);
        } finally {
            lock.unlock();
        }
    }

    private Event next() {
        Instant now = now();
        lock.lock();
        try {
            if (stopped || events.isEmpty() || events.peek().when.isAfter(now)) {
                return null;
            }
            return events.poll();
        } finally {
            lock.unlock();
        }
    }

    private void await() throws InterruptedException {
        Instant now = now();
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            Event first = events.peek();
            Duration wait = LONGEST_WAIT;
            if (first != null && first.when.isBefore(now.plus(LONGEST_WAIT))) {
                wait = Duration.between(now, first.when);
            }
            if (wait.isPositive()) {
                news.awaitNanos(wait.toNanos());
            }
        } finally {
            lock.unlock();
        }
    }
}
