package ciel.transfer.mover;

/** What becomes of a file whose name is taken at the destination by other content. */
public enum OnConflict {
    /** The destination stays as it is; the new file is put below {@code .ciel-quarantine} and the run says so. */
    QUARANTINE,
    /** The new file replaces the other, once it is whole and verified at the destination. */
    REPLACE,
    /** Both stay: the new file stands beside the other, with its checksum in its name. */
    KEEP_BOTH
}
