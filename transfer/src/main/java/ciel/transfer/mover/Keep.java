package ciel.transfer.mover;

import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;

/**
 * What files and folders keep of the source besides their bytes. A file is never open to more people than its source,
 * whatever is kept.
 *
 * @param permissions the permissions exactly; without it the umask of the destination narrows them
 * @param times       the time of last change; without it that of the copy is left
 */
public record Keep(boolean permissions, boolean times) {
    /** Both. */
    public static final Keep ALL = new Keep(true, true);

    FileMetadata of(Entry source) {
        return of(source.metadata());
    }

    FileMetadata of(FileMetadata source) {
        return new FileMetadata(permissions ? source.mode() : FileMetadata.UNKNOWN, times ? source.modified() : null);
    }
}
