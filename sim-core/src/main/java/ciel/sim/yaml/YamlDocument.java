package ciel.sim.yaml;

import ciel.sim.InputException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A YAML file as a tree that knows where each of its values stands. */
public final class YamlDocument {
    private static final long MAX_BYTES = 3_000_000;
    private static final int MAX_DEPTH = 50;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String file;
    private final Map<String, JsonLocation> places = new HashMap<>();
    private final JsonNode root;

    private YamlDocument(String file, String text) {
        this.file = file;
        try (JsonParser parser = new YAMLFactory()
                .createParser(text)
                .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)) {
            JsonToken first = parser.nextToken();
            root = first == null ? NODES.nullNode() : value(parser, "", 0);
            if (parser.nextToken() != null) {
                throw at(parser.currentTokenLocation(), "a second document begins here", "leave one");
            }
        } catch (JsonProcessingException e) {
            throw at(
                    e.getLocation(),
                    e.getOriginalMessage().lines().findFirst().orElse("it cannot be read"),
                    "this is not valid YAML"
                            + (e.getOriginalMessage().startsWith("while scanning an alias")
                                    ? ": a value that begins with * stands in quotes, '*.txt'"
                                    : ""));
        } catch (IOException e) {
            throw new IllegalStateException("a text was read", e);
        }
    }

    /**
     * @param what   what the file is, such as "a campaign file": for messages
     * @param remedy what to do where there is none
     * @throws InputException when it cannot be read, is too long, or is not one YAML document of plain values
     */
    public static YamlDocument read(Path file, String what, String remedy) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException(
                        file.toString(),
                        "has " + Files.size(file) + " bytes; " + what + " has at most " + MAX_BYTES,
                        "make it shorter, with globs or tables in files of their own");
            }
            return new YamlDocument(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new InputException(file.toString(), "does not exist", remedy, e);
        } catch (IOException e) {
            throw new InputException(file.toString(), "cannot be read", "it must be text in UTF-8: " + e, e);
        }
    }

    /** @param file what messages call it */
    public static YamlDocument of(String file, String text) {
        return new YamlDocument(file, text);
    }

    private JsonNode value(JsonParser parser, String pointer, int depth) throws IOException {
        places.putIfAbsent(pointer, parser.currentTokenLocation());
        if (depth > MAX_DEPTH) {
            throw at(parser.currentTokenLocation(), "values lie in one another more than " + MAX_DEPTH + " deep", "");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    String inner = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
                    places.put(inner, parser.currentTokenLocation());
                    parser.nextToken();
                    object.set(name, value(parser, inner, depth + 1));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser, pointer + "/" + array.size(), depth + 1));
                }
                yield array;
            }
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> {
                if (parser.getText() == null) {
                    throw at(parser.currentTokenLocation(), "an alias stands here", "write the value itself");
                }
                yield NODES.textNode(parser.getText());
            }
        };
    }

    /** @return the whole file */
    public JsonNode root() {
        return root;
    }

    /** @return "file:line:column" of a value, or of the value around it */
    public String place(String pointer) {
        String p = pointer;
        while (!places.containsKey(p) && !p.isEmpty()) {
            p = p.substring(0, p.lastIndexOf('/'));
        }
        return place(places.get(p));
    }

    /** @return line and column as one number, for sorting */
    long order(String pointer) {
        String p = pointer;
        while (!places.containsKey(p) && !p.isEmpty()) {
            p = p.substring(0, p.lastIndexOf('/'));
        }
        JsonLocation l = places.get(p);
        return l == null ? 0 : l.getLineNr() * 100_000L + l.getColumnNr();
    }

    private String place(JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? file + ":1"
                : file + ":" + location.getLineNr() + ":" + location.getColumnNr();
    }

    private InputException at(JsonLocation location, String problem, String remedy) {
        return new InputException(place(location), problem, remedy);
    }
}
