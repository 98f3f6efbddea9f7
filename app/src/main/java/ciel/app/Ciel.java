package ciel.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The {@code ciel} command: finds the verb, runs it, and turns whatever happens into an exit code. */
public final class Ciel {
    private Ciel() {}

    /** Never returns; ends the process. */
    public static void main(String[] args) {
        MaskedStderr.restore();
        Terminal terminal = Terminal.system();
        Interrupt interrupt = Interrupt.watch(terminal);
        int code = run(terminal, args);
        System.out.flush();
        interrupt.done();
        System.exit(code);
    }

    /** Runs one command line. @return its {@link ExitCode} */
    public static int run(Terminal terminal, String... args) {
        List<String> leading = new ArrayList<>();
        int i = 0;
        while (i < args.length && isStandard(args[i])) {
            leading.add(args[i++]);
        }
        if (i == args.length) {
            help(terminal.err());
            return ExitCode.USAGE;
        }
        String name = args[i];
        List<String> rest = new ArrayList<>(Arrays.asList(args).subList(i + 1, args.length));
        switch (name) {
            case "--version", "-V" -> {
                terminal.out().println("ciel " + Version.text());
                return ExitCode.DONE;
            }
            case "--help", "-h" -> {
                help(terminal.out());
                return ExitCode.DONE;
            }
            case "help" -> {
                if (rest.isEmpty()) {
                    help(terminal.out());
                    return ExitCode.DONE;
                }
                name = rest.removeFirst();
                rest.add("--help");
            }
            default -> {}
        }
        Optional<Object> verb = Verbs.create(name, terminal);
        if (verb.isEmpty()) {
            terminal.err()
                    .println(
                            name.startsWith("-")
                                    ? "ciel: unknown option '" + name + "'"
                                    : "ciel: '" + name + "' is not a command; did you mean " + Verbs.nearest(name)
                                            + "?");
            terminal.err().println("Try: ciel --help");
            return ExitCode.USAGE;
        }
        rest.addAll(leading);
        return Runner.run(terminal, name, verb.get(), rest);
    }

    private static boolean isStandard(String argument) {
        return argument.equals(StandardOptions.DEBUG) || argument.equals("--quiet") || argument.equals("-q");
    }

    private static void help(java.io.PrintStream to) {
        to.println("Ciel renders the sky as the LSST camera records it.");
        to.println();
        to.println("Usage: ciel COMMAND [OPTION...]     ciel COMMAND --help     ciel --version");
        to.println();
        Verbs.SUMMARIES.forEach((name, summary) -> to.println("  " + name + " ".repeat(12 - name.length()) + summary));
        to.println();
        to.println("Every command takes --help, --quiet and --debug. Data go to stdout, everything else to stderr.");
        to.println("Exit codes: 0 done, 1 failed while working, 2 wrong command line, 3 wrong input or configuration,");
        to.println("4 not available on this machine, 5 done in part, 130 interrupted.");
    }
}
