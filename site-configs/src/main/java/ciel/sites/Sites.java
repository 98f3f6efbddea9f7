package ciel.sites;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Finds and checks the sites: those that are packaged, and files of the user. */
public final class Sites {
    private static final String FOLDER = "/ciel/sites/";
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private Sites() {}

    /** @return names of the packaged sites, sorted */
    public static List<String> names() {
        return resource("index.txt").lines().filter(line -> !line.isBlank()).toList();
    }

    /**
     * Reads a site.
     *
     * @param nameOrFile name of a packaged site, or path of a YAML file (recognised by its suffix or by a separator)
     * @throws SiteException when there is none, or its file does not follow the schema
     */
    public static Site load(String nameOrFile) {
        if (nameOrFile.endsWith(".yaml") || nameOrFile.contains("/")) {
            try {
                return parse(nameOrFile, Files.readString(Path.of(nameOrFile)));
            } catch (IOException e) {
                throw new SiteException(nameOrFile + ": cannot be read (give the path of a site's YAML file)", e);
            }
        }
        List<String> names = names();
        if (!names.contains(nameOrFile)) {
            throw new SiteException(
                    "'" + nameOrFile + "' is not a site (known: " + String.join(", ", names)
                            + "; or give the path of a YAML file)",
                    null);
        }
        return parse(nameOrFile + ".yaml", resource(nameOrFile + ".yaml"));
    }

    private static Site parse(String file, String text) {
        try {
            JsonNode node = extended(file, YAML.readTree(text));
            var problems = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(resource("site.schema.json"))
                    .validate(node);
            if (!problems.isEmpty()) {
                throw new SiteException(
                        file + ": "
                                + problems.stream()
                                        .map(ValidationMessage::getMessage)
                                        .sorted()
                                        .collect(Collectors.joining("; "))
                                + " (see site-configs/README.md)",
                        null);
            }
            return YAML.treeToValue(node, Site.class);
        } catch (JsonProcessingException e) {
            throw new SiteException(
                    file + ":" + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("") + " (this is not valid YAML)",
                    e);
        }
    }

    /** Lays a file with {@code extends: NAME} over the packaged site of that name; an object's fields one by one. */
    private static JsonNode extended(String file, JsonNode node) throws JsonProcessingException {
        if (!(node instanceof ObjectNode own) || !own.has("extends")) {
            return node;
        }
        String base = own.remove("extends").asText();
        if (!names().contains(base)) {
            throw new SiteException(
                    file + ": extends is '" + base + "'; must be one of " + String.join(", ", names()), null);
        }
        ObjectNode merged = (ObjectNode) YAML.readTree(resource(base + ".yaml"));
        merge(merged, own);
        return merged;
    }

    private static void merge(ObjectNode under, ObjectNode over) {
        over.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode inner && under.get(field.getKey()) instanceof ObjectNode known) {
                merge(known, inner);
            } else {
                under.set(field.getKey(), field.getValue());
            }
        });
    }

    private static String resource(String name) {
        try (InputStream in = Sites.class.getResourceAsStream(FOLDER + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
