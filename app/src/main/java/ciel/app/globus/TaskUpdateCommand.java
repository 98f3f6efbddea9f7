package ciel.app.globus;

import ciel.transfer.globus.Globus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "update",
        description = "Change the label or the deadline of a task.",
        footer = {"", "Example:  ciel globus task update --label 'run 17' TASK_ID"})
final class TaskUpdateCommand extends GlobusVerb {
    @Parameters(paramLabel = "TASK_ID")
    private String id;

    @Option(names = "--label", paramLabel = "TEXT")
    private String label;

    @Option(names = "--deadline", paramLabel = "TIME", description = "ISO 8601, UTC.")
    private String deadline;

    @Override
    int run(Globus globus, Output out) {
        out.message(
                globus.transfer()
                        .updateTask(
                                id,
                                label,
                                deadline == null
                                        ? null
                                        : SubmitOptions.time(deadline).toString()),
                "message");
        return 0;
    }
}
