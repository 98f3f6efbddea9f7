package ciel.transfer.manifest;

import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.UnsafePathException;
import ciel.transfer.checksum.Algorithm;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Manifests as JSON: {@code {"format": "ciel-manifest", "version": 1, "unit": ..., "attributes": {...}, "files":
 * [{"path", "bytes", "adler32", "crc32c", "sha256"}]}}.
 * A path that is not UTF-8 is given as {@code "path_hex"}, the hexadecimal digits of its bytes. Reading trusts
 * nothing: names, sizes and checksums are checked.
 */
public final class ManifestJson {
    /** Largest manifest that is read (byte). */
    public static final int MAX_BYTES = 256 << 20;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ManifestJson() {}

    /** @return the manifest as UTF-8 JSON with a final line break */
    public static byte[] write(Manifest manifest) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", "ciel-manifest").put("version", 1).put("unit", manifest.unit());
        root.set("attributes", JSON.valueToTree(manifest.attributes()));
        ArrayNode files = root.putArray("files");
        for (ManifestFile file : manifest.files()) {
            ObjectNode node = files.addObject();
            Optional<String> text = file.path().text();
            if (text.isPresent()) {
                node.put("path", text.get());
            } else {
                node.put("path_hex", HexFormat.of().formatHex(file.path().bytes()));
            }
            node.put("bytes", file.bytes());
            file.checksums().forEach((a, digits) -> node.put(a.key(), digits));
        }
        try {
            return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "manifest attributes must be text, numbers and truth values: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * @param json UTF-8
     * @param name of the file, for errors
     * @return the manifest
     * @throws SettingException    if it is not a manifest
     * @throws UnsafePathException if a path in it is not let in
     */
    public static Manifest read(byte[] json, String name) throws SettingException, UnsafePathException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new SettingException("[" + name + "] is not JSON: "
                    + (e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage()));
        }
        if (root == null || !root.path("format").asText().equals("ciel-manifest")) {
            throw new SettingException("[" + name + "] is not a ciel-manifest; its 'format' must say so");
        }
        if (root.path("version").asInt(-1) != 1) {
            throw new SettingException(
                    "[" + name + "] has version " + root.path("version") + "; this program reads version 1");
        }
        List<ManifestFile> files = new ArrayList<>();
        Set<StoragePath> seen = new HashSet<>();
        int i = 0;
        for (JsonNode node : root.path("files")) {
            ManifestFile file = file(node, name + ", file " + i);
            if (!seen.add(file.path())) {
                throw new SettingException("[" + name + ", file " + i + "] '" + file.path() + "' is listed twice");
            }
            files.add(file);
            i++;
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        root.path("attributes")
                .properties()
                .forEach(e -> attributes.put(e.getKey(), JSON.convertValue(e.getValue(), Object.class)));
        return new Manifest(root.path("unit").asText(), attributes, files);
    }

    private static ManifestFile file(JsonNode node, String where) throws SettingException, UnsafePathException {
        StoragePath path = path(node, where);
        if (path.isRoot()) {
            throw new SettingException("[" + where + "] has no path");
        }
        JsonNode bytes = node.path("bytes");
        if (!bytes.isIntegralNumber() || !bytes.canConvertToLong() || bytes.longValue() < 0) {
            throw new SettingException(
                    "[" + where + "] 'bytes' of '" + path + "' is " + bytes + "; must be a whole number >= 0");
        }
        Map<Algorithm, String> checksums = new EnumMap<>(Algorithm.class);
        for (Algorithm a : Algorithm.values()) {
            if (node.has(a.key())) {
                String digits = node.path(a.key()).asText().toLowerCase(Locale.ROOT);
                if (!digits.matches("[0-9a-f]{" + a.digits() + "}")) {
                    throw new SettingException("[" + where + "] '" + a.key() + "' of '" + path + "' is '" + digits
                            + "'; must be " + a.digits() + " hexadecimal digits");
                }
                checksums.put(a, digits);
            }
        }
        if (checksums.isEmpty()) {
            throw new SettingException(
                    "[" + where + "] '" + path + "' has no checksum; one of adler32, crc32c, sha256 is needed");
        }
        return new ManifestFile(path, bytes.longValue(), checksums);
    }

    private static StoragePath path(JsonNode node, String where) throws SettingException, UnsafePathException {
        try {
            return node.has("path_hex")
                    ? StoragePath.ofBytes(
                            HexFormat.of().parseHex(node.path("path_hex").asText()))
                    : StoragePath.of(node.path("path").asText());
        } catch (IllegalArgumentException e) {
            throw new SettingException("[" + where + "] 'path_hex' is not hexadecimal", e);
        } catch (UnsafePathException e) {
            throw new UnsafePathException("[" + where + "] " + e.getMessage(), e);
        }
    }
}
