package ciel.app.globus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Prints documents as text (a table, or one field a line) or as JSON with sorted keys. Nothing of a server reaches a
 * terminal with its control characters.
 */
final class Output {
    /** One column or line: its heading and what stands there. */
    record Field(String name, Function<JsonNode, String> value) {
        /** The field of a document as it is. */
        static Field of(String name, String key) {
            return new Field(name, n -> text(n.get(key)));
        }
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final PrintWriter out;
    private final boolean json;

    Output(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    boolean json() {
        return json;
    }

    void line(String s) {
        out.println(printable(s));
    }

    /** A document as JSON, or one of its texts. */
    void message(JsonNode doc, String key) {
        if (json) {
            json(doc);
        } else {
            line(text(doc.get(key)));
        }
    }

    void record(JsonNode doc, Field... fields) {
        if (json) {
            json(doc);
            return;
        }
        int width = 0;
        for (Field f : fields) {
            width = Math.max(width, f.name.length());
        }
        for (Field f : fields) {
            out.println((f.name + ":" + " ".repeat(width - f.name.length() + 1) + printable(f.value.apply(doc)))
                    .stripTrailing());
        }
    }

    void table(Collection<? extends JsonNode> rows, Field... fields) {
        if (json) {
            ArrayNode data = MAPPER.createArrayNode();
            rows.forEach(data::add);
            json(MAPPER.createObjectNode().set("DATA", data));
            return;
        }
        List<String[]> cells = new ArrayList<>();
        int[] width = new int[fields.length];
        String[] head = new String[fields.length];
        for (int i = 0; i < fields.length; i++) {
            head[i] = fields[i].name;
        }
        cells.add(head);
        for (JsonNode r : rows) {
            String[] row = new String[fields.length];
            for (int i = 0; i < fields.length; i++) {
                row[i] = printable(fields[i].value.apply(r));
            }
            cells.add(row);
        }
        for (String[] row : cells) {
            for (int i = 0; i < row.length; i++) {
                width[i] = Math.max(width[i], row[i].length());
            }
        }
        for (int r = 0; r < cells.size(); r++) {
            List<String> line = new ArrayList<>();
            List<String> rule = new ArrayList<>();
            for (int i = 0; i < fields.length; i++) {
                String s = cells.get(r)[i];
                line.add(s + " ".repeat(width[i] - s.length()));
                rule.add("-".repeat(width[i]));
            }
            out.println(String.join(" | ", line).stripTrailing());
            if (r == 0) {
                out.println(String.join("-+-", rule));
            }
        }
    }

    void json(JsonNode n) {
        out.println(pretty(n));
    }

    /** Two blanks a level, keys sorted. */
    static String pretty(JsonNode n) {
        DefaultPrettyPrinter p = new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        try {
            return MAPPER.writer(p).writeValueAsString(sorted(n));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree is always printable", e);
        }
    }

    /** One line, keys sorted. */
    static String compact(JsonNode n) {
        return sorted(n).toString();
    }

    private static JsonNode sorted(JsonNode n) {
        if (n.isObject()) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            n.properties().forEach(e -> fields.put(e.getKey(), sorted(e.getValue())));
            ObjectNode o = MAPPER.createObjectNode();
            fields.forEach(o::set);
            return o;
        }
        if (n.isArray()) {
            ArrayNode a = MAPPER.createArrayNode();
            n.forEach(x -> a.add(sorted(x)));
            return a;
        }
        return n;
    }

    /** The words of globus-cli, so that scripts written for it find what they look for: None, True, False. */
    static String text(JsonNode n) {
        if (n == null || n.isNull() || n.isMissingNode()) {
            return "None";
        }
        if (n.isBoolean()) {
            return n.asBoolean() ? "True" : "False";
        }
        return n.isValueNode() ? n.asText() : compact(n);
    }

    static JsonNode parse(String s) {
        try {
            return MAPPER.readTree(s);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Control characters other than a line break become a question mark; a name on a collection may hold any. */
    private static String printable(String s) {
        StringBuilder b = new StringBuilder(s.length());
        s.codePoints().forEach(c -> b.appendCodePoint(c == '\n' || !Character.isISOControl(c) ? c : '?'));
        return b.toString();
    }
}
