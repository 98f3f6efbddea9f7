package ciel.app;

/**
 * Ends a verb with a message and an exit code. For errors that the modules below do not already explain with an
 * exception of their own.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    /** @param exitCode one of {@link ExitCode}, not DONE @param message context, value, limit and remedy in one line */
    public Failure(int exitCode, String message) {
        this(exitCode, message, null);
    }

    /** @param cause shown with --debug */
    public Failure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** @return the exit code of the process */
    public int exitCode() {
        return exitCode;
    }
}
