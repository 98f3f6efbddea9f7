package ciel.app;

/** How the process ends: the same for every verb. */
public final class ExitCode {
    /** Done. */
    public static final int DONE = 0;
    /** Failed while working. */
    public static final int FAILED = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** An input or configuration is wrong: file, line, value and remedy are on stderr. */
    public static final int INPUT = 3;
    /** What was asked for is not on this machine: an engine, a device, a server, a permission. */
    public static final int UNAVAILABLE = 4;
    /** Done in part; the summary says which. */
    public static final int PARTIAL = 5;
    /** Interrupted from the keyboard. The JVM itself ends with it on SIGINT. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
