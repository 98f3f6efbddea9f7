package ciel.app.globus;

import ciel.transfer.globus.Call;
import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusApiException;
import ciel.transfer.globus.GlobusEnvironment;
import ciel.transfer.globus.Reply;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "api",
        description = "Send any request to Globus Auth or Transfer with this login, and print the answer.",
        footer = {"", "Example:  ciel globus api transfer GET /v0.10/task_list -Q limit=2"})
final class ApiCommand extends GlobusVerb {
    @Parameters(index = "0", paramLabel = "auth|transfer")
    private String service;

    @Parameters(index = "1", paramLabel = "METHOD")
    private String method;

    @Parameters(index = "2", paramLabel = "PATH")
    private String path;

    @Option(
            names = {"-Q", "--query-param"},
            paramLabel = "KEY=VALUE",
            description = "May be repeated.")
    private Map<String, String> query = new LinkedHashMap<>();

    @Option(
            names = "--body",
            paramLabel = "TEXT",
            description =
                    "The body: JSON, or a form (a=b&c=d). Put no secret here: command lines can be read by others.")
    private String body;

    @Override
    int run(Globus globus, Output out) {
        GlobusEnvironment.Service s =
                switch (service) {
                    case "auth" -> GlobusEnvironment.Service.AUTH;
                    case "transfer" -> GlobusEnvironment.Service.TRANSFER;
                    default ->
                        throw new ParameterException(
                                spec.commandLine(), "the service is auth or transfer, not '" + service + "'");
                };
        Call call = Call.of(method.toUpperCase(Locale.ROOT), path).query(query);
        if (body != null) {
            boolean isJson = Output.parse(body) != null;
            call.body(
                    body.getBytes(StandardCharsets.UTF_8),
                    isJson ? "application/json" : "application/x-www-form-urlencoded");
        }
        try {
            Reply r = globus.send(s, call);
            if (out.json() && r.json() != null) {
                out.json(r.json());
            } else {
                out.line(r.text());
            }
            return 0;
        } catch (GlobusApiException e) {
            // As with globus-cli, the answer is what was asked for, also when it is an error.
            out.line(e.text());
            if (e.remedy() != null) {
                err().println(e.remedy());
            }
            return e.kind().exitCode();
        }
    }
}
