package ciel.workflow.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The acknowledgement of a unit as a file, for sites without a gate.
 *
 * @param time   when it was written, by the clock of the daemon
 * @param sha256 checksum of each file by its path below the root
 */
record AckFile(Instant time, Map<String, String> sha256) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static AckFile of(UnitFiles unit, Instant time) {
        Map<String, String> sums = new HashMap<>();
        unit.files().forEach(file -> sums.put(unit.folder() + "/" + file.name(), file.sha256()));
        return new AckFile(time, Map.copyOf(sums));
    }

    byte[] json(String unit, long token) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", "ciel-ack").put("version", 1).put("unit", unit);
        root.put("token", token).put("time", time.toString());
        ArrayNode files = root.putArray("files");
        sha256.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> files.addObject().put("path", e.getKey()).put("sha256", e.getValue()));
        try {
            return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and strings has a JSON form", e);
        }
    }

    /** @throws PortException.Refused if it is damaged */
    static AckFile read(String site, String path, byte[] json) throws PortException.Refused {
        try {
            JsonNode root = JSON.readTree(json);
            Map<String, String> sums = new HashMap<>();
            root.path("files")
                    .forEach(file -> sums.put(
                            file.path("path").asText(), file.path("sha256").asText()));
            return new AckFile(Instant.parse(root.path("time").asText()), Map.copyOf(sums));
        } catch (IOException | DateTimeException e) {
            throw new PortException.Refused(
                    "[site " + site + "] the acknowledgement " + path + " is damaged; look at it, then remove it", e);
        }
    }
}
