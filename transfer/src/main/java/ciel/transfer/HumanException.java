package ciel.transfer;

/**
 * A person must act: changed or unknown host key, consent, paused or blocked account. The message holds the command to
 * run.
 */
public class HumanException extends TransferException {
    /** @param message what, where, limit, remedy */
    public HumanException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public HumanException(String message, Throwable cause) {
        super(message, Retryability.HUMAN, 4, cause);
    }
}
