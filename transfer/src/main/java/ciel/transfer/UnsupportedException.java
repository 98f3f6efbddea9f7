package ciel.transfer;

/** The backend has no such ability; {@link Backend#capabilities()} says so beforehand. */
public class UnsupportedException extends TransferException {
    /** @param message what, where, limit, remedy */
    public UnsupportedException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public UnsupportedException(String message, Throwable cause) {
        super(message, Retryability.PERMANENT, 4, cause);
    }
}
