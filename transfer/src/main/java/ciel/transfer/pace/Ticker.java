package ciel.transfer.pace;

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

    /**
     * @param nanos how long to wait (ns); nothing if not positive
     * @throws InterruptedException if the thread is asked to end
     */
    void sleep(long nanos) throws InterruptedException;
}
