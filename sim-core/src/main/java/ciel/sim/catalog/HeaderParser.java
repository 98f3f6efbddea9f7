package ciel.sim.catalog;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header commands of an instance catalog, {@code key value} each, up to the first {@code object} or {@code
 * includeobj}. A key given twice has its last
 * value.
 */
final class HeaderParser {
    /** The commands without which there is no visit (imSim's list). */
    static final List<String> REQUIRED = List.of(
            "rightascension",
            "declination",
            "mjd",
            "altitude",
            "azimuth",
            "filter",
            "rotskypos",
            "rottelpos",
            "dist2moon",
            "moonalt",
            "moondec",
            "moonphase",
            "moonra",
            "nsnap",
            "seqnum",
            "obshistid",
            "seed",
            "seeing",
            "sunalt",
            "vistime");

    private static final double DEFAULT_EXPOSURE = 30;

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, Long> wholes = new LinkedHashMap<>();

    Map<String, Double> values() {
        return values;
    }

    /** Takes one line of the header. */
    void command(Tokens t) {
        checkForm(t);
        String key = t.string(0, "command");
        double value =
                switch (key) {
                    case "rightascension", "azimuth", "rotskypos", "rottelpos", "moonra" ->
                        t.number(1, key, -360, 360, " deg");
                    case "declination", "moondec" -> t.number(1, key, -90, 90, " deg");
                    case "moonalt", "sunalt" -> t.number(1, key, -90, 90, " deg");
                    case "dist2moon" -> t.number(1, key, 0, 180, " deg");
                    case "altitude" -> altitude(t);
                    case "mjd" ->
                        t.number(1, "mjd, middle of the exposure", 33_282, 88_069, " (the years 1950 to 2100)");
                    case "seeing" -> t.number(1, "seeing, FWHM at 500 nm and zenith", 0.05, 10, " arcsec");
                    case "exptime" -> t.number(1, "exptime", 1e-3, 1e5, " s");
                    case "filter" -> t.whole(1, "filter, u g r i z y", 0, 5);
                    case "seqnum" -> t.whole(1, key, 0, 999_999);
                    case "nsnap" -> t.whole(1, key, 1, 1000);
                    case "obshistid" -> whole(t, key, 0, 999_999_999_999_999L);
                    case "seed" -> whole(t, key, Long.MIN_VALUE, Long.MAX_VALUE);
                    default -> t.number(1, key, -Double.MAX_VALUE, Double.MAX_VALUE, "");
                };
        values.put(key, value);
    }

    private double whole(Tokens t, String key, long min, long max) {
        long value = t.whole(1, key, min, max);
        wholes.put(key, value);
        return value;
    }

    private static double altitude(Tokens t) {
        double altitude = t.number(1, "altitude", -90, 90, " deg");
        if (altitude <= 0) {
            throw new BadLine(
                    "token 1 (altitude) is " + altitude + " deg: the telescope points below the horizon",
                    "it must be above 0, up to 90 deg");
        }
        return altitude;
    }

    /** @throws BadLine unless the line is a word and one value */
    static void checkForm(Tokens t) {
        byte first = t.bytes()[t.from(0)];
        boolean word = first >= 'A' && first <= 'Z' || first >= 'a' && first <= 'z' || first == '_';
        for (int i = t.from(0); word && i < t.to(0); i++) {
            byte b = t.bytes()[i];
            word = b >= 'A' && b <= 'Z'
                    || b >= 'a' && b <= 'z'
                    || b >= '0' && b <= '9'
                    || b == '_'
                    || b == '-'
                    || b == '.';
        }
        if (!word) {
            throw new BadLine(
                    "token 0 is '" + t.show(0) + "', which is no command",
                    "a line is 'key value', 'object ...', 'includeobj FILE' or begins with #");
        }
        if (t.count() != 2) {
            throw new BadLine(
                    "command '" + t.show(0) + "' has " + (t.count() - 1) + " values; it must have one",
                    "a line is 'key value', 'object ...', 'includeobj FILE' or begins with #");
        }
    }

    /**
     * @param file name of the catalog
     * @param line where its header ends
     * @throws InputException naming the required commands that are not there
     */
    Visit visit(String file, long line) {
        List<String> missing = REQUIRED.stream()
                .filter(key -> !values.containsKey(key))
                .map(key -> "'" + key + "'")
                .toList();
        if (!missing.isEmpty()) {
            throw InputException.atLine(
                    file,
                    Math.max(1, line),
                    "the header ends here without the required " + (missing.size() == 1 ? "command " : "commands ")
                            + String.join(", ", missing),
                    "every command must stand before the first object or includeobj");
        }
        double ra = values.get("rightascension");
        return new Visit(
                wholes.get("obshistid"),
                0,
                Band.values()[values.get("filter").intValue()],
                ra < 0 ? ra + 360 : ra >= 360 ? ra - 360 : ra,
                values.get("declination"),
                values.get("rottelpos"),
                values.get("rotskypos"),
                values.get("altitude"),
                values.get("azimuth"),
                values.get("mjd"),
                values.getOrDefault("exptime", DEFAULT_EXPOSURE),
                values.get("seeing"),
                values.get("seqnum").intValue(),
                wholes.get("seed"));
    }
}
