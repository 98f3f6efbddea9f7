package ciel.transfer;

/** The server refuses: permission, authentication, a command or path outside of what the key may do. */
public class DeniedException extends TransferException {
    /** @param message what, where, limit, remedy */
    public DeniedException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public DeniedException(String message, Throwable cause) {
        super(message, Retryability.PERMANENT, 4, cause);
    }
}
