package ciel.transfer.mover;

import ciel.transfer.pace.Backoff;
import ciel.transfer.pace.Timetable;
import java.time.Duration;
import java.util.Map;

/**
 * How the mover works.
 *
 * @param leastLanes   fewest works at a time, &ge; 1
 * @param startLanes   works at a time to begin with
 * @param mostLanes    most works at a time; leastLanes = mostLanes switches adapting off
 * @param chunkBytes   size of a chunk (byte), &ge; 4096; a file up to this size goes in one piece
 * @param verification what is read back
 * @param sync         when a file at the destination counts as the same
 * @param attempts     tries of one piece of work, &ge; 1
 * @param backoff      waits between them
 * @param retryReserve retries without any success, &ge; 0
 * @param breakerAfter failures in a row that open the circuit, &ge; 1
 * @param breakerPause first pause of the circuit, &gt; 0
 * @param bandwidth    byte/s by time of day
 * @param shares       weight by activity
 * @param fullWait     longest wait for room at the destination before giving up
 */
public record MoverSettings(
        int leastLanes,
        int startLanes,
        int mostLanes,
        long chunkBytes,
        Verification verification,
        SyncLevel sync,
        int attempts,
        Backoff backoff,
        double retryReserve,
        int breakerAfter,
        Duration breakerPause,
        Timetable bandwidth,
        Map<String, Double> shares,
        Duration fullWait) {
    /**
     * 1 to 64 lanes, beginning with as many as there are processors, from 2 to 8; chunks of 32 MiB, everything read
     * back.
     */
    public static final MoverSettings DEFAULT = new MoverSettings(
            1,
            Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8),
            64,
            32 << 20,
            Verification.CHUNKS,
            SyncLevel.CHECKSUM,
            8,
            Backoff.DEFAULT,
            200,
            20,
            Duration.ofSeconds(2),
            Timetable.OFF,
            Map.of(),
            Duration.ofHours(24));

    /** Checks the ranges. */
    public MoverSettings {
        if (leastLanes < 1 || startLanes < leastLanes || mostLanes < startLanes) {
            throw new IllegalArgumentException("lanes " + leastLanes + ", " + startLanes + ", " + mostLanes
                    + "; must be 1 <= least <= start <= most");
        }
        if (chunkBytes < 4096) {
            throw new IllegalArgumentException("chunks of " + chunkBytes + " bytes; must be >= 4096");
        }
        shares = Map.copyOf(shares);
    }

    /** @return these settings with a fixed number of lanes */
    public MoverSettings lanes(int n) {
        return new MoverSettings(
                n,
                n,
                n,
                chunkBytes,
                verification,
                sync,
                attempts,
                backoff,
                retryReserve,
                breakerAfter,
                breakerPause,
                bandwidth,
                shares,
                fullWait);
    }

    /** @return these settings with an adapting number of lanes */
    public MoverSettings lanes(int least, int start, int most) {
        return new MoverSettings(
                least,
                start,
                most,
                chunkBytes,
                verification,
                sync,
                attempts,
                backoff,
                retryReserve,
                breakerAfter,
                breakerPause,
                bandwidth,
                shares,
                fullWait);
    }

    /** @return these settings with another chunk size (byte) */
    public MoverSettings chunk(long bytes) {
        return new MoverSettings(
                leastLanes,
                startLanes,
                mostLanes,
                bytes,
                verification,
                sync,
                attempts,
                backoff,
                retryReserve,
                breakerAfter,
                breakerPause,
                bandwidth,
                shares,
                fullWait);
    }

    /** @return these settings with another verification */
    public MoverSettings verify(Verification v) {
        return new MoverSettings(
                leastLanes,
                startLanes,
                mostLanes,
                chunkBytes,
                v,
                sync,
                attempts,
                backoff,
                retryReserve,
                breakerAfter,
                breakerPause,
                bandwidth,
                shares,
                fullWait);
    }

    /** @return these settings with another rule for files already there */
    public MoverSettings sync(SyncLevel level) {
        return new MoverSettings(
                leastLanes,
                startLanes,
                mostLanes,
                chunkBytes,
                verification,
                level,
                attempts,
                backoff,
                retryReserve,
                breakerAfter,
                breakerPause,
                bandwidth,
                shares,
                fullWait);
    }

    /** @return these settings with other tries and waits */
    public MoverSettings retry(int tries, Backoff waits) {
        return new MoverSettings(
                leastLanes,
                startLanes,
                mostLanes,
                chunkBytes,
                verification,
                sync,
                tries,
                waits,
                retryReserve,
                breakerAfter,
                breakerPause,
                bandwidth,
                shares,
                fullWait);
    }

    /** @return these settings with a bandwidth limit */
    public MoverSettings bandwidth(Timetable t) {
        return new MoverSettings(
                leastLanes,
                startLanes,
                mostLanes,
                chunkBytes,
                verification,
                sync,
                attempts,
                backoff,
                retryReserve,
                breakerAfter,
                breakerPause,
                t,
                shares,
                fullWait);
    }

    /** @return these settings with shares between activities */
    public MoverSettings shares(Map<String, Double> weights) {
        return new MoverSettings(
                leastLanes,
                startLanes,
                mostLanes,
                chunkBytes,
                verification,
                sync,
                attempts,
                backoff,
                retryReserve,
                breakerAfter,
                breakerPause,
                bandwidth,
                weights,
                fullWait);
    }

    /** @return these settings with another longest wait for room */
    public MoverSettings fullWait(Duration wait) {
        return new MoverSettings(
                leastLanes,
                startLanes,
                mostLanes,
                chunkBytes,
                verification,
                sync,
                attempts,
                backoff,
                retryReserve,
                breakerAfter,
                breakerPause,
                bandwidth,
                shares,
                wait);
    }
}
