package ciel.transfer.mover;

/** When a file that is already at the destination counts as the same. */
public enum SyncLevel {
    /** It is there. */
    EXISTS,
    /** Same size. */
    SIZE,
    /** Same size, and not older than the source. */
    MTIME,
    /**
     * Same size and same checksum, read at both ends (or taken from the manifest). The only one that proves anything.
     */
    CHECKSUM
}
