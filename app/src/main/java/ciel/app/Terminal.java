package ciel.app;

import java.io.PrintStream;

/**
 * Where a verb writes. Data go to {@code out}; progress, notes and errors go to {@code err}.
 *
 * @param out     data
 * @param err     everything else
 * @param errIsTty whether a person watches {@code err}, so that a line may be redrawn
 */
public record Terminal(PrintStream out, PrintStream err, boolean errIsTty) {
    /** Set by the launcher, because Java can ask for standard input and output only. */
    private static final String ERR_IS_TTY = "ciel.stderr.tty";

    /** @return the streams of the process */
    public static Terminal system() {
        return new Terminal(System.out, System.err, Boolean.getBoolean(ERR_IS_TTY));
    }
}
