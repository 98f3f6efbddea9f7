package ciel.transfer.ledger;

import ciel.transfer.checksum.Partial;

/**
 * What the ledger knows of one file's way to its destination.
 *
 * @param id       number of the row
 * @param transfer number of the transfer
 * @param file     what is asked for
 * @param state    how far
 * @param token    of the temporary name, empty before it was begun
 * @param source   fingerprint of the source when it was begun or done, empty before
 * @param there    fingerprint of the file at the destination when it was done or compared, empty where it is not known
 * @param chunk    size of its chunks (byte), 0 before
 * @param whole    combined checksums of what was done or quarantined, or null
 * @param attempts tries that failed
 * @param cause    why it failed, or null
 */
public record Copy(
        long id,
        long transfer,
        LedgerFile file,
        CopyState state,
        String token,
        String source,
        String there,
        long chunk,
        Partial whole,
        int attempts,
        String cause) {}
