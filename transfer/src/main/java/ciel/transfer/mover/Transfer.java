package ciel.transfer.mover;

import ciel.transfer.TransferException;
import java.time.Duration;
import java.util.List;

/** A transfer under way. Safe for many threads. */
public interface Transfer extends AutoCloseable {
    /** @return its name, unique in the ledger */
    String name();

    /**
     * More files, written down in the ledger before this returns.
     *
     * @param files what; a file that waits already is not added twice
     * @return number of files added
     * @throws TransferException if the ledger cannot be written
     */
    long add(List<PlanItem> files) throws TransferException;

    /**
     * Files that begin only when every other one has arrived: manifests.
     *
     * @param files what
     * @return number of files added
     * @throws TransferException if the ledger cannot be written
     */
    long addLast(List<PlanItem> files) throws TransferException;

    /** Begins nothing new until {@link #resume()}. What is being sent is finished. */
    void pause();

    /** Goes on. */
    void resume();

    /**
     * Ends it: what is being sent is stopped, and goes on from there when a transfer of this name is submitted again.
     *
     * @param why for people
     */
    void stop(String why);

    /**
     * Gives up what has not arrived: what is being sent is stopped, its temporaries are removed from the destination,
     * and nothing waits in the ledger any more. What has arrived stays. Returns when that is done.
     *
     * @param why for people
     * @throws TransferException if the temporaries cannot be removed; nothing is sent any more all the same
     */
    void cancel(String why) throws TransferException;

    /** @return how far it is */
    TransferProgress progress();

    /**
     * Waits until everything that was added has ended, or the transfer was stopped or cancelled.
     *
     * @return what came of it so far
     * @throws TransferException    if the ledger could not be read or written
     * @throws InterruptedException if the waiting thread is interrupted; the transfer goes on
     */
    MoverReport await() throws TransferException, InterruptedException;

    /**
     * @param longest how long to wait
     * @return whether {@link #await()} would return at once
     * @throws InterruptedException if the waiting thread is interrupted; the transfer goes on
     */
    boolean await(Duration longest) throws InterruptedException;

    /** Stops it, if it has not ended, and waits until nothing of it is under way. */
    @Override
    void close() throws TransferException;
}
