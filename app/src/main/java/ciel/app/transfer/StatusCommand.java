package ciel.app.transfer;

import ciel.app.ExitCode;
import ciel.app.Failure;
import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.sim.ProcessStart;
import ciel.transfer.SettingException;
import ciel.transfer.pace.Timetable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel transfer status}: how far a run is, or how the last one ended. */
@Command(
        name = "status",
        description =
                "How far a run is, what did not arrive and why; changes its bandwidth limit while it runs. Without "
                        + "places: every transfer of this user.",
        footer = {"", "Example:", "  ciel transfer status /data/out ssh://me@host/in --bwlimit 20M"})
final class StatusCommand extends Verb {
    @Parameters(index = "0", arity = "0..1", paramLabel = "SOURCE", description = "As given to the run.")
    private String source;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DESTINATION", description = "As given to the run.")
    private String destination;

    @Option(names = "--manifest", paramLabel = "FILE", description = "As given to the run.")
    private String manifest;

    @Option(names = "--state", paramLabel = "DIR", description = "As given to the run.")
    private Path folder;

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
        if (source == null && folder == null) {
            return all();
        }
        if (source != null && destination == null) {
            throw usage("give SOURCE and DESTINATION, or neither for all transfers");
        }
        Path state = folder != null ? folder : Places.state(source, destination, manifest);
        JsonNode progress = Text.read(state.resolve("progress.json"));
        JsonNode report = Text.read(state.resolve("report.json"));
        if (progress == null) {
            throw new Failure(
                    ExitCode.INPUT, state + ": no run between these places is known; name its folder with --state");
        }
        boolean running = isRunning(progress);
        if (bandwidth != null) {
            if (!running) {
                throw new Failure(
                        ExitCode.INPUT,
                        state + ": no run is under way between these places; give --bwlimit to the next 'run'");
            }
            try {
                Text.replace(
                        state.resolve("bwlimit"), Timetable.parse(bandwidth).toString());
            } catch (SettingException e) {
                throw Places.failure(e);
            }
        }
        if (json) {
            ObjectNode out = Text.JSON.createObjectNode();
            out.put("state", state.toString()).put("running", running).set("progress", progress);
            out.set("lastReport", report);
            terminal().out().println(Text.json(out));
        } else {
            terminal()
                    .out()
                    .printf(
                            "%s: %d of %d files, %s of %s, %s/s, %s left%n",
                            state(progress, running),
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
                report.path("refused").forEach(q -> terminal().out().println("refused: " + q.asText()));
            }
        }
        // As 'verify': people delete the source when this ends with 0.
        return running || report != null && report.path("complete").asBoolean() ? ExitCode.DONE : ExitCode.PARTIAL;
    }

    /** Every transfer whose state is in the usual place. */
    private int all() {
        ArrayNode rows = Text.JSON.createArrayNode();
        for (Path state : folders()) {
            JsonNode progress = Text.read(state.resolve("progress.json"));
            JsonNode places = Text.read(state.resolve("places.json"));
            if (progress == null || places == null) {
                continue;
            }
            boolean running = isRunning(progress);
            ObjectNode row = rows.addObject();
            row.put("state", state.toString()).put("running", running);
            row.set("places", places);
            row.set("progress", progress);
            if (!json) {
                terminal()
                        .out()
                        .printf(
                                "%s -> %s: %s: %d of %d files, %s of %s%n",
                                places.path("source").asText(),
                                places.path("destination").asText(),
                                state(progress, running),
                                progress.path("filesDone").asLong(),
                                progress.path("filesTotal").asLong(),
                                Text.bytes(progress.path("bytesDone").asDouble()),
                                Text.bytes(progress.path("bytesTotal").asDouble()));
            }
        }
        if (json) {
            terminal().out().println(Text.json(rows));
        } else if (rows.isEmpty()) {
            terminal().out().println("no transfers in " + Places.states());
        }
        return ExitCode.DONE;
    }

    private static List<Path> folders() {
        if (!Files.isDirectory(Places.states())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(Places.states())) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new Failure(ExitCode.UNAVAILABLE, Places.states() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** @return whether the process that wrote this is there and at work */
    private static boolean isRunning(JsonNode progress) {
        String now = progress.path("state").asText();
        if (now.startsWith("done") || now.startsWith("stopped")) {
            return false;
        }
        JsonNode pid = progress.path("process");
        JsonNode began = progress.path("processStarted");
        return pid.isIntegralNumber()
                && ProcessHandle.of(pid.asLong())
                        .filter(ProcessHandle::isAlive)
                        .filter(p -> ProcessStart.of(p) == began.asLong())
                        .isPresent();
    }

    private static String state(JsonNode progress, boolean running) {
        String now = progress.path("state").asText();
        return running || now.startsWith("done") || now.startsWith("stopped")
                ? now
                : "not running, its process has gone; 'run' goes on";
    }
}
