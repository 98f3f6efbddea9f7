package ciel.sim;

/**
 * The root of every error that Ciel explains to a user: the message names the context, the value with its unit,
 * the limit and the remedy, and the class decides the exit code. Anything else that reaches the command line is a
 * defect.
 */
public sealed class CielException extends RuntimeException
        permits InputException, UnavailableException, DeviceException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    /** Something failed while working (exit code 1). */
    public CielException(String message, Throwable cause) {
        this(1, message, cause);
    }

    CielException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** @return the process exit code that this error ends with (design: 1, 3 or 4) */
    public final int exitCode() {
        return exitCode;
    }
}
