package ciel.transfer.ledger;

import ciel.transfer.Retryability;
import ciel.transfer.TransferException;

/** The ledger cannot be read or written: nothing may be done, because nothing could be written down. */
public final class LedgerException extends TransferException {
    /**
     * @param message what, where, remedy
     * @param cause   what lies below, or null
     */
    public LedgerException(String message, Throwable cause) {
        super(message, Retryability.HUMAN, 1, cause);
    }
}
