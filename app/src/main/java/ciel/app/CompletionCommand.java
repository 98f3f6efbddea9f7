package ciel.app;

import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ciel completion}: the script that lets the shell complete verbs and options. */
@Command(
        name = "completion",
        description = "Print the completion script of a shell.",
        footer = {
            "",
            "Example:",
            "  ciel completion bash > ~/.local/share/bash-completion/completions/ciel",
            "  source <(ciel completion zsh)"
        })
final class CompletionCommand extends Verb {
    /** Shells that the script serves; zsh through its bashcompinit. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The root of the tree of verbs, as the completion script needs it. */
    @Command(name = "ciel")
    static final class Root {}

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    CompletionCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        CommandLine root = Runner.commandLine(terminal(), "ciel", new Root());
        for (Map.Entry<String, String> verb : Verbs.SUMMARIES.entrySet()) {
            Verbs.create(verb.getKey(), terminal())
                    .ifPresent(command ->
                            root.addSubcommand(verb.getKey(), Runner.commandLine(terminal(), verb.getKey(), command)));
        }
        // picocli writes one script that, in zsh, loads bashcompinit by itself
        terminal().out().print(AutoComplete.bash("ciel", root));
        return ExitCode.DONE;
    }
}
