package ciel.app;

import ciel.sim.CielException;
import ciel.sim.UnavailableException;
import ciel.workflow.ledger.LedgerException;
import ciel.workflow.ledger.StaleLeaseException;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Runs one verb through picocli and explains its errors. */
final class Runner {
    private static final int HELP_WIDTH = 110;

    private final Terminal terminal;
    private final boolean debug;

    private Runner(Terminal terminal, boolean debug) {
        this.terminal = terminal;
        this.debug = debug;
    }

    /** @param name the verb @param command its annotated object @return the exit code */
    static int run(Terminal terminal, String name, Object command, List<String> args) {
        boolean debug = args.contains(StandardOptions.DEBUG);
        // a library brings a file that sends all logs to stdout, where data go
        System.setProperty("org.slf4j.simpleLogger.logFile", "System.err");
        System.setProperty("org.slf4j.simpleLogger.log.org.flywaydb", "warn");
        if (debug) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
        } else {
            // what the SSH library logs, the mover says itself, with a remedy
            System.setProperty("org.slf4j.simpleLogger.log.org.apache.sshd", "error");
            // names each file that it opens
            System.setProperty("org.slf4j.simpleLogger.log.io.jhdf", "error");
            System.setProperty("org.slf4j.simpleLogger.log.org.flywaydb", "warn");
        }
        Runner runner = new Runner(terminal, debug);
        CommandLine line = commandLine(terminal, "ciel " + name, command);
        line.setParameterExceptionHandler(runner::usage);
        line.setExecutionExceptionHandler(runner::failure);
        try {
            return line.execute(args.toArray(String[]::new));
        } catch (OutOfMemoryError error) {
            runner.trace(error);
            return runner.say(
                    "ciel " + name, UnavailableException.outOfMemory(error).getMessage(), ExitCode.UNAVAILABLE);
        } catch (Error error) {
            runner.trace(error);
            return runner.defect("ciel " + name, error);
        }
    }

    /** @return a parser whose subcommands are made with the same terminal */
    static CommandLine commandLine(Terminal terminal, String qualifiedName, Object command) {
        CommandLine line = new CommandLine(command, new Factory(terminal));
        line.setCommandName(qualifiedName);
        line.setOut(new PrintWriter(terminal.out(), true));
        line.setErr(new PrintWriter(terminal.err(), true));
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        complete(line.getCommandSpec());
        return line;
    }

    /** Gives every verb and every verb of a group the standard options that its class has not declared. */
    private static void complete(CommandSpec verb) {
        for (OptionSpec standard :
                CommandSpec.forAnnotatedObject(new StandardOptions()).options()) {
            boolean declared = false;
            for (String name : standard.names()) {
                declared |= verb.findOption(name) != null;
            }
            if (!declared) {
                verb.addOption(OptionSpec.builder(standard.names())
                        .type(boolean.class)
                        .usageHelp(standard.usageHelp())
                        .description(standard.description())
                        .build());
            }
        }
        verb.subcommands().values().forEach(line -> complete(line.getCommandSpec()));
    }

    private int usage(CommandLine.ParameterException error, String[] args) {
        CommandLine line = error.getCommandLine();
        String verb = line.getCommandSpec().qualifiedName(" ");
        trace(error);
        terminal.err().println(verb + ": " + error.getMessage());
        if (error instanceof CommandLine.UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                terminal.err().println("Did you mean " + String.join(" or ", near) + "?");
            }
        }
        terminal.err().println("Try: " + verb + " --help");
        return ExitCode.USAGE;
    }

    private int failure(Exception error, CommandLine line, CommandLine.ParseResult result) {
        String verb = line.getCommandSpec().qualifiedName(" ");
        if (error instanceof CommandLine.ParameterException wrong) {
            return usage(wrong, new String[0]);
        }
        trace(error);
        return switch (error) {
            case CielException known -> say(verb, known.getMessage(), known.exitCode());
            case Failure known -> say(verb, known.getMessage(), known.exitCode());
            case StaleLeaseException deposed -> say(verb, deposed.getMessage(), ExitCode.UNAVAILABLE);
            case LedgerException ledger -> say(verb, ledger.getMessage(), ExitCode.FAILED);
            case InterruptedException interrupted -> say(verb, "interrupted", ExitCode.INTERRUPTED);
            case java.util.concurrent.CancellationException cut -> say(verb, cut.getMessage(), ExitCode.INTERRUPTED);
            case java.io.UncheckedIOException wrapped -> say(verb, file(wrapped.getCause()), code(wrapped.getCause()));
            case java.io.IOException file -> say(verb, file(file), code(file));
            default -> defect(verb, error);
        };
    }

    private static int code(java.io.IOException error) {
        return error instanceof AccessDeniedException ? ExitCode.UNAVAILABLE : ExitCode.FAILED;
    }

    private static String file(java.io.IOException error) {
        return switch (error) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException there -> there.getFile() + ": is there already";
            case FileSystemException other ->
                other.getFile() + ": " + (other.getReason() == null ? "cannot be used" : other.getReason());
            default -> error.getMessage() == null ? error.toString() : error.getMessage();
        };
    }

    private int defect(String verb, Throwable error) {
        return say(
                verb,
                "this is a defect of Ciel: " + error + " (run it again with " + StandardOptions.DEBUG
                        + " and report what it prints)",
                ExitCode.FAILED);
    }

    private int say(String verb, String message, int code) {
        terminal.err().println(verb + ": " + message);
        return code;
    }

    private void trace(Throwable error) {
        if (debug) {
            error.printStackTrace(terminal.err());
        }
    }

    /** Makes subcommands and mixins: with the terminal where a constructor takes it. */
    private record Factory(Terminal terminal) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Terminal.class) {
                    constructor.setAccessible(true);
                    return type.cast(constructor.newInstance(terminal));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
