package ciel.app;

import ciel.sim.InputException;
import ciel.sim.Nearest;
import ciel.sim.exposure.AutoValues;
import ciel.sim.exposure.SettingDefinition;
import ciel.sim.exposure.Settings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel config}: the settings of a rendering, explained. */
@Command(
        name = "config",
        sortOptions = false,
        description = {
            "Explain the settings of a rendering: value, unit, range, choices, and where the value came from.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ciel config",
            "  ciel config psf.fwhm",
            "  ciel config psf --catalog catalog.txt",
            "  ciel config --config survey.yaml --set sky.enabled=false --json"
        })
final class ConfigCommand extends Verb {
    private static final int KEY_WIDTH = 28;
    private static final int VALUE_WIDTH = 14;

    @Parameters(arity = "0..1", paramLabel = "KEY", description = "A setting, or a group of them: psf.fwhm, psf.")
    private String key;

    @Option(
            names = "--catalog",
            paramLabel = "CATALOG",
            description =
                    "Say what holds for this instance catalog or scene table: its default of --physics, and what auto"
                            + " comes to.")
    private Path catalog;

    @Mixin
    private SettingsOptions options;

    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    ConfigCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws JsonProcessingException {
        Settings settings =
                catalog == null ? options.settings(System::getenv) : options.settings(System::getenv, catalog);
        options.siteNote().ifPresent(this::note);
        List<Settings.Row> rows =
                settings.rows().stream().filter(this::isWanted).toList();
        SettingDefinition only = key == null ? null : settings.definition(key).orElse(null);
        if (rows.isEmpty() && only == null) {
            throw unknown(settings);
        }
        Map<String, String> auto = catalog == null ? Map.of() : AutoValues.of(settings, catalog);
        if (json) {
            terminal().out().println(json(settings, rows, auto));
        } else if (only != null) {
            explain(only, settings, auto.get(key));
        } else {
            list(rows, auto);
        }
        return ExitCode.DONE;
    }

    private boolean isWanted(Settings.Row row) {
        return key == null || row.key().equals(key) || row.key().startsWith(key + ".");
    }

    private InputException unknown(Settings settings) {
        Set<String> known = new TreeSet<>();
        settings.rows().forEach(row -> {
            known.add(row.key());
            known.add(row.key().substring(0, Math.max(row.key().indexOf('.'), 0)));
        });
        return new InputException(
                key, "is not a setting", "did you mean " + Nearest.of(key, known) + "? ciel config lists them all");
    }

    private void list(List<Settings.Row> rows, Map<String, String> auto) {
        PrintStream out = terminal().out();
        for (Settings.Row row : rows) {
            String derived = auto.get(row.key());
            String value = row.value() + (row.unit().isEmpty() ? "" : " " + row.unit());
            out.println(padded(row.key(), KEY_WIDTH) + padded(value, VALUE_WIDTH) + "(" + row.origin() + ")"
                    + (derived == null ? "" : " = " + derived));
            out.println("    " + row.about());
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private void explain(SettingDefinition setting, Settings settings, String derived) {
        PrintStream out = terminal().out();
        out.println(setting.key());
        out.println("  " + setting.about());
        if (setting.type() == SettingDefinition.Type.MAP) {
            settings.map(setting.key()).forEach((name, value) -> out.println("  " + name + ": " + value));
            out.println("  set one with --set " + setting.key() + ".NAME=VALUE");
            return;
        }
        String value = settings.value(setting.key());
        out.println("  value:   " + value + unit(setting) + ", from " + settings.origin(setting.key()));
        if (value.equals(SettingDefinition.AUTO)) {
            if (setting.auto() != null) {
                out.println("  auto:    " + setting.auto());
            }
            if (derived != null) {
                out.println("           for " + catalog + ": " + derived);
            }
        }
        out.println("  allowed: " + allowed(setting));
        out.println("  default: " + setting.value()
                + (setting.value().equals(SettingDefinition.AUTO) ? "" : unit(setting)));
    }

    private static String unit(SettingDefinition setting) {
        return setting.unit().isEmpty() ? "" : " " + setting.unit();
    }

    /** @return such as "a number, > 0, <= 60 arcsec, or auto" */
    private static String allowed(SettingDefinition setting) {
        StringBuilder text = new StringBuilder(
                switch (setting.type()) {
                    case NUMBER -> "a number";
                    case INTEGER -> "a whole number";
                    case BOOLEAN -> "true or false";
                    case TEXT -> "a text";
                    case CHOICE -> "one of " + String.join(", ", setting.choices());
                    case MAP -> "names and values";
                });
        limit(text, " >= ", setting.min());
        limit(text, " > ", setting.above());
        limit(text, " <= ", setting.max());
        if (setting.min() != null || setting.above() != null || setting.max() != null) {
            text.append(unit(setting));
        }
        return text.append(setting.auto() == null ? "" : ", or auto").toString();
    }

    private static void limit(StringBuilder text, String sign, BigDecimal limit) {
        if (limit != null) {
            text.append(',').append(sign).append(limit.toPlainString());
        }
    }

    private String json(Settings settings, List<Settings.Row> rows, Map<String, String> auto)
            throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        for (Settings.Row row : rows) {
            ObjectNode node = array.addObject()
                    .put("key", row.key())
                    .put("value", row.value())
                    .put("unit", row.unit())
                    .put("origin", row.origin())
                    .put("about", row.about());
            settings.definition(row.key()).ifPresent(setting -> {
                node.put("type", setting.type().name().toLowerCase(java.util.Locale.ROOT))
                        .put("default", setting.value());
                put(node, "min", setting.min());
                put(node, "above", setting.above());
                put(node, "max", setting.max());
                if (!setting.choices().isEmpty()) {
                    setting.choices().forEach(node.putArray("choices")::add);
                }
            });
            if (auto.containsKey(row.key())) {
                node.put("auto", auto.get(row.key()));
            }
        }
        return mapper.writeValueAsString(array);
    }

    private static void put(ObjectNode node, String name, BigDecimal limit) {
        if (limit != null) {
            node.put(name, limit);
        }
    }
}
