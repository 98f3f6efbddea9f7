package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.Nearest;
import ciel.sim.camera.Camera;
import ciel.sim.camera.CameraFile;
import ciel.sim.spectrum.SedFingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The layered configuration of a rendering. Later layers win: packaged defaults, environment, site, {@code --config}
 * file, {@code --set}.
 * Immutable: each {@code with} returns another. Every key, with type, unit and range, is defined in {@code
 * ciel/sim/defaults.yaml}; a key that is not
 * there, or a value out of its range, is an {@link InputException} that names key, value, limit and origin. Asking
 * for a key that is not defined,
 * or as another type than it has, is a defect of the caller ({@link IllegalArgumentException}).
 */
public final class Settings {
    /** Origin of values that no layer has set. */
    public static final String PACKAGED = "default";

    private static final String CAMERA = "camera";
    private static final String SED_LIBRARY = "sed.library";

    private static final Settings DEFAULTS = packaged();

    private final Map<String, SettingDefinition> definitions;
    /** values that are set, in canonical form; sorted, so that the hash does not depend on the order of layers */
    private final TreeMap<String, Value> values;

    /**
     * A setting with its value.
     *
     * @param key    dotted name
     * @param value  canonical text
     * @param unit   unit, or empty
     * @param origin "default", "environment NAME", "site NAME", "FILE:LINE" or "--set"
     * @param about  meaning; for a value of auto what auto stands for
     */
    public record Row(String key, String value, String unit, String origin, String about) {}

    private record Value(String text, String origin) {}

    /** Read once: the description of a camera may be long. */
    private volatile Camera camera;

    private Settings(Map<String, SettingDefinition> definitions, TreeMap<String, Value> values) {
        this.definitions = definitions;
        this.values = values;
    }

    private static Settings packaged() {
        Map<String, SettingDefinition> definitions = SettingsYaml.definitions();
        TreeMap<String, Value> values = new TreeMap<>();
        for (SettingDefinition definition : definitions.values()) {
            if (definition.type() != SettingDefinition.Type.MAP) {
                values.put(definition.key(), new Value(definition.canonical(definition.value(), PACKAGED), PACKAGED));
            }
        }
        return new Settings(definitions, values);
    }

    /** @return the packaged defaults alone */
    public static Settings defaults() {
        return DEFAULTS;
    }

    /** @param assignment {@code key=value}, as of {@code --set} */
    public Settings with(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals <= 0) {
            throw new InputException("--set " + assignment, "has no key=value", "write --set psf.fwhm=0.7");
        }
        return with("--set", Map.of(assignment.substring(0, equals).trim(), assignment.substring(equals + 1)));
    }

    /** @param file YAML, keys flat or nested */
    public Settings with(Path file) {
        TreeMap<String, Value> next = new TreeMap<>(values);
        SettingsYaml.entries(file).forEach(entry -> put(next, entry.key(), entry.text(), entry.origin()));
        return new Settings(definitions, next);
    }

    /** @param origin what {@code --show-config} and errors call it @param layer dotted keys and their values as text */
    public Settings with(String origin, Map<String, String> layer) {
        TreeMap<String, Value> next = new TreeMap<>(values);
        layer.forEach((key, text) -> put(next, key, text, origin));
        return new Settings(definitions, next);
    }

    private void put(TreeMap<String, Value> next, String key, String text, String origin) {
        SettingDefinition definition = definitions.get(key);
        if (definition != null) {
            next.put(key, new Value(definition.canonical(text, origin), origin));
            return;
        }
        int dot = key.lastIndexOf('.');
        SettingDefinition parent = dot < 0 ? null : definitions.get(key.substring(0, dot));
        if (parent != null && parent.type() == SettingDefinition.Type.MAP && dot < key.length() - 1) {
            next.put(key, new Value(text, origin));
            return;
        }
        throw new InputException(
                key,
                "is not a setting",
                "set by " + origin + "; did you mean " + Nearest.of(key, definitions.keySet())
                        + "? ciel config lists them all");
    }

    /** @return a number that is not auto */
    public double number(String key) {
        return Double.parseDouble(text(key, SettingDefinition.Type.NUMBER));
    }

    /** @return a number, or empty for auto */
    public OptionalDouble optionalNumber(String key) {
        String text = text(key, SettingDefinition.Type.NUMBER);
        return text.equals(SettingDefinition.AUTO)
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(text));
    }

    /** @return a whole number */
    public long integer(String key) {
        return Long.parseLong(text(key, SettingDefinition.Type.INTEGER));
    }

    /** @return yes or no */
    public boolean flag(String key) {
        return Boolean.parseBoolean(text(key, SettingDefinition.Type.BOOLEAN));
    }

    /** @return one of the words that the key allows */
    public String choice(String key) {
        return text(key, SettingDefinition.Type.CHOICE);
    }

    /** @return a text, or empty for auto */
    public Optional<String> optionalText(String key) {
        return Optional.of(text(key, SettingDefinition.Type.TEXT)).filter(text -> !text.equals(SettingDefinition.AUTO));
    }

    /** @return a path as the user wrote it, or empty for auto */
    public Optional<Path> optionalPath(String key) {
        return optionalText(key).map(Path::of);
    }

    /** @return name and value of every entry under a key of type map, sorted by name; values as the user wrote them */
    public Map<String, String> map(String key) {
        definition(key, SettingDefinition.Type.MAP);
        Map<String, String> entries = new TreeMap<>();
        values.subMap(key + ".", key + "/")
                .forEach((name, value) -> entries.put(name.substring(key.length() + 1), value.text()));
        return entries;
    }

    /** @return what a setting may be; empty for a key that is not one */
    public Optional<SettingDefinition> definition(String key) {
        return Optional.ofNullable(definitions.get(key));
    }

    /** @return the value of a setting as text, in canonical form */
    public String value(String key) {
        Value value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is not a setting that has a value");
        }
        return value.text();
    }

    /** @return where the value came from */
    public String origin(String key) {
        Value value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is not a setting that has a value");
        }
        return value.origin();
    }

    /**
     * @return the camera that is set
     * @throws InputException when there is none of that name, or its description is wrong
     */
    public Camera camera() {
        if (camera == null) {
            camera = Camera.of(value(CAMERA));
        }
        return camera;
    }

    /** @return every setting in the order of the packaged file, entries of maps behind them */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (SettingDefinition definition : definitions.values()) {
            if (definition.type() == SettingDefinition.Type.MAP) {
                map(definition.key()).forEach((name, text) -> {
                    String key = definition.key() + "." + name;
                    rows.add(new Row(key, text, "", origin(key), definition.about()));
                });
            } else {
                Value value = values.get(definition.key());
                boolean auto = value.text().equals(SettingDefinition.AUTO) && definition.auto() != null;
                rows.add(new Row(
                        definition.key(),
                        value.text(),
                        definition.unit(),
                        value.origin(),
                        auto ? definition.about() + " auto: " + definition.auto() : definition.about()));
            }
        }
        return rows;
    }

    /**
     * @return sha256 (64 hexadecimal digits) of "key=value" lines in the order of keys; the same for the same values,
     * wherever they come from. A camera, a table or any other file that a setting names counts by what it holds, a library
     * of spectra by names and sizes of its files, none of them by where it lies, so that two sites have the same hash.
     * What has no effect on the files (whether older ones are replaced) is left out.
     */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            values.forEach((key, value) -> {
                if (key.equals(CAMERA) && value.text().equals(Camera.DEFAULT)) {
                    return; // as before there was a choice
                }
                String text =
                        switch (key) {
                            case CAMERA -> CameraFile.fingerprint(value.text());
                            case SED_LIBRARY -> SedFingerprint.of(value.text());
                            default -> counted(definitions.get(key), value.text());
                        };
                if (text != null) {
                    digest.update((key + "=" + text + "\n").getBytes(StandardCharsets.UTF_8));
                }
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @param definition null for an entry of a map @return what counts of a value; null for nothing */
    private static String counted(SettingDefinition definition, String text) {
        return switch (definition == null ? SettingDefinition.Counts.VALUE : definition.counts()) {
            case VALUE -> text;
            case CONTENT -> ContentFingerprint.of(text);
            case NOTHING -> definition.auto() == null ? null : SettingDefinition.AUTO;
        };
    }

    /** @return the canonical text of a value of any type but a map */
    String text(String key) {
        Value value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is not a setting that has a value");
        }
        return value.text();
    }

    private String text(String key, SettingDefinition.Type type) {
        definition(key, type);
        return values.get(key).text();
    }

    private SettingDefinition definition(String key, SettingDefinition.Type type) {
        SettingDefinition definition = definitions.get(key);
        if (definition == null || definition.type() != type) {
            throw new IllegalArgumentException("'" + key + "' is not a setting of type " + type);
        }
        return definition;
    }
}
