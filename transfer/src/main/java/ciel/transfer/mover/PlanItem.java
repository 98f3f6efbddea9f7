package ciel.transfer.mover;

import ciel.transfer.StoragePath;
import ciel.transfer.checksum.Algorithm;
import java.util.Map;

/**
 * One file to move.
 *
 * @param source   path at the source
 * @param target   path at the destination
 * @param size     size (byte), &ge; 0
 * @param expected checksums that a manifest promises, empty for a plain folder
 * @param activity whose share it counts against
 * @param priority higher comes first
 */
public record PlanItem(
        StoragePath source,
        StoragePath target,
        long size,
        Map<Algorithm, String> expected,
        String activity,
        int priority) {
    /** Copies the map. */
    public PlanItem {
        expected = Map.copyOf(expected);
    }
}
