package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop shared by threads is done whole, or says that it is not. */
class ParallelTest {
    @AfterEach
    void nextTestIsNotInterrupted() {
        Thread.interrupted();
    }

    @Test
    void everyIndexIsDoneOnce() {
        for (int threads : new int[] {1, 2, 5}) {
            int[] times = new int[1003];
            Parallel.forRange(threads, times.length, 10, (from, to) -> {
                for (int i = from; i < to; i++) {
                    times[i]++;
                }
            });
            for (int count : times) {
                assertEquals(1, count);
            }
        }
    }

    /** The caller is interrupted while the first pieces are in work: the others are not begun, and that is no success. */
    @Test
    void anInterruptedLoop_isNotASuccess() {
        Thread caller = Thread.currentThread();
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        assertThrows(
                CancellationException.class,
                () -> Parallel.forRange(2, 1000, 1, (from, to) -> {
                    begun.incrementAndGet();
                    both.countDown();
                    awaitUninterrupted(both);
                    caller.interrupt();
                    awaitNoticed(caller);
                }));
        assertTrue(Thread.interrupted(), "the caller stays interrupted");
        assertTrue(begun.get() < 1000, "the rest was not begun");
    }

    /** The flag falls when join takes the interrupt: from then on no new piece is begun. */
    private static void awaitNoticed(Thread caller) {
        while (caller.isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptThatComesTooLate_leavesTheResultWhole() {
        AtomicInteger done = new AtomicInteger();
        Thread.currentThread().interrupt();
        Parallel.forRange(1, 100, 10, (from, to) -> done.addAndGet(to - from));
        assertEquals(100, done.get());
        assertTrue(Thread.interrupted());
    }

    @Test
    void theFirstFailureIsThrown_whenAllThreadsHaveStopped() {
        AtomicInteger running = new AtomicInteger();
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> Parallel.forRange(3, 500, 1, (from, to) -> {
                    running.incrementAndGet();
                    try {
                        if (from == 7) {
                            throw new IllegalStateException("seven");
                        }
                    } finally {
                        running.decrementAndGet();
                    }
                }));
        assertEquals("seven", thrown.getMessage());
        assertEquals(0, running.get());
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
