package ciel.app;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/**
 * Where a verb writes. Data go to {@code out}; progress, notes and errors go to {@code err}.
 *
 * @param out      data
 * @param err      everything else
 * @param errIsTty whether {@code err} is a terminal on which a line may be drawn again; false for TERM=dumb
 * @param columns  width of that terminal in characters, as it is now
 */
public record Terminal(PrintStream out, PrintStream err, boolean errIsTty, IntSupplier columns) {
    /** Width that is assumed where it is not known. */
    public static final int DEFAULT_COLUMNS = 80;

    /** Set by the launcher, because Java can ask for standard input and output only. */
    private static final String ERR_IS_TTY = "ciel.stderr.tty";

    /** A terminal of {@value #DEFAULT_COLUMNS} columns. */
    public Terminal(PrintStream out, PrintStream err, boolean errIsTty) {
        this(out, err, errIsTty, () -> DEFAULT_COLUMNS);
    }

    /** @return the streams of the process */
    public static Terminal system() {
        boolean redraws = Boolean.getBoolean(ERR_IS_TTY) && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(System.out, System.err, redraws, TerminalWidth::ofStderr);
    }
}
