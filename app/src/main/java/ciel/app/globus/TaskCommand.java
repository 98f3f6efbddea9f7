package ciel.app.globus;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "task",
        description = "The tasks of the login.",
        subcommands = {
            TaskListCommand.class,
            TaskShowCommand.class,
            TaskWaitCommand.class,
            TaskCancelCommand.class,
            TaskUpdateCommand.class,
            TaskEventListCommand.class,
            TaskPauseInfoCommand.class,
            TaskSubmissionIdCommand.class
        })
final class TaskCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? see ciel globus task --help");
    }
}
