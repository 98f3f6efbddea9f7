package ciel.transfer;

import ciel.transfer.checksum.Algorithm;
import java.time.Duration;
import java.util.Set;

/**
 * What a backend can do: data, not methods that throw. The mover plans by it, the conformance suite checks it.
 *
 * @param partialWrite    a temporary can be written at any offset, and what an earlier process wrote is still
 *      there; if not, a file is one stream from byte 0
 * @param parallelWrite   disjoint ranges of one temporary may be written at the same time
 * @param atomicCommit    commit cannot replace an existing file, even one that appears at the same moment; if
 *      not, it looks first
 * @param durable         {@link Temporary#sync()} returns only when the bytes are on disk
 * @param symlinks        symbolic links are seen as such; if not, the server resolves or hides them
 * @param rawNames        names that are not UTF-8 can be carried
 * @param modes           permissions of files and directories can be set ({@link FileMetadata#mode()})
 * @param timeStep        smallest difference between times of last change that can be set, zero where none can be
 * @param serverChecksums algorithms which the server computes itself, from the stored bytes
 * @param maxLanes        most streams at a time that make sense, &ge; 1
 */
public record Capabilities(
        boolean partialWrite,
        boolean parallelWrite,
        boolean atomicCommit,
        boolean durable,
        boolean symlinks,
        boolean rawNames,
        boolean modes,
        Duration timeStep,
        Set<Algorithm> serverChecksums,
        int maxLanes) {
    /** Copies the set. */
    public Capabilities {
        serverChecksums = Set.copyOf(serverChecksums);
        if (maxLanes < 1) {
            throw new IllegalArgumentException("maxLanes is " + maxLanes + "; must be >= 1");
        }
    }
}
