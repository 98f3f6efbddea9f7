package ciel.app.globus;

import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusApiException;
import ciel.transfer.globus.GlobusException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What every verb does around its work: opens the login, prints the result, turns failures into a message and an exit
 * code.
 */
abstract class GlobusVerb implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = {"--json", "-j"},
            description = "Print JSON.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** @return the exit code */
    abstract int run(Globus globus, Output out);

    @Override
    public final Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try (Globus globus = root().open()) {
            return run(globus, new Output(spec.commandLine().getOut(), json));
        } catch (GlobusException e) {
            return report(e, err);
        } finally {
            spec.commandLine().getOut().flush();
            err.flush();
        }
    }

    GlobusCommand root() {
        CommandSpec s = spec;
        while (!(s.userObject() instanceof GlobusCommand)) {
            s = s.parent();
        }
        return (GlobusCommand) s.userObject();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private int report(GlobusException e, PrintWriter err) {
        if (spec.commandLine().getParseResult().hasMatchedOption("--debug")) {
            e.printStackTrace(err);
        }
        if (json && e instanceof GlobusApiException api && api.body() != null) {
            err.println(Output.pretty(api.body()));
        } else if (e instanceof GlobusApiException api) {
            boolean auth = api.service().equals("auth");
            err.println("ciel globus: " + (auth ? "Auth" : "Transfer") + " answered with an error.");
            err.println("  HTTP status: " + api.status());
            if (!auth) {
                err.println("  request_id:  " + api.requestId());
            }
            err.println("  code:        " + api.code());
            err.println("  message:     " + String.join("; ", api.messages()).replace("\n", "\n               "));
            if (api.requirement() != null && api.requirement().message() != null) {
                err.println("  asks:        " + api.requirement().message());
            }
        } else {
            err.println("ciel globus: " + e.getMessage());
        }
        if (e.remedy() != null) {
            err.println("  " + e.remedy());
        }
        return e.kind().exitCode();
    }
}
