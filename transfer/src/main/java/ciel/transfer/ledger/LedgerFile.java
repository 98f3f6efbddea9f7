package ciel.transfer.ledger;

import ciel.transfer.StoragePath;
import ciel.transfer.checksum.Algorithm;
import java.util.Map;

/**
 * One file of a transfer, as it is asked for.
 *
 * @param source   path at the source
 * @param target   path at the destination: the file's name within the transfer
 * @param size     size (byte), &ge; 0
 * @param expected checksums that a manifest promises, empty for a plain folder
 * @param activity whose share it counts against
 * @param priority higher comes first
 * @param last     begins only when every other file of the transfer has arrived
 */
public record LedgerFile(
        StoragePath source,
        StoragePath target,
        long size,
        Map<Algorithm, String> expected,
        String activity,
        int priority,
        boolean last) {
    /** Copies the map. */
    public LedgerFile {
        expected = Map.copyOf(expected);
    }
}
