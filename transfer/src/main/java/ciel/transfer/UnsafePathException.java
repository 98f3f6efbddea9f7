package ciel.transfer;

/**
 * A name that is not allowed: absolute, {@code ..}, NUL, newline or another control character, too long, or a symbolic
 * link on the way.
 */
public class UnsafePathException extends TransferException {
    /** @param message what, where, limit, remedy */
    public UnsafePathException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public UnsafePathException(String message, Throwable cause) {
        super(message, Retryability.PERMANENT, 3, cause);
    }
}
