package ciel.transfer;

import java.time.Instant;

/**
 * What a backend knows of a file or directory without reading it.
 *
 * @param path     below the root of the backend
 * @param kind     what it is; symbolic links are never followed
 * @param size     size (byte), &ge; 0; 0 for a directory
 * @param modified time of last change, or {@link Instant#EPOCH} where the backend does not say; never trusted as
 *      proof of content
 * @param version  changes when the file is replaced or written (inode and change time, ETag), empty where the
 *      backend has nothing of the kind
 */
public record Entry(StoragePath path, Kind kind, long size, Instant modified, String version) {
    /** Kind of entry. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        OTHER
    }

    /** @return whether this is a regular file */
    public boolean isFile() {
        return kind == Kind.FILE;
    }

    /** @return whether another look at the file shows the same file: same kind, size, time and version */
    public boolean sameAs(Entry later) {
        return kind == later.kind
                && size == later.size
                && modified.equals(later.modified)
                && version.equals(later.version);
    }
}
