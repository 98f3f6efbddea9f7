package ciel.app.transfer;

import ciel.app.ExitCode;
import ciel.app.Failure;
import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.transfer.SettingException;
import ciel.transfer.pace.Timetable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ciel transfer status}: how far a run is, or how the last one ended. */
@Command(
        name = "status",
        description = "How far a run is, what did not arrive and why; changes its bandwidth limit while it runs.",
        footer = {"", "Example:", "  ciel transfer status /data/out ssh://me@host/in --bwlimit 20M"})
final class StatusCommand extends Verb {
    @Mixin
    private Places places;

    @Option(
            names = "--bwlimit",
            paramLabel = "RATES",
            description = "Give the running transfer another limit, as in 'run'; it takes it within a second.")
    private String bandwidth;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    StatusCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        Path state = places.state();
        JsonNode progress = Text.read(state.resolve("progress.json"));
        JsonNode report = Text.read(state.resolve("report.json"));
        if (progress == null) {
            throw new Failure(
                    ExitCode.INPUT, state + ": no run between these places is known; name its folder with --state");
        }
        if (bandwidth != null) {
            try {
                Text.replace(
                        state.resolve("bwlimit"), Timetable.parse(bandwidth).toString());
            } catch (SettingException e) {
                throw Places.failure(e);
            }
        }
        if (json) {
            ObjectNode out = Text.JSON.createObjectNode();
            out.put("state", state.toString()).set("progress", progress);
            out.set("lastReport", report);
            terminal().out().println(Text.json(out));
        } else {
            terminal()
                    .out()
                    .printf(
                            "%s: %d of %d files, %s of %s, %s/s, %s left%n",
                            progress.path("state").asText(),
                            progress.path("filesDone").asLong(),
                            progress.path("filesTotal").asLong(),
                            Text.bytes(progress.path("bytesDone").asDouble()),
                            Text.bytes(progress.path("bytesTotal").asDouble()),
                            Text.bytes(progress.path("rate").asDouble()),
                            Text.time(progress.path("etaSeconds").asDouble()));
            if (report != null) {
                report.path("dead").forEach(d -> terminal()
                        .out()
                        .println("not arrived: '" + d.path("path").asText() + "': "
                                + d.path("reason").asText()));
                report.path("quarantined").forEach(q -> terminal().out().println("conflict: " + q.asText()));
            }
        }
        return ExitCode.DONE;
    }
}
