package ciel.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/** Runs the command in this process and keeps what it printed. */
public final class Captured {
    private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    private final Terminal terminal;
    private int code = -1;

    private Captured(boolean tty) {
        this(tty, () -> Terminal.DEFAULT_COLUMNS);
    }

    private Captured(boolean tty, IntSupplier columns) {
        terminal = new Terminal(
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8),
                tty,
                columns);
    }

    /** A terminal whose window may be resized. */
    static Captured terminal(IntSupplier columns) {
        return new Captured(true, columns);
    }

    static Captured terminal(boolean tty) {
        return new Captured(tty);
    }

    /** {@code ciel ARGS} */
    public static Captured ciel(String... args) {
        Captured captured = new Captured(false);
        captured.code = Ciel.run(captured.terminal, args);
        return captured;
    }

    /** {@code ciel render ARGS} with another renderer behind it. */
    static Captured render(Rendering rendering, String... args) {
        Captured captured = new Captured(false);
        captured.code = Runner.run(
                captured.terminal, "render", new RenderCommand(captured.terminal, rendering), Arrays.asList(args));
        return captured;
    }

    Terminal terminal() {
        return terminal;
    }

    public int code() {
        return code;
    }

    public String out() {
        return outBytes.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return errBytes.toString(StandardCharsets.UTF_8);
    }

    List<String> errLines() {
        return err().lines().toList();
    }
}
