package ciel.transfer.mover;

import ciel.transfer.pace.Backoff;
import ciel.transfer.pace.Timetable;
import java.time.Duration;
import java.util.Map;

/**
 * How files are moved.
 *
 * @param link         of a link that serves this transfer alone
 * @param chunkBytes   size of a chunk (byte), &ge; 4096; a file up to this size goes in one piece
 * @param verification what is read back
 * @param sync         when a file at the destination counts as the same
 * @param conflict     what is done when it is another
 * @param attempts     tries of one piece of work while the link works, &ge; 1
 * @param backoff      waits between them
 * @param waits        how long a link may be parked before the run stops
 * @param keep         what files keep besides their bytes
 */
public record MoverSettings(
        LinkSettings link,
        long chunkBytes,
        Verification verification,
        SyncLevel sync,
        OnConflict conflict,
        int attempts,
        Backoff backoff,
        Waits waits,
        Keep keep) {
    /**
     * How long a run waits before it stops; files are not given up by it.
     *
     * @param room   for room at the destination
     * @param outage for a link that fails
     * @param human  for a person
     */
    public record Waits(Duration room, Duration outage, Duration human) {
        /** A day, each. */
        public static final Waits DEFAULT = new Waits(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));
    }

    /** See {@link LinkSettings#DEFAULT}; chunks of 32 MiB, everything read back. */
    public static final MoverSettings DEFAULT = new MoverSettings(
            LinkSettings.DEFAULT,
            32 << 20,
            Verification.CHUNKS,
            SyncLevel.NOTED,
            OnConflict.QUARANTINE,
            8,
            Backoff.DEFAULT,
            Waits.DEFAULT,
            Keep.ALL);

    /** Checks the ranges. */
    public MoverSettings {
        if (chunkBytes < 4096) {
            throw new IllegalArgumentException("chunks of " + chunkBytes + " bytes; must be >= 4096");
        }
        if (attempts < 1) {
            throw new IllegalArgumentException(attempts + " attempts; must be >= 1");
        }
    }

    /** @return these settings with other settings of the link */
    public MoverSettings link(LinkSettings l) {
        return new MoverSettings(l, chunkBytes, verification, sync, conflict, attempts, backoff, waits, keep);
    }

    /** @return these settings with a fixed number of lanes */
    public MoverSettings lanes(int n) {
        return link(link.lanes(n, n, n));
    }

    /** @return these settings with an adapting number of lanes */
    public MoverSettings lanes(int least, int start, int most) {
        return link(link.lanes(least, start, most));
    }

    /** @return these settings with another chunk size (byte) */
    public MoverSettings chunk(long bytes) {
        return new MoverSettings(link, bytes, verification, sync, conflict, attempts, backoff, waits, keep);
    }

    /** @return these settings with another verification */
    public MoverSettings verify(Verification v) {
        return new MoverSettings(link, chunkBytes, v, sync, conflict, attempts, backoff, waits, keep);
    }

    /** @return these settings with another rule for files already there */
    public MoverSettings sync(SyncLevel level) {
        return new MoverSettings(link, chunkBytes, verification, level, conflict, attempts, backoff, waits, keep);
    }

    /** @return these settings with another rule for names that are taken */
    public MoverSettings conflict(OnConflict rule) {
        return new MoverSettings(link, chunkBytes, verification, sync, rule, attempts, backoff, waits, keep);
    }

    /** @return these settings with other tries and waits */
    public MoverSettings retry(int tries, Backoff between) {
        return new MoverSettings(link, chunkBytes, verification, sync, conflict, tries, between, waits, keep);
    }

    /** @return these settings with a bandwidth limit */
    public MoverSettings bandwidth(Timetable t) {
        return link(link.bandwidth(t));
    }

    /** @return these settings with shares between activities */
    public MoverSettings shares(Map<String, Double> weights) {
        return link(link.shares(weights));
    }

    /** @return these settings with another longest wait for room */
    public MoverSettings fullWait(Duration wait) {
        return waits(new Waits(wait, waits.outage(), waits.human()));
    }

    /** @return these settings with other longest waits */
    public MoverSettings waits(Waits w) {
        return new MoverSettings(link, chunkBytes, verification, sync, conflict, attempts, backoff, w, keep);
    }

    /** @return these settings with another rule for permissions and times */
    public MoverSettings keep(Keep what) {
        return new MoverSettings(link, chunkBytes, verification, sync, conflict, attempts, backoff, waits, what);
    }
}
