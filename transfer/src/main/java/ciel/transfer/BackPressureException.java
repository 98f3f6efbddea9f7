package ciel.transfer;

/**
 * No room at the destination: ENOSPC, EDQUOT or no inodes left. What is under way is kept, and goes on when there is
 * room.
 */
public class BackPressureException extends TransferException {
    /** @param message what, where, limit, remedy */
    public BackPressureException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public BackPressureException(String message, Throwable cause) {
        super(message, Retryability.BACK_PRESSURE, 1, cause);
    }
}
