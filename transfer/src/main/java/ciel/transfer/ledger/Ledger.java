package ciel.transfer.ledger;

import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Partial;
import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * States of (file, destination). A transfer is a name with two places; its files are rows, each with its own target
 * path. Safe for many threads. What {@link #note} is given is on disk after the next {@link #force} that returns, with
 * everything noted before it: several threads that call {@code force} at once share one sync. Memory does not grow
 * with the number of files.
 */
public interface Ledger extends Closeable {
    /**
     * The transfer of this name, made if it is new, and held by this ledger until it is closed.
     *
     * @param name        unique
     * @param source      absolute place, no secret
     * @param destination absolute place, no secret
     * @return its number
     * @throws TransferException if another process holds it, or the name belongs to other places
     */
    long open(String name, String source, String destination) throws TransferException;

    /** @return every transfer that is known, in order of numbers */
    List<TransferRow> transfers() throws TransferException;

    /**
     * Nothing of this transfer waits any more; what is known of its files stays known.
     *
     * @param transfer number
     */
    void clear(long transfer) throws TransferException;

    /**
     * Files to be moved. One that waits already stays as it is; one that ended waits again and keeps what is known of
     * it. On disk when this returns.
     *
     * @param transfer number
     * @param files    any number
     * @return number of files that were not waiting
     */
    long add(long transfer, List<LedgerFile> files) throws TransferException;

    /**
     * Files that wait, in order of priority, then in the order in which they were added.
     *
     * @param transfer number
     * @param last     those that begin after the others, or the others
     * @param after    the last one of the batch before, or null
     * @param most     at most so many
     * @return the next ones
     */
    List<Copy> next(long transfer, boolean last, Copy after, int most) throws TransferException;

    /** @return what is known of one file, with what was noted since the last sync */
    Optional<Copy> find(long transfer, StoragePath target) throws TransferException;

    /** @return chunks of a file that are written and acknowledged, by number */
    Map<Integer, Partial> parts(long id) throws TransferException;

    /**
     * Writes something down, for the next {@link #force}.
     *
     * @param note what
     */
    void note(Note note);

    /**
     * Hands everything that was noted to the operating system or the database's server: it survives the end of this
     * process, but perhaps not a loss of power. Cheap.
     *
     * @throws TransferException if that does not work; what was noted is kept for the next time
     */
    void flush() throws TransferException;

    /**
     * Puts everything that was noted on disk.
     *
     * @throws TransferException if that does not work; what was noted is kept for the next time
     */
    void force() throws TransferException;

    /** @return sums, kept up to date with each sync and never counted anew */
    Tally tally(long transfer) throws TransferException;

    /**
     * The ends of a transfer's files, a page at a time.
     *
     * @param transfer number
     * @param state    which end
     * @param after    number of the last row of the page before, 0 for the first page
     * @param most     at most so many
     * @return rows in order of their numbers
     */
    List<Copy> ended(long transfer, CopyState state, long after, int most) throws TransferException;

    /** Gives room back that is no longer needed. Takes a while; for quiet hours. */
    void compact() throws TransferException;

    @Override
    void close() throws TransferException;
}
