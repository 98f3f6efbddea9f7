package ciel.sim.exposure;

import ciel.sim.InputException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads settings from YAML: the packaged definitions, and users' files with the line of every value. */
final class SettingsYaml {
    private static final String PACKAGED = "/ciel/sim/defaults.yaml";
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A value as it stands in a file. @param origin file:line */
    record Entry(String key, String text, String origin) {}

    private SettingsYaml() {}

    /** @return the definitions of {@code defaults.yaml} in their order */
    static Map<String, SettingDefinition> definitions() {
        Map<String, SettingDefinition> definitions = new LinkedHashMap<>();
        try (InputStream in = SettingsYaml.class.getResourceAsStream(PACKAGED)) {
            new ObjectMapper(YAML).readTree(in).properties().forEach(entry -> {
                var node = entry.getValue();
                List<String> choices = new ArrayList<>();
                node.path("choices").forEach(choice -> choices.add(choice.asText()));
                definitions.put(
                        entry.getKey(),
                        new SettingDefinition(
                                entry.getKey(),
                                type(node.path("type").asText()),
                                node.path("value").asText(),
                                node.path("unit").asText(""),
                                decimal(node.path("min").asText("")),
                                decimal(node.path("max").asText("")),
                                decimal(node.path("above").asText("")),
                                List.copyOf(choices),
                                node.path("auto").asText(null),
                                node.path("about").asText(),
                                SettingDefinition.Counts.valueOf(
                                        node.path("counts").asText("value").toUpperCase(java.util.Locale.ROOT))));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(PACKAGED, e);
        }
        return definitions;
    }

    private static SettingDefinition.Type type(String name) {
        return SettingDefinition.Type.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }

    private static BigDecimal decimal(String text) {
        return text.isEmpty() ? null : new BigDecimal(text);
    }

    /**
     * Reads a user's file.
     *
     * @return its values in their order, nested keys joined by dots
     * @throws InputException when it cannot be read, is not YAML, or holds anything but nested maps of single values
     */
    static List<Entry> entries(Path file) {
        List<Entry> entries = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = YAML.createParser(in)) {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.VALUE_NULL) {
                return entries;
            }
            if (token != JsonToken.START_OBJECT) {
                throw at(file, parser, "does not begin with a key");
            }
            readObject(file, parser, entries);
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw InputException.atLine(
                    file.toString(),
                    location == null ? 1 : location.getLineNr(),
                    e.getOriginalMessage().lines().findFirst().orElse(""),
                    "this is not valid YAML");
        } catch (IOException e) {
            throw new InputException(
                    file.toString(),
                    Files.exists(file) ? "cannot be read: " + e.getMessage() : "no such file",
                    "give --config a YAML file of settings",
                    e);
        }
        return entries;
    }

    private static void readObject(Path file, JsonParser parser, List<Entry> entries) throws IOException {
        Deque<String> prefixes = new ArrayDeque<>(List.of(""));
        String key = "";
        while (!prefixes.isEmpty()) {
            JsonToken token = parser.nextToken();
            switch (token) {
                case FIELD_NAME -> key = prefixes.peek() + parser.currentName();
                case START_OBJECT -> prefixes.push(key + ".");
                case END_OBJECT -> prefixes.pop();
                case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                    entries.add(new Entry(
                            key,
                            parser.getText(),
                            file + ":" + parser.currentTokenLocation().getLineNr()));
                case null, default ->
                    throw at(
                            file,
                            parser,
                            "'" + key + "' has " + (token == JsonToken.START_ARRAY ? "a list" : "no value"));
            }
        }
    }

    private static InputException at(Path file, JsonParser parser, String problem) {
        return InputException.atLine(
                file.toString(), parser.currentTokenLocation().getLineNr(), problem, "write key: value");
    }
}
