package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.workflow.campaign.CampaignFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ciel campaign init}. */
@Command(
        name = "init",
        description = "Write a campaign file with comments, to be filled in. A file that is there is not touched.",
        footer = {"", "Example:", "  ciel campaign init dr1.yaml"})
final class InitCommand extends Verb {
    @Parameters(paramLabel = "CAMPAIGN.yaml", description = "File to write.")
    private Path file;

    InitCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        if (!file.toString().matches(".*\\.ya?ml")) {
            throw usage("the file is '" + file + "'; its name must end with .yaml");
        }
        CampaignFile.init(file);
        note("Written: " + file + ". Fill it in, then: ciel campaign plan " + file);
        return ExitCode.DONE;
    }
}
