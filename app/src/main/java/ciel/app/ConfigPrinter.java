package ciel.app;

import ciel.sim.exposure.Settings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Prints what came of the settings and from where: {@code --show-config}. */
final class ConfigPrinter {
    private ConfigPrinter() {}

    /** @return YAML that {@code --config} reads back to the same settings; unit and origin are comments */
    static String yaml(Settings settings) {
        StringBuilder text = new StringBuilder("# settings of Ciel, sha256 " + settings.hash() + "\n");
        for (Settings.Row row : settings.rows()) {
            String pair = row.key() + ": " + scalar(row.value());
            text.append(pair)
                    .append(" ".repeat(Math.max(1, 42 - pair.length())))
                    .append("# ");
            if (!row.unit().isEmpty()) {
                text.append(row.unit()).append("; ");
            }
            text.append(row.origin()).append('\n');
        }
        return text.toString();
    }

    /** @return {"hash": ..., "settings": {key: {"value", "unit", "origin", "about"}}} */
    static String json(Settings settings) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode rows = mapper.createObjectNode();
        settings.rows().forEach(row -> rows.putObject(row.key())
                .put("value", row.value())
                .put("unit", row.unit())
                .put("origin", row.origin())
                .put("about", row.about()));
        ObjectNode all = mapper.createObjectNode().put("hash", settings.hash());
        all.set("settings", rows);
        try {
            return mapper.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings has a JSON form", e);
        }
    }

    /** Plain words and numbers stay as they are; all else is quoted (in single quotes a single quote is doubled). */
    private static String scalar(String value) {
        return value.matches("[A-Za-z0-9/][A-Za-z0-9_./+-]*") && !value.equalsIgnoreCase("null")
                ? value
                : "'" + value.replace("'", "''") + "'";
    }
}
