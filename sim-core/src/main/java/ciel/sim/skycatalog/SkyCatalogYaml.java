package ciel.sim.skycatalog;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML with {@code !include FILE}: a name, a list of names or a map of them, relative to the file that includes; files
 * may include others. No other tag makes anything but text, numbers, lists and maps.
 */
final class SkyCatalogYaml {
    private static final int MOST_BYTES = 16 << 20;
    private static final int DEEPEST = 10;

    private SkyCatalogYaml() {}

    /** @throws InputException with the file, and the line where there is one */
    static Map<String, Object> read(Path file) {
        return map(file, read(file, 0));
    }

    private static Object read(Path file, int depth) {
        if (depth > DEEPEST) {
            throw new InputException(
                    file.toString(),
                    "is included " + depth + " levels deep; " + DEEPEST + " is the limit",
                    "does a file include itself?");
        }
        String text;
        try {
            if (!Files.isRegularFile(file)) {
                throw new InputException(file.toString(), "does not exist or is no file", "check the name");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new InputException(
                        file.toString(), "is larger than 16 MiB", "is it a description of a skyCatalog?");
            }
            text = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException(file.toString(), "cannot be read: " + e.getMessage(), "", e);
        }
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(100);
        options.setNestingDepthLimit(50);
        options.setCodePointLimit(MOST_BYTES);
        try {
            return new Yaml(new Including(options, file, depth)).load(text);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw InputException.atLine(file.toString(), line, "is no YAML: " + e.getProblem(), "correct it", e);
        } catch (YAMLException | ClassCastException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new InputException(
                    file.toString(),
                    "cannot be read as YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "correct it",
                    e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Path file, Object value) {
        if (!(value instanceof Map<?, ?> map) || !map.keySet().stream().allMatch(String.class::isInstance)) {
            throw new InputException(file.toString(), "does not hold keys and values", "see docs/skycatalogs.md");
        }
        return (Map<String, Object>) map;
    }

    /** Knows one tag more than plain YAML. */
    private static final class Including extends SafeConstructor {
        private final Path file;
        private final int depth;

        Including(LoaderOptions options, Path file, int depth) {
            super(options);
            this.file = file;
            this.depth = depth;
            yamlConstructors.put(new Tag("!include"), new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return include(node);
                }
            });
        }

        private Object include(Node node) {
            return switch (node) {
                case ScalarNode scalar -> included(scalar.getValue().strip(), node);
                case SequenceNode list -> {
                    List<Object> values = new ArrayList<>();
                    list.getValue().forEach(each -> values.add(include(each)));
                    yield values;
                }
                case MappingNode map -> {
                    Map<Object, Object> values = new LinkedHashMap<>();
                    map.getValue()
                            .forEach(each ->
                                    values.put(constructObject(each.getKeyNode()), include(each.getValueNode())));
                    yield values;
                }
                default -> throw new YAMLException("!include of an anchor");
            };
        }

        private Object included(String name, Node node) {
            try {
                return read(file.resolveSibling(name), depth + 1);
            } catch (InvalidPathException e) {
                throw InputException.atLine(
                        file.toString(),
                        node.getStartMark().getLine() + 1,
                        "!include '" + name + "' is no file name",
                        "correct it",
                        e);
            }
        }
    }
}
