package ciel.transfer;

/**
 * The destination holds different content under this name. It is never overwritten; the new file goes to quarantine.
 */
public class ConflictException extends TransferException {
    /** @param message what, where, limit, remedy */
    public ConflictException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public ConflictException(String message, Throwable cause) {
        super(message, Retryability.PERMANENT, 1, cause);
    }
}
