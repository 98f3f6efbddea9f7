package ciel.workflow.world;

import ciel.workflow.job.UnitSpec;
import java.util.Arrays;

/** What happened in a simulated world, counted. */
final class WorldLog {
    private final long[] peakPlaced;
    private long peakBytes;
    private long peakInodes;
    private long rendered;
    private long again;
    private long noRoom;
    private long cleaned;
    private long acknowledgedAndGone;
    private long submitted;
    private long vanished;
    private long requeued;
    private long metClaim;
    private double nodeSeconds;

    WorldLog(int destinations) {
        peakPlaced = new long[destinations];
    }

    void rendered(UnitSpec unit, String job, long bytes, long inodes) {
        rendered++;
        peakBytes = Math.max(peakBytes, bytes);
        peakInodes = Math.max(peakInodes, inodes);
    }

    /** A unit was rendered although its files were there. */
    void again(UnitSpec unit) {
        again++;
    }

    void noRoom() {
        noRoom++;
    }

    void cleaned() {
        cleaned++;
    }

    void acknowledgedAndGone() {
        acknowledgedAndGone++;
    }

    void submitted() {
        submitted++;
    }

    void vanished() {
        vanished++;
    }

    void requeued() {
        requeued++;
    }

    void metClaim() {
        metClaim++;
    }

    void nodeSeconds(double seconds) {
        nodeSeconds += seconds;
    }

    void placed(int destination, long bytes) {
        peakPlaced[destination] = Math.max(peakPlaced[destination], bytes);
    }

    WorldOutcome outcome(long millis, boolean finished) {
        return new WorldOutcome(
                finished,
                millis / 1000.0,
                rendered,
                again,
                noRoom,
                cleaned,
                acknowledgedAndGone,
                submitted,
                vanished,
                requeued,
                metClaim,
                nodeSeconds,
                peakBytes,
                peakInodes,
                Arrays.stream(peakPlaced).boxed().toList());
    }
}
