package ciel.app.transfer;

import ciel.app.StandardOptions;
import ciel.app.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ciel transfer}: the mover alone. */
@Command(
        name = "transfer",
        description = "Move files so that they arrive whole and once.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PlanCommand.class, RunCommand.class, StatusCommand.class, VerifyCommand.class},
        footer = {
            "",
            "Places are a folder, ssh://user@host/path, root://host//path or roots://... (XRootD),",
            "https://host/path (WebDAV of XRootD or dCache), globus://... or mock://...",
            "",
            "Example:",
            "  ciel transfer run ssh://me@jean-zay/scratch/out /sps/lsst/in -o ssh.key=~/.ssh/ciel",
            "",
            "Exit codes: 0 everything is there, 1 failed, 2 command line, 3 setting, manifest or name, 4 "
                    + "permission, server or a person must act, 5 in part."
        })
public final class TransferCommand {
    @Mixin
    private StandardOptions standard;

    /** @param terminal where to write */
    public TransferCommand(Terminal terminal) {
        // the subcommands take it
    }
}
