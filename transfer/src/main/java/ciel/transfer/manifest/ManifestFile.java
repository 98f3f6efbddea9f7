package ciel.transfer.manifest;

import ciel.transfer.StoragePath;
import ciel.transfer.checksum.Algorithm;
import java.util.Map;
import java.util.TreeMap;

/**
 * One file of a manifest.
 *
 * @param path      below the directory of the manifest
 * @param bytes     size, &ge; 0
 * @param checksums hexadecimal digits by algorithm, lower case, at least one
 */
public record ManifestFile(StoragePath path, long bytes, Map<Algorithm, String> checksums) {
    /** Copies the map. */
    public ManifestFile {
        checksums = java.util.Collections.unmodifiableMap(new TreeMap<>(checksums));
    }
}
