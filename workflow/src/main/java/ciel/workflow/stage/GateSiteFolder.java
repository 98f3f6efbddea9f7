package ciel.workflow.stage;

import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.workflow.gate.Gate;
import ciel.workflow.gate.GateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder at a render site, reached through its gate. The site's own clock decides when a file may be deleted. */
public final class GateSiteFolder implements SiteFolder {
    private static final int MAX_READ_BYTES = 32 << 20;

    private final GateDoor door;

    /** @param door to the gate; stays the caller's */
    public GateSiteFolder(GateDoor door) {
        this.door = door;
    }

    @Override
    public String site() {
        return door.site();
    }

    private <T> T ask(String act, GateDoor.Use<T> use) throws PortException {
        try {
            return door.use(use);
        } catch (IOException e) {
            throw e instanceof PortException known ? known : GateErrors.port(site(), act, e);
        }
    }

    /** An answer, or empty where there is no such thing. */
    private static Optional<JsonNode> found(Gate gate, String verb, Map<String, ?> arguments) throws IOException {
        try {
            return Optional.of(gate.call(verb, arguments));
        } catch (GateException e) {
            if (e.kind().equals("notfound")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Room room() throws PortException {
        JsonNode hello = ask("asking for room", gate -> gate.call("hello", Map.of()));
        return new Room(
                hello.path("bytesFree").asLong(Long.MAX_VALUE),
                hello.path("inodesFree").asLong(Long.MAX_VALUE),
                Instant.ofEpochMilli(hello.path("clock").asLong()));
    }

    @Override
    public List<String> list(String folder) throws PortException {
        return ask("listing " + folder, gate -> {
            List<String> names = new ArrayList<>();
            String after = "";
            boolean more = true;
            while (more) {
                Optional<JsonNode> answer = found(gate, "list", Map.of("path", folder, "after", after));
                if (answer.isEmpty()) {
                    return names;
                }
                for (JsonNode entry : answer.get().path("entries")) {
                    after = entry.path("name").asText();
                    names.add(after);
                }
                more = answer.get().path("more").asBoolean();
            }
            return names;
        });
    }

    @Override
    public Optional<byte[]> read(String path) throws PortException {
        return ask("reading " + path, gate -> {
            Optional<JsonNode> there = found(gate, "stat", Map.of("path", path));
            if (there.isEmpty()) {
                return Optional.empty();
            }
            long bytes = there.get().path("bytes").asLong();
            if (bytes > MAX_READ_BYTES) {
                throw new PortException.Refused("[site " + site() + "] " + path + " has " + bytes + " bytes; at most "
                        + MAX_READ_BYTES + " are read");
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream((int) bytes);
            gate.copy(path, 0, bytes, out);
            return Optional.of(out.toByteArray());
        });
    }

    @Override
    public Optional<UnitFiles> published(String unit, String manifest) throws PortException {
        Optional<byte[]> json = read(manifest);
        return json.isEmpty() ? Optional.empty() : Optional.of(Manifests.read(unit, manifest, json.get()));
    }

    @Override
    public boolean whole(UnitFiles unit) throws PortException {
        return ask("reading unit " + unit.unit(), gate -> {
            for (UnitFile file : unit.files()) {
                JsonNode there;
                try {
                    there = gate.call(
                            "checksum",
                            Map.of("path", unit.folder() + "/" + file.name(), "algorithm", Algorithm.SHA256.key()));
                } catch (GateException e) {
                    if (e.kind().equals("notfound")) {
                        return false;
                    }
                    throw e;
                }
                if (there.path("bytes").asLong() != file.bytes()
                        || !there.path("checksum").asText().equals(file.sha256())) {
                    return false;
                }
            }
            return true;
        });
    }

    private static Map<String, ?> named(UnitFiles unit, UnitFile file, long token) {
        return Map.of(
                "path",
                unit.folder() + "/" + file.name(),
                "bytes",
                file.bytes(),
                "algorithm",
                Algorithm.SHA256.key(),
                "checksum",
                file.sha256(),
                "token",
                token);
    }

    @Override
    public Instant acknowledge(UnitFiles unit, long token) throws PortException {
        return ask("acknowledging unit " + unit.unit(), gate -> {
            long deletable = 0;
            for (UnitFile file : unit.files()) {
                JsonNode answer = gate.call("ack", named(unit, file, token));
                deletable = Math.max(deletable, answer.path("deletableAt").asLong());
            }
            return Instant.ofEpochMilli(deletable);
        });
    }

    @Override
    public Optional<Instant> purge(UnitFiles unit, long token) throws PortException {
        return ask("purging unit " + unit.unit(), gate -> {
            for (UnitFile file : unit.files().reversed()) {
                try {
                    found(gate, "delete", named(unit, file, token));
                } catch (GateException e) {
                    if (!e.kind().equals("early")) {
                        throw e;
                    }
                    // what is deleted has no acknowledgement any more
                    String path = unit.folder() + "/" + file.name();
                    if (found(gate, "stat", Map.of("path", path)).isEmpty()) {
                        continue;
                    }
                    if (!e.getMessage().contains("from")) {
                        throw e;
                    }
                    // its clock is behind ours, or its grace is longer than it was: ask what it wants
                    JsonNode hello = gate.call("hello", Map.of());
                    return Optional.of(Instant.ofEpochMilli(hello.path("clock").asLong())
                            .plus(Duration.ofSeconds(
                                    Math.clamp(hello.path("graceSeconds").asLong() / 4, 5, 3600))));
                }
            }
            int parts = unit.folder().split("/").length;
            String folder = unit.folder();
            // the unit's folder, and that of its visit when it was the last one
            for (int i = 0; i < 2 && parts - i > 2; i++) {
                try {
                    found(gate, "rmdir", Map.of("path", folder, "token", token));
                } catch (GateException e) {
                    if (e.kind().equals("changed")) {
                        break; // it is not empty
                    }
                    throw e;
                }
                folder = folder.substring(0, folder.lastIndexOf('/'));
            }
            return Optional.empty();
        });
    }

    @Override
    public void sweep(String campaign, Sweep what, long token) throws PortException {
        Map<String, ?> request =
                switch (what) {
                    case Sweep.Visits visits -> Map.of("campaign", campaign, "visits", visits.visits(), "token", token);
                    case Sweep.Logs logs ->
                        Map.of("campaign", campaign, "logs", logs.keep().toSeconds(), "token", token);
                    case Sweep.Ended ended -> Map.of("campaign", campaign, "all", true, "token", token);
                };
        ask("removing what jobs of " + campaign + " have left", gate -> gate.call("sweep", request));
    }

    @Override
    public String put(Path file, String suffix) throws PortException {
        return ask("bringing " + file.getFileName(), gate -> {
            String path;
            try (FileChannel in = FileChannel.open(file)) {
                path = "inputs/" + Digests.of(in, Algorithm.SHA256) + suffix;
            }
            gate.put(file, path);
            return path;
        });
    }

    @Override
    public void close() {
        // the door is the caller's
    }
}
