package ciel.transfer;

/** There is no such file or directory. */
public class NotFoundException extends TransferException {
    /** @param message what, where, limit, remedy */
    public NotFoundException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public NotFoundException(String message, Throwable cause) {
        super(message, Retryability.PERMANENT, 3, cause);
    }
}
