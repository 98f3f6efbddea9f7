package ciel.workflow.ledger;

import java.util.List;

/**
 * What the exit file and the manifest of a unit say.
 *
 * @param unit        number of the unit
 * @param files       its files; may be empty in a simulated world, where count and bytes are enough
 * @param fileCount   how many files
 * @param bytes       of all
 * @param seconds     wall-clock time (s) that its rendering took
 * @param coreSeconds processor time (s), all cores
 * @param engine      that drew it: scalar, vector, opencl, tornado
 */
public record RenderedUnit(
        long unit,
        List<ProductFile> files,
        int fileCount,
        long bytes,
        double seconds,
        double coreSeconds,
        String engine) {
    public RenderedUnit {
        files = List.copyOf(files);
    }
}
