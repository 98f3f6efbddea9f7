package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The filter language of Transfer: clauses {@code key:v1,v2} joined by {@code /}, all of which must hold; a value is
 * {@code =x}, {@code ~glob}, {@code !x}, {@code !~glob},
 * {@code >n}, {@code <n} or bare; the time keys take {@code from,to} with either end empty.
 */
final class Clauses {
    private Clauses() {}

    /** @param filters each a whole filter; an item passes if it passes one of them, or if there is none */
    static boolean pass(List<String> filters, JsonNode item) {
        return filters.isEmpty()
                || filters.stream().anyMatch(f -> List.of(f.split("/")).stream()
                        .filter(c -> !c.isEmpty())
                        .allMatch(c -> clause(c, item)));
    }

    private static boolean clause(String clause, JsonNode item) {
        int colon = clause.indexOf(':');
        if (colon < 0) {
            throw new Problem(400, "ClientError.BadRequest", "a filter clause is key:value, not '" + clause + "'");
        }
        String key = clause.substring(0, colon);
        String value = clause.substring(colon + 1);
        if (key.endsWith("_time") || key.equals("last_modified")) {
            return during(value, item.path(key).asText(null));
        }
        String is = item.path(key).isBoolean()
                ? item.path(key).asBoolean() ? "1" : "0"
                : item.path(key).asText("");
        boolean any = false;
        boolean positive = false;
        for (String v : value.split(",")) {
            if (v.startsWith("!")) {
                if (matches(v.substring(1), is)) {
                    return false;
                }
            } else {
                positive = true;
                any |= matches(v, is);
            }
        }
        return any || !positive;
    }

    private static boolean matches(String v, String is) {
        if (v.startsWith("~")) {
            return glob(v.substring(1), Pattern.CASE_INSENSITIVE).matcher(is).matches();
        }
        if (v.startsWith(">") || v.startsWith("<")) {
            long limit = Long.parseLong(v.substring(1));
            return !is.isEmpty() && (v.charAt(0) == '>' ? Long.parseLong(is) > limit : Long.parseLong(is) < limit);
        }
        return is.equals(v.startsWith("=") ? v.substring(1) : v);
    }

    /** {@code *} any run, {@code ?} one, {@code [...]} a set. */
    static Pattern glob(String g, int flags) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < g.length(); i++) {
            char c = g.charAt(i);
            int close = c == '[' ? g.indexOf(']', i + 1) : -1;
            if (c == '*') {
                s.append(".*");
            } else if (c == '?') {
                s.append('.');
            } else if (close > 0) {
                s.append('[')
                        .append(g.substring(i + 1, close).replace("\\", "\\\\").replaceFirst("^!", "^"))
                        .append(']');
                i = close;
            } else {
                s.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(s.toString(), flags | Pattern.DOTALL);
    }

    private static boolean during(String range, String at) {
        if (at == null || at.equals("null")) {
            return false;
        }
        String[] ends = range.split(",", -1);
        OffsetDateTime t = time(at);
        return (ends[0].isEmpty() || !t.isBefore(time(ends[0])))
                && (ends.length < 2 || ends[1].isEmpty() || !t.isAfter(time(ends[1])));
    }

    private static OffsetDateTime time(String s) {
        String iso = s.strip().replace(' ', 'T');
        try {
            return iso.endsWith("Z") || iso.matches(".*[+-]\\d\\d:\\d\\d$")
                    ? OffsetDateTime.parse(iso)
                    : LocalDateTime.parse(
                                    iso.length() == 10 ? iso + "T00:00:00" : iso, DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                            .atOffset(ZoneOffset.UTC);
        } catch (java.time.format.DateTimeParseException e) {
            throw new Problem(400, "ClientError.BadRequest", "not a time: '" + s + "'");
        }
    }
}
