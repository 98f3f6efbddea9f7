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
 * @param mode     permissions, 0 to 0777, or {@link FileMetadata#UNKNOWN} where the backend does not say
 * @param version  changes when the file is replaced or written (inode and change time, ETag), empty where the
 *      backend has nothing of the kind
 */
public record Entry(StoragePath path, Kind kind, long size, Instant modified, int mode, String version) {
    /** An entry of a backend that knows no permissions. */
    public Entry(StoragePath path, Kind kind, long size, Instant modified, String version) {
        this(path, kind, size, modified, FileMetadata.UNKNOWN, version);
    }

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

    /** @return permissions, or these where the backend does not say */
    public int modeOr(int other) {
        return mode == FileMetadata.UNKNOWN ? other : mode;
    }

    /** @return what a copy is to keep; a backend that does not know times says {@link Instant#EPOCH} */
    public FileMetadata metadata() {
        return new FileMetadata(mode, modified.equals(Instant.EPOCH) ? null : modified);
    }

    /** @return whether another look at the file shows the same file: same kind, size, time and version */
    public boolean sameAs(Entry later) {
        return kind == later.kind
                && size == later.size
                && modified.equals(later.modified)
                && version.equals(later.version);
    }
}
