package ciel.transfer.mover;

import java.util.List;

/**
 * What a run of the mover did.
 *
 * @param moved       files that got their final name in this run
 * @param present     files that were already there, the same
 * @param quarantined files whose destination holds other content; each sentence says where the new file is
 * @param dead        files that did not arrive
 * @param refused     names that were not let in
 * @param bytesMoved  size of the files moved (byte)
 * @param bytesSent   bytes written to the destination, those sent again included
 * @param retries     works tried again
 * @param damaged     chunks that read back differently and were sent again
 * @param seconds     wall time
 * @param stopped     why the run ended early, or null
 * @param stopCode    exit code that goes with it, or 0
 */
public record MoverReport(
        long moved,
        long present,
        List<String> quarantined,
        List<DeadLetter> dead,
        List<String> refused,
        long bytesMoved,
        long bytesSent,
        long retries,
        long damaged,
        double seconds,
        String stopped,
        int stopCode) {
    /** Copies the lists. */
    public MoverReport {
        quarantined = List.copyOf(quarantined);
        dead = List.copyOf(dead);
        refused = List.copyOf(refused);
    }

    /** @return whether every file of the plan is at the destination, the same */
    public boolean complete() {
        return stopped == null && dead.isEmpty() && quarantined.isEmpty() && refused.isEmpty();
    }

    /** @return 0 complete; 4 a person must act first, such as where nothing may be written; 5 in part; 1 nothing arrived and
     *     something failed */
    public int exitCode() {
        if (complete()) {
            return 0;
        }
        if (stopCode == 4) {
            return 4;
        }
        if (moved + present > 0) {
            return 5;
        }
        // Where nothing may be written, a person must act.
        return !dead.isEmpty() && dead.stream().allMatch(d -> d.exitCode() == 4) ? 4 : 1;
    }
}
