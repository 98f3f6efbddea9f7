package ciel.app.campaign;

import ciel.app.StandardOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ciel campaign}. */
@Command(
        name = "campaign",
        description =
                "Render and deliver many visits: from catalogs at a supercomputer to registered images at data centres.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InitCommand.class,
            PlanCommand.class,
            StartCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            PageCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RetryCommand.class,
            CancelCommand.class,
            ReportCommand.class,
            VerifyCommand.class,
            ExportCommand.class
        },
        mixinStandardHelpOptions = false,
        footer = {
            "",
            "Example:",
            "  ciel campaign init dr1.yaml",
            "  ciel campaign plan dr1.yaml",
            "  ciel campaign start dr1.yaml",
            "  ciel campaign status dr1.yaml"
        })
public final class CampaignCommand {
    @Mixin
    private StandardOptions standard;
}
