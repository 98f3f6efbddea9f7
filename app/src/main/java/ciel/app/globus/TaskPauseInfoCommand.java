package ciel.app.globus;

import ciel.transfer.globus.Globus;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "pause-info",
        description = "Why a task is paused, as those who paused it say.",
        footer = {"", "Example:  ciel globus task pause-info TASK_ID"})
final class TaskPauseInfoCommand extends GlobusVerb {
    @Parameters(paramLabel = "TASK_ID")
    private String id;

    @Override
    int run(Globus globus, Output out) {
        ObjectNode info = globus.transfer().taskPauseInfo(id);
        out.record(
                info,
                Output.Field.of("Source", "source_pause_message"),
                Output.Field.of("Destination", "destination_pause_message"),
                new Output.Field(
                        "Rules", n -> String.valueOf(n.path("pause_rules").size())));
        return 0;
    }
}
