package ciel.transfer;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Every error of the mover and its backends. The message names the path or address, the value, the limit and the
 * remedy; it never holds a secret.
 * Subclasses say what happened, {@link #retryability()} says what may be done, {@link #exitCode()} what the command
 * answers when it ends by it.
 */
public abstract class TransferException extends IOException {
    private final transient Retryability retryability;
    private final int exitCode;

    /**
     * @param message      what, where, limit, remedy
     * @param retryability what may be done
     * @param exitCode     1 failed while working, 3 input is wrong, 4 not available here (permission, server)
     * @param cause        what lies below, or null
     */
    protected TransferException(String message, Retryability retryability, int exitCode, Throwable cause) {
        super(message, cause);
        this.retryability = retryability;
        this.exitCode = exitCode;
    }

    /** @return what may be done after this error */
    public final Retryability retryability() {
        return retryability;
    }

    /** @return exit code of a command that ends by this error */
    public final int exitCode() {
        return exitCode;
    }

    /** @return least time to wait before the next try, where the server named one ({@code Retry-After}) */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }
}
