package ciel.transfer.mover;

/** When a file that is already at the destination counts as the same. */
public enum SyncLevel {
    /** It is there. */
    EXISTS,
    /** Same size. */
    SIZE,
    /** Same size, and not older than the source; or, if it is older, the same checksum. */
    MTIME,
    /**
     * The ledger notes that it was moved or compared, and size, time and version have changed at neither end since;
     * every other file as CHECKSUM.
     */
    NOTED,
    /**
     * Same size and same checksum, read at both ends (the source's taken from the manifest, or from the ledger where
     * its size, time and version have not changed).
     */
    CHECKSUM
}
