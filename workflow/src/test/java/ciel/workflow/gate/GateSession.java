package ciel.workflow.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A gate in this process: all requests of a session first, then its answers. */
final class GateSession {
    static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration GRACE = Duration.ofHours(24);

    final Path root;
    Instant now = BEGIN;
    Path scripts;
    Path slurm = Path.of("/nonexistent");
    /** exit code of the session that ended last */
    int code;

    GateSession(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    /** @return the bytes that a session of these bytes gives back */
    byte[] raw(byte[] requests) throws IOException {
        GateSettings settings = new GateSettings(
                root,
                Optional.ofNullable(scripts),
                slurm,
                Optional.empty(),
                Optional.empty(),
                GRACE,
                "1.2.3",
                "here",
                () -> now);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        code = new GateServer(settings, new ByteArrayInputStream(requests), out).run();
        return out.toByteArray();
    }

    /** @return the answers to these request lines, without the greeting */
    List<JsonNode> all(String... lines) throws IOException {
        byte[] answers = raw((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        List<JsonNode> out = new ArrayList<>();
        for (String line : new String(answers, StandardCharsets.UTF_8).split("\n")) {
            if (!line.startsWith(GateProtocol.MAGIC)) {
                out.add(GateProtocol.JSON.readTree(line));
            }
        }
        return out;
    }

    /** @return the answer to one request; quotes are written as ' */
    JsonNode ask(String request) throws IOException {
        return all(request.replace('\'', '"')).getFirst();
    }

    /** @return "ok", or the kind of the refusal */
    String outcome(String request) throws IOException {
        JsonNode answer = ask(request);
        return answer.path("ok").asBoolean() ? "ok" : answer.path("error").asText();
    }

    /** @return all lines of its log */
    String log() throws IOException {
        StringBuilder text = new StringBuilder();
        try (var files = Files.list(root.resolve(".gate/log"))) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
