package ciel.transfer;

/** A URL, setting, manifest or plan is wrong. */
public class SettingException extends TransferException {
    /** @param message what, where, limit, remedy */
    public SettingException(String message) {
        this(message, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public SettingException(String message, Throwable cause) {
        super(message, Retryability.PERMANENT, 3, cause);
    }
}
