package ciel.transfer;

/**
 * The source is not what the plan or manifest says: shorter, longer, replaced while it was read, or with another
 * checksum.
 */
public class SourceChangedException extends TransferException {
    /** @param message what, where, limit, remedy */
    public SourceChangedException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public SourceChangedException(String message, Throwable cause) {
        super(message, Retryability.PERMANENT, 1, cause);
    }
}
