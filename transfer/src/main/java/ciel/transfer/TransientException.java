package ciel.transfer;

import java.time.Duration;
import java.util.Optional;

/** Something that may pass by itself: time-out, connection reset or refused, 429, 5xx. */
public class TransientException extends TransferException {
    /** Longest wait that a server can ask for; a wrong or hostile one could otherwise stop a transfer for years. */
    public static final Duration MOST_RETRY_AFTER = Duration.ofMinutes(10);

    private final transient Duration retryAfter;

    /** @param message what, where, limit, remedy */
    public TransientException(String message) {
        this(message, null, null);
    }

    /**
     * @param message what, where, limit, remedy
     * @param cause   what lies below, or null
     */
    public TransientException(String message, Throwable cause) {
        this(message, cause, null);
    }

    /**
     * @param message    what, where, limit, remedy
     * @param cause      what lies below, or null
     * @param retryAfter least wait named by the server, or null; {@link #MOST_RETRY_AFTER} if it is longer
     */
    public TransientException(String message, Throwable cause, Duration retryAfter) {
        super(message, Retryability.TRANSIENT, 1, cause);
        this.retryAfter =
                retryAfter != null && retryAfter.compareTo(MOST_RETRY_AFTER) > 0 ? MOST_RETRY_AFTER : retryAfter;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
