package ciel.app.globus;

import ciel.transfer.globus.Globus;
import ciel.transfer.globus.TaskVerdict;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "wait",
        description = {
            "Wait until a task has ended. Exit code 0 when every file arrived, 5 when paths were left out, 1 "
                    + "when it failed.",
            "A paused or suspended task is waited for too; that a person has to act is said once on stderr."
        },
        footer = {"", "Example:  ciel globus task wait --timeout 3600 TASK_ID"})
final class TaskWaitCommand extends GlobusVerb {
    @Parameters(paramLabel = "TASK_ID")
    private String id;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Stop waiting after this many seconds.")
    private Integer timeout;

    @Option(
            names = "--polling-interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Seconds between two looks at the task, at least 1; default ${DEFAULT-VALUE}.")
    private int interval;

    @Option(
            names = "--timeout-exit-code",
            paramLabel = "N",
            defaultValue = "1",
            description = "Exit code after --timeout; default ${DEFAULT-VALUE}.")
    private int timeoutExitCode;

    @Option(
            names = {"-H", "--heartbeat"},
            description = "A dot on stderr each time.")
    private boolean heartbeat;

    @Override
    int run(Globus globus, Output out) {
        long begin = System.nanoTime();
        boolean told = false;
        while (true) {
            ObjectNode task = globus.transfer().task(id);
            TaskVerdict v = TaskVerdict.of(task);
            boolean late = timeout != null && System.nanoTime() - begin >= timeout * 1_000_000_000L;
            if (v.ended() || late) {
                if (out.json()) {
                    out.json(task);
                }
                if (heartbeat) {
                    err().println();
                }
                if (!v.ended()) {
                    err().println("The task has not ended after " + timeout + " s.");
                } else if (!v.reason().isEmpty()) {
                    err().println(v.state() + ": " + v.reason());
                }
                return v.ended() ? v.exitCode() : timeoutExitCode;
            }
            if (v.state() == TaskVerdict.State.WAITING && !told) {
                told = true;
                err().println("The task waits for a person: " + v.reason());
            }
            if (heartbeat) {
                err().print(".");
            }
            err().flush();
            try {
                Thread.sleep(Math.max(1, interval) * 1000L);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return 130;
            }
        }
    }
}
