package ciel.app.globus;

import ciel.transfer.globus.Globus;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;

@Command(
        name = "generate-submission-id",
        description = "A new submission id, for transfer --submission-id.",
        footer = {"", "Example:  ciel globus task generate-submission-id"})
final class TaskSubmissionIdCommand extends GlobusVerb {
    @Override
    int run(Globus globus, Output out) {
        out.message(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("value", globus.transfer().submissionId()),
                "value");
        return 0;
    }
}
