package ciel.transfer.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a unit of work consists of. Immutable.
 *
 * @param unit       name of the unit, such as {@code 00261426-r}
 * @param attributes what made it: seed, configuration hash, engine, code version, ... (values are text, numbers,
 *      truth values)
 * @param files      every file
 */
public record Manifest(String unit, Map<String, Object> attributes, List<ManifestFile> files) {
    /** Copies both. */
    public Manifest {
        attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        files = List.copyOf(files);
    }

    /** @return total size (byte) */
    public long bytes() {
        return files.stream().mapToLong(ManifestFile::bytes).sum();
    }
}
