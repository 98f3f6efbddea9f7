package ciel.app;

import java.util.List;
import java.util.function.IntSupplier;

/**
 * Lines that are drawn again in place. They are cut to the terminal's width, and to its height: a line more would scroll, and
 * the next drawing would begin at the wrong place.
 */
public final class Screen {
    private static final String UP = "\u001b[%dA";
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String CLEAR_BELOW = "\u001b[0J";

    private final Terminal terminal;
    private final IntSupplier rows;
    private int drawn;

    Screen(Terminal terminal, IntSupplier rows) {
        this.terminal = terminal;
        this.rows = rows;
    }

    /** @return a screen on the terminal behind standard error */
    public static Screen of(Terminal terminal) {
        return new Screen(terminal, TerminalWidth::rowsOfStderr);
    }

    /** @return whether lines can be drawn again: it is a terminal that moves its cursor */
    public boolean redraws() {
        return terminal.errIsTty();
    }

    /** Draws these lines over those drawn before. */
    public void draw(List<String> lines) {
        int columns = Math.max(1, terminal.columns().getAsInt() - 1);
        int most = Math.max(2, rows.getAsInt() - 1);
        StringBuilder out = new StringBuilder();
        if (drawn > 0) {
            out.append('\r').append(UP.formatted(drawn));
        }
        int shown = Math.min(lines.size(), lines.size() > most ? most - 1 : most);
        for (int i = 0; i < shown; i++) {
            String line = lines.get(i);
            out.append(CLEAR_LINE)
                    .append(line.length() > columns ? line.substring(0, columns) : line)
                    .append('\n');
        }
        if (shown < lines.size()) {
            String more = "... " + (lines.size() - shown) + " lines more";
            out.append(CLEAR_LINE)
                    .append(more.length() > columns ? more.substring(0, columns) : more)
                    .append('\n');
            shown++;
        }
        out.append(CLEAR_BELOW);
        terminal.err().print(out);
        terminal.err().flush();
        drawn = shown;
    }
}
