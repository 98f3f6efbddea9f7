package ciel.transfer.mover;

import ciel.transfer.BackPressureException;
import ciel.transfer.Backend;
import ciel.transfer.Space;
import ciel.transfer.TransferException;
import ciel.transfer.pace.Ticker;
import java.util.Optional;

/**
 * Lets a file begin only if it fits beside what is under way, so that many half-written files cannot block each other
 * on a full disk.
 */
final class SpaceWatch {
    private static final long FRESH_NANOS = 500_000_000;

    private final Ticker ticker;
    private Optional<Space> space = Optional.empty();
    private long asked;
    private boolean known;
    private long promised;
    private long begun;

    SpaceWatch(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Takes {@code bytes} and {@code files} inodes of the room. */
    synchronized void admit(Backend destination, long bytes, int files, String what) throws TransferException {
        long now = ticker.nanoTime();
        if (!known || now - asked > FRESH_NANOS) {
            space = destination.space();
            known = true;
            asked = now;
            begun = 0;
        }
        if (space.isPresent()) {
            Space s = space.get();
            if (s.bytes() - promised < bytes || s.inodes() - begun < files) {
                known = false;
                throw new BackPressureException("[" + destination.url() + "] no room for " + what + ": " + bytes
                        + " bytes wanted, " + s.bytes() + " bytes and "
                        + (s.inodes() == Long.MAX_VALUE ? "many" : s.inodes()) + " inodes free, " + promised
                        + " bytes promised to files under way; free some, the transfer goes on");
            }
        }
        promised += bytes;
        begun += files;
    }

    /** Bytes that were promised have been written, or are no longer wanted. */
    synchronized void release(long bytes) {
        promised = Math.max(0, promised - bytes);
    }
}
