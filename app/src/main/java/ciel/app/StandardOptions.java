package ciel.app;

import picocli.CommandLine.Option;

/** Options that every verb has. */
public final class StandardOptions {
    /**
     * The option that lets stack traces be seen; looked for before the command line is parsed, so that errors of
     * parsing have it too.
     */
    public static final String DEBUG = "--debug";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and end.")
    private boolean help;

    @Option(names = DEBUG, description = "Show stack traces and debug messages on stderr.")
    private boolean debug;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes on stderr; errors only.")
    private boolean quiet;

    /** @return whether stderr is to hold errors only */
    public boolean quiet() {
        return quiet;
    }

    /** @return whether stack traces are to be shown */
    public boolean debug() {
        return debug;
    }
}
