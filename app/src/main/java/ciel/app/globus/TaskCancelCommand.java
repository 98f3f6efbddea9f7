package ciel.app.globus;

import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        description = "Cancel a task, or all that have not ended.",
        footer = {"", "Example:  ciel globus task cancel TASK_ID"})
final class TaskCancelCommand extends GlobusVerb {
    @Parameters(paramLabel = "TASK_ID", arity = "0..1")
    private String id;

    @Option(
            names = {"-a", "--all"},
            description = "All tasks that have not ended.")
    private boolean all;

    @Override
    int run(Globus globus, Output out) {
        if (all == (id != null)) {
            throw new ParameterException(spec.commandLine(), "give either a task or --all");
        }
        if (!all) {
            out.message(globus.transfer().cancelTask(id), "message");
            return 0;
        }
        List<String> ids =
                globus.transfer().taskList("type:TRANSFER,DELETE/status:ACTIVE,INACTIVE", null).all().stream()
                        .map(n -> n.path("task_id").asText())
                        .toList();
        if (ids.isEmpty()) {
            throw new GlobusException(GlobusException.Kind.PERMANENT, "no task is in progress", null);
        }
        ObjectNode results = JsonNodeFactory.instance.objectNode();
        ArrayNode answers = results.putArray("results");
        ArrayNode done = results.putArray("task_ids");
        for (String t : ids) {
            ObjectNode answer = globus.transfer().cancelTask(t);
            answers.add(answer);
            done.add(t);
            if (!out.json()) {
                out.line(t + " (" + done.size() + " of " + ids.size() + "): "
                        + answer.path("message").asText());
            }
        }
        if (out.json()) {
            out.json(results);
        }
        return 0;
    }
}
