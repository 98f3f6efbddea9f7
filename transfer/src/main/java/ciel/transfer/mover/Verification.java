package ciel.transfer.mover;

/** What is done after writing and before a file gets its name. */
public enum Verification {
    /**
     * Nothing is read back. Sizes and the checksums of a manifest are still compared with what was read at the source.
     */
    OFF,
    /**
     * Every chunk is read back from the destination (or summed by the far side) and compared; the whole is compared
     * with the manifest's adler32 or crc32c.
     */
    CHUNKS,
    /** As CHUNKS, and sha256 of the whole where the manifest has it. */
    FULL
}
