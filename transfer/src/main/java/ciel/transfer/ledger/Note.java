package ciel.transfer.ledger;

import ciel.transfer.checksum.Partial;

/** One thing to write down about one file. */
public sealed interface Note {
    /** @return the file, as {@link Ledger#next} or {@link Ledger#find} gave it */
    Copy copy();

    /** The temporary of this token is about to be made; what was known of chunks no longer counts. */
    record Begun(Copy copy, String token, String source, long chunk) implements Note {}

    /** A chunk is written and acknowledged, with these checksums. */
    record Part(Copy copy, int i, Partial partial) implements Note {}

    /** A chunk read back wrong. */
    record Bad(Copy copy, int i) implements Note {}

    /**
     * The file ended this way.
     *
     * @param copy     the file
     * @param state    {@link CopyState#DONE}, {@link CopyState#QUARANTINED} or {@link CopyState#FAILED}
     * @param source   fingerprint of the source; empty keeps what was there
     * @param there    fingerprint of the file at the destination, empty where it is not known
     * @param whole    combined checksums, or null where they are not known
     * @param attempts tries that failed
     * @param cause    why it failed or is in quarantine, or null
     */
    record Ended(Copy copy, CopyState state, String source, String there, Partial whole, int attempts, String cause)
            implements Note {
        /** Only ends are ends. */
        public Ended {
            if (state == CopyState.PLANNED || state == CopyState.BEGUN) {
                throw new IllegalArgumentException(state + " is no end");
            }
        }
    }
}
