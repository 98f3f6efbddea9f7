package ciel.workflow.campaign;

import ciel.sim.InputException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with a unit, as people write them. */
final class Quantity {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-z/]+)");
    private static final Map<String, Double> SECONDS =
            Map.of("s", 1.0, "min", 60.0, "h", 3600.0, "d", 86_400.0, "w", 604_800.0);
    private static final Map<String, Double> BYTES = Map.of(
            "b", 1.0, "kb", 1e3, "mb", 1e6, "gb", 1e9, "tb", 1e12, "kib", 0x1p10, "mib", 0x1p20, "gib", 0x1p30, "tib",
            0x1p40);
    private static final Map<String, Double> BITS =
            Map.of("bit/s", 1.0, "b/s", 1.0, "kb/s", 1e3, "mb/s", 1e6, "gb/s", 1e9, "tb/s", 1e12, "gbit/s", 1e9);

    private Quantity() {}

    /** @return "90 s", "5 min", "2 h", "1.5 d" */
    static Duration time(String key, String text) {
        return Duration.ofMillis(Math.round(1000 * value(key, text, SECONDS, "a time such as 90 s, 5 min, 2 h, 3 d")));
    }

    /** @return "64 GB", "512 MiB" */
    static long bytes(String key, String text) {
        return Math.round(value(key, text, BYTES, "a size such as 64 GB or 512 MiB"));
    }

    /** @return bit/s of "10 Gb/s" */
    static double bits(String key, String text) {
        if (text.contains("B")) {
            throw wrong(key, text, "a rate in bits such as 10 Gb/s: a small b, as 1 GB/s is 8 Gb/s");
        }
        return value(key, text, BITS, "a rate such as 10 Gb/s");
    }

    private static double value(String key, String text, Map<String, Double> units, String form) {
        Matcher m = FORM.matcher(text.strip());
        Double unit = m.matches() ? units.get(m.group(2).toLowerCase(Locale.ROOT)) : null;
        double value = unit == null ? 0 : Double.parseDouble(m.group(1)) * unit;
        if (!(value > 0) || value > 1e18) {
            throw wrong(key, text, form);
        }
        return value;
    }

    private static InputException wrong(String key, String text, String form) {
        return new InputException(key, "is '" + text + "'", "it must be " + form);
    }
}
