package ciel.workflow.stage;

import java.util.List;

/**
 * All that a unit published at its render site.
 *
 * @param unit   name of the unit, such as {@code 449053/R22_S11}
 * @param folder folder of the files, a path below the site's root
 * @param files  the files, the manifest last
 */
public record UnitFiles(String unit, String folder, List<UnitFile> files) {
    /** Copies the list. */
    public UnitFiles {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("unit " + unit + " has no files; it has at least a manifest");
        }
    }

    /** @return the manifest */
    public UnitFile manifest() {
        return files.getLast();
    }

    /** @return size of all files (byte) */
    public long bytes() {
        return files.stream().mapToLong(UnitFile::bytes).sum();
    }
}
