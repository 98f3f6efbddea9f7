package ciel.app;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Base of every verb. A subclass carries {@link CommandLine.Command} with a description and an example in its footer,
 * has a constructor with the
 * {@link Terminal} and returns an {@link ExitCode} from {@link #call()}, or throws.
 */
public abstract class Verb implements Callable<Integer> {
    @Mixin
    private StandardOptions standard;

    @Spec
    private CommandSpec spec;

    private final Terminal terminal;

    protected Verb(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @return where to write */
    protected final Terminal terminal() {
        return terminal;
    }

    /** @return --quiet, --debug */
    protected final StandardOptions standard() {
        return standard;
    }

    /** @return a progress line on stderr, silent with --quiet; close it before data are printed */
    protected final Progress progress() {
        return Progress.on(terminal, standard.quiet());
    }

    /** Prints a note on stderr unless --quiet. */
    protected final void note(String text) {
        if (!standard.quiet()) {
            terminal.err().println(text);
        }
    }

    /** @return the error of a wrong command line (exit code 2) with a hint at --help */
    protected final CommandLine.ParameterException usage(String problem) {
        return new CommandLine.ParameterException(spec.commandLine(), problem);
    }
}
