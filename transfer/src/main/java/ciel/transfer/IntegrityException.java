package ciel.transfer;

/** Bytes read back from the destination differ from those sent. The damaged chunk is sent again. */
public class IntegrityException extends TransferException {
    /** @param message what, where, limit, remedy */
    public IntegrityException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public IntegrityException(String message, Throwable cause) {
        super(message, Retryability.TRANSIENT, 1, cause);
    }
}
