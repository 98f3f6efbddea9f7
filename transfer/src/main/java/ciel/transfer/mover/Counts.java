package ciel.transfer.mover;

import java.util.ArrayList;
import java.util.List;

/** What came of the files of a transfer so far. Guarded by itself. */
final class Counts {
    /** Names of files that did not arrive are kept up to this number; the ledger has all. */
    static final int MOST_NAMES = 10_000;

    private final List<String> quarantined = new ArrayList<>();
    private final List<DeadLetter> dead = new ArrayList<>();
    private long files;
    private long bytes;
    private long moved;
    private long present;
    private long quarantinedCount;
    private long deadCount;
    private long bytesMoved;
    private long bytesDone;

    synchronized void asked(long moreFiles, long moreBytes) {
        files += moreFiles;
        bytes += moreBytes;
    }

    /** What there is in all. */
    synchronized void total(long allFiles, long allBytes) {
        files = allFiles;
        bytes = allBytes;
    }

    /** Nothing was asked for. */
    synchronized void forget() {
        files = 0;
        bytes = 0;
        present = 0;
        bytesDone = 0;
        deadCount = 0;
    }

    /** Files that had ended before this process. */
    synchronized void before(long done, long doneBytes, long wrong) {
        present += done;
        bytesDone += doneBytes;
        deadCount += wrong;
    }

    synchronized void credit(long more) {
        bytesDone += more;
    }

    synchronized void moved(long size, long more) {
        moved++;
        bytesMoved += size;
        bytesDone += more;
    }

    synchronized void present(long more) {
        present++;
        bytesDone += more;
    }

    synchronized void quarantined(String sentence) {
        quarantinedCount++;
        if (quarantined.size() < MOST_NAMES) {
            quarantined.add(sentence);
        }
    }

    synchronized void dead(DeadLetter letter) {
        deadCount++;
        if (dead.size() < MOST_NAMES) {
            dead.add(letter);
        }
    }

    synchronized boolean allArrived() {
        return deadCount == 0 && quarantinedCount == 0;
    }

    synchronized long movedFiles() {
        return moved;
    }

    synchronized MoverReport report(
            List<String> refused, long sent, long retries, long damaged, double seconds, String stopped, int code) {
        return new MoverReport(
                moved, present, quarantined, dead, refused, bytesMoved, sent, retries, damaged, seconds, stopped, code);
    }

    synchronized TransferProgress progress(long sent, double rate, int lanes, long retries, String state) {
        double left = bytes - bytesDone;
        return new TransferProgress(
                moved + present,
                deadCount + quarantinedCount,
                files,
                bytesDone,
                sent,
                bytes,
                rate,
                rate > 0 ? Math.max(0, left / rate) : left <= 0 ? 0 : -1,
                lanes,
                retries,
                state);
    }
}
