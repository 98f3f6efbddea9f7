package ciel.sim.yaml;

import ciel.sim.Nearest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds a YAML file against a JSON schema, and says in plain words what differs. */
public final class YamlSchema {
    private final JsonNode schema;
    private final String what;

    /**
     * @param owner    class beside which the schema lies
     * @param resource its name; objects say of themselves in "description" what they are
     * @param what     what a file of it is, such as "a campaign"
     */
    public YamlSchema(Class<?> owner, String resource, String what) {
        this.what = what;
        try (InputStream in = owner.getResourceAsStream(resource)) {
            schema = new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds to the problems whatever in a file does not follow the schema. */
    public void check(JsonNode file, Problems problems) {
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
        for (ValidationMessage m : JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema, config)
                .validate(file)) {
            String pointer = m.getInstanceLocation().toString();
            String name = name(pointer);
            switch (m.getType()) {
                case "additionalProperties" -> unknown(problems, pointer, m.getProperty());
                case "required" -> {
                    // what is wrong with a text is not that it has no keys
                    problems.add(
                            pointer,
                            (pointer.isEmpty() ? "the file" : name) + " has no key " + m.getProperty(),
                            hint(at(pointer).path("properties").path(m.getProperty())));
                }
                case "type" -> problems.add(pointer, name + " is " + shown(m.getInstanceNode()), must(at(pointer)));
                case "enum" ->
                    problems.add(
                            pointer,
                            name + " is " + shown(m.getInstanceNode()),
                            "it must be one of " + words(m.getSchemaNode()));
                case "pattern" ->
                    problems.add(
                            pointer,
                            name + " is " + shown(m.getInstanceNode()),
                            hint(at(pointer)).isEmpty()
                                    ? "it must match " + m.getSchemaNode().asText()
                                    : hint(at(pointer)));
                case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                    problems.add(
                            pointer,
                            name + " is " + shown(m.getInstanceNode()),
                            "it must be " + bound(m.getType())
                                    + m.getSchemaNode().asText()
                                    + (hint(at(pointer)).isEmpty() ? "" : ": " + hint(at(pointer))));
                case "minProperties", "maxProperties" ->
                    problems.add(
                            pointer,
                            name + " has " + m.getInstanceNode().size() + " keys",
                            "it must have one of " + String.join(", ", keys(at(pointer))));
                default -> problems.add(pointer, name + ": " + m.getError(), hint(at(pointer)));
            }
        }
    }

    private static String bound(String keyword) {
        return switch (keyword) {
            case "minimum" -> "at least ";
            case "maximum" -> "at most ";
            case "exclusiveMinimum" -> "above ";
            default -> "below ";
        };
    }

    private void unknown(Problems problems, String pointer, String key) {
        List<String> known = keys(at(pointer));
        problems.add(
                pointer + "/" + key.replace("~", "~0").replace("/", "~1"),
                "'" + key + "' is not a key" + (pointer.isEmpty() ? " of " + what : " of " + name(pointer)),
                "did you mean " + Nearest.of(key, known) + "? There are " + String.join(", ", known));
    }

    /** @return the part of the schema that a value follows */
    private JsonNode at(String pointer) {
        JsonNode found = schema;
        for (String part : pointer.split("/")) {
            if (!part.isEmpty()) {
                JsonNode properties = found.path("properties");
                found = part.chars().allMatch(Character::isDigit) && found.has("items")
                        ? found.path("items")
                        : properties.has(part) ? properties.path(part) : found.path("additionalProperties");
            }
        }
        return found;
    }

    private static List<String> keys(JsonNode schema) {
        List<String> keys = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static String hint(JsonNode schema) {
        return schema.path("description").asText("");
    }

    private static String must(JsonNode schema) {
        Map<String, String> words = new LinkedHashMap<>(Map.of(
                "object", "keys with values",
                "array", "a list, such as [a, b]",
                "string", "a text",
                "integer", "a whole number",
                "number", "a number",
                "boolean", "true or false"));
        List<String> types = new ArrayList<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(t -> types.add(words.get(t.asText())));
        } else {
            types.add(words.getOrDefault(type.asText(), type.asText()));
        }
        return "it must be " + String.join(" or ", types) + (hint(schema).isEmpty() ? "" : ": " + hint(schema));
    }

    private static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(w -> words.add(w.asText()));
        return String.join(", ", words);
    }

    private static String shown(JsonNode value) {
        return value.isNull()
                ? "empty"
                : value.isContainerNode()
                        ? value.isArray() ? "a list" : "a group of keys"
                        : "'"
                                + (value.asText().length() > 60
                                        ? value.asText().substring(0, 60) + "..."
                                        : value.asText())
                                + "'";
    }

    /** @return "/site/job/cores" as "site.job.cores", "/destinations/0/name" as "destinations[1].name" */
    public static String name(String pointer) {
        if (pointer.isEmpty()) {
            return "the file";
        }
        StringBuilder out = new StringBuilder();
        for (String part : pointer.substring(1).split("/")) {
            if (part.chars().allMatch(Character::isDigit) && !part.isEmpty()) {
                out.append('[').append(Integer.parseInt(part) + 1).append(']');
            } else {
                out.append(out.isEmpty() ? "" : ".")
                        .append(part.replace("~1", "/").replace("~0", "~"));
            }
        }
        return out.toString();
    }
}
