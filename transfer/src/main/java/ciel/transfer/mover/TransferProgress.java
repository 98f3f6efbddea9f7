package ciel.transfer.mover;

/**
 * How far a run is. Bytes done never go down.
 *
 * @param filesDone  arrived or present
 * @param filesDead  not arrived, or in quarantine
 * @param filesTotal of the plan
 * @param bytesDone  of files arrived or present (byte)
 * @param bytesSent  written to the destination in this run (byte)
 * @param bytesTotal of the plan (byte)
 * @param rate       over the last seconds (byte/s)
 * @param etaSeconds time left at that rate, or -1 where unknown
 * @param lanes      lanes that are at work now
 * @param retries    so far
 * @param state      {@code running}, {@code waiting: why}, {@code done}, {@code stopped: why}
 */
public record TransferProgress(
        long filesDone,
        long filesDead,
        long filesTotal,
        long bytesDone,
        long bytesSent,
        long bytesTotal,
        double rate,
        double etaSeconds,
        int lanes,
        long retries,
        String state) {}
