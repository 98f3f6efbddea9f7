package ciel.sim.exposure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A loop shared by threads. */
final class Parallel {
    private Parallel() {}

    /** Work on the indices from (inclusive) to (exclusive). */
    @FunctionalInterface
    interface Range {
        void run(int from, int to);
    }

    /**
     * Runs all ranges of {@code grain} indices below n. The first failure is thrown once all threads have stopped.
     *
     * @throws CancellationException when the calling thread is interrupted before all ranges are done; it stays
     *      interrupted, and the other threads have stopped
     */
    static void forRange(int threads, int n, int grain, Range body) {
        int pieces = (n + grain - 1) / grain;
        int workers = Math.min(threads, pieces);
        if (workers <= 1) {
            if (n > 0) {
                body.run(0, n);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            running.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                        body.run(i * grain, Math.min(n, (i + 1) * grain));
                        done.incrementAndGet();
                    }
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                    next.set(pieces);
                }
            }));
        }
        boolean interrupted = false;
        for (Thread thread : running) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    next.set(pieces);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        switch (failure.get()) {
            case null -> {
                if (done.get() < pieces) {
                    throw new CancellationException("interrupted after " + done.get() + " of " + pieces + " pieces");
                }
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
    }
}
