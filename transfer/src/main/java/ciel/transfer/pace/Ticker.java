package ciel.transfer.pace;

import java.time.Instant;
import java.time.LocalTime;
import java.util.concurrent.locks.LockSupport;

/** Time, replaceable in tests. */
public interface Ticker {
    /** The machine's own. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public LocalTime timeOfDay() {
            return LocalTime.now();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    };

    /** @return time since some origin (ns), never going back */
    long nanoTime();

    /** @return local time of day, for timetables */
    LocalTime timeOfDay();

    /** @return time of the clock on the wall, for what ends at a time: tokens, deadlines */
    Instant now();

    /**
     * @param nanos how long to wait (ns); nothing if not positive
     * @throws InterruptedException if the thread is asked to end
     */
    void sleep(long nanos) throws InterruptedException;

    /**
     * Waits for a notice on a monitor that the caller holds, or until time has passed. Called only when nothing is
     * under way that time would have to wait for, so that virtual time may pass at once.
     *
     * @param monitor held by the caller
     * @param nanos   longest wait (ns), &gt; 0
     * @throws InterruptedException if the thread is asked to end
     */
    default void await(Object monitor, long nanos) throws InterruptedException {
        monitor.wait(Math.max(1, Math.min(nanos / 1_000_000, 60_000)));
    }
}
