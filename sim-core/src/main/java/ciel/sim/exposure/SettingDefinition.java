package ciel.sim.exposure;

import ciel.sim.InputException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * What a setting may be: one entry of {@code ciel/sim/defaults.yaml}.
 *
 * @param key     dotted name
 * @param type    what kind of value
 * @param value   packaged default, as text
 * @param unit    unit of the value, or empty
 * @param min     least value allowed, or null
 * @param max     largest value allowed, or null
 * @param above   value that must be exceeded, or null
 * @param choices words allowed, for {@link Type#CHOICE}
 * @param auto    what the word "auto" means; null where it is not allowed
 * @param about   one sentence
 * @param counts  what of it counts in the configuration hash
 */
public record SettingDefinition(
        String key,
        Type type,
        String value,
        String unit,
        BigDecimal min,
        BigDecimal max,
        BigDecimal above,
        List<String> choices,
        String auto,
        String about,
        Counts counts) {
    /** The word that leaves a value to be derived. */
    public static final String AUTO = "auto";

    /** What of a value counts in the configuration hash. */
    public enum Counts {
        /** The text of the value. */
        VALUE,
        /** What the file or folder of that name holds, wherever it lies. */
        CONTENT,
        /** It has no effect on any file that is written. */
        NOTHING
    }

    /** Kind of value. */
    public enum Type {
        NUMBER,
        INTEGER,
        BOOLEAN,
        TEXT,
        CHOICE,
        MAP
    }

    /**
     * Checks a value and brings it into its canonical form, in which equal values have equal text.
     *
     * @param text   as the user wrote it
     * @param origin where, for the error
     * @throws InputException naming key, value, limit and origin
     */
    String canonical(String text, String origin) {
        String trimmed = text.trim();
        if (trimmed.equals(AUTO) && auto != null) {
            return AUTO;
        }
        return switch (type) {
            case NUMBER -> Double.toString(inRange(trimmed, origin).doubleValue());
            case INTEGER -> whole(trimmed, origin);
            case BOOLEAN -> oneOf(trimmed.toLowerCase(Locale.ROOT), List.of("true", "false"), origin);
            case CHOICE -> oneOf(trimmed, choices, origin);
            case TEXT -> {
                if (trimmed.isEmpty()) {
                    throw wrong(text, "is empty", origin);
                }
                yield trimmed;
            }
            case MAP -> throw wrong(text, "needs a name behind it, " + key + ".NAME", origin);
        };
    }

    private String whole(String text, String origin) {
        try {
            return Long.toString(inRange(text, origin).longValueExact());
        } catch (ArithmeticException e) {
            throw wrong(text, "is not a whole number", origin);
        }
    }

    private BigDecimal inRange(String text, String origin) {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw wrong(text, "is not a number" + (auto == null ? "" : " or auto"), origin);
        }
        if (Double.isInfinite(number.doubleValue())) {
            throw wrong(text, "is too large for a number", origin);
        }
        if (min != null && number.compareTo(min) < 0) {
            throw wrong(text, "must be >= " + quantity(min), origin);
        }
        if (above != null && number.compareTo(above) <= 0) {
            throw wrong(text, "must be > " + quantity(above), origin);
        }
        if (max != null && number.compareTo(max) > 0) {
            throw wrong(text, "must be <= " + quantity(max), origin);
        }
        return number;
    }

    private String oneOf(String text, List<String> words, String origin) {
        if (!words.contains(text)) {
            throw wrong(text, "must be one of " + String.join(", ", words), origin);
        }
        return text;
    }

    private String quantity(BigDecimal number) {
        return number.toPlainString() + (unit.isEmpty() ? "" : " " + unit);
    }

    private InputException wrong(String text, String limit, String origin) {
        return new InputException(key, "'" + text + "' " + limit, "set by " + origin);
    }
}
