package ciel.app.globus;

import ciel.transfer.globus.Globus;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ciel globus}. Holds what its subcommands share: the variables, and standard input. */
@Command(
        name = "globus",
        description = "Globus: log in, look at collections, move files, watch tasks.",
        subcommands = {
            LoginCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            LsCommand.class,
            StatCommand.class,
            MkdirCommand.class,
            RenameCommand.class,
            TransferCommand.class,
            DeleteCommand.class,
            TaskCommand.class,
            EndpointCommand.class,
            ApiCommand.class
        },
        footerHeading = "%nThe first time:%n",
        footer = {
            "  export CIEL_GLOBUS_CLIENT_ID=...   # from https://app.globus.org/settings/developers",
            "  ciel globus login",
            "  ciel globus ls COLLECTION_ID:/path",
            "",
            "Exit codes: 0 done, 1 failed, 2 command line, 3 setting or file, 4 a person has to act (the "
                    + "message has the command), 5 done in part."
        })
public final class GlobusCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private final Map<String, String> variables;
    private final BufferedReader input;

    /** With the variables and the standard input of this process. */
    public GlobusCommand() {
        this(System.getenv(), new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    }

    /** With given ones, for tests. */
    public GlobusCommand(Map<String, String> variables, BufferedReader input) {
        this.variables = Map.copyOf(variables);
        this.input = input;
    }

    Globus open() {
        return Globus.open(variables);
    }

    BufferedReader input() {
        return input;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? see ciel globus --help");
    }
}
