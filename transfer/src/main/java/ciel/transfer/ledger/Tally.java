package ciel.transfer.ledger;

/**
 * Sums over the files of a transfer that were asked for since {@link Ledger#clear}.
 *
 * @param files       all of them
 * @param bytes       their size (byte)
 * @param waiting     not ended
 * @param waitingLast of these, those that begin only after the others
 * @param waitingBytes size of those that have not ended (byte)
 * @param done        with their final name
 * @param quarantined see {@link CopyState#QUARANTINED}
 * @param failed      see {@link CopyState#FAILED}
 */
public record Tally(
        long files,
        long bytes,
        long waiting,
        long waitingLast,
        long waitingBytes,
        long done,
        long quarantined,
        long failed) {}
