package ciel.sim.catalog;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The header commands of an instance catalog, {@code key value} each, up to the first {@code object} or {@code
 * includeobj}. A key given twice has its last value. The names of phosim 3 ({@code Opsim_filter}, {@code SIM_SEED},
 * {@code Unrefracted_RA_deg}) are read as today's.
 */
final class HeaderParser {
    /** The commands without which there is no visit: imSim's list, less seqnum, which many catalogs do not have. */
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
            "obshistid",
            "seed",
            "seeing",
            "sunalt",
            "vistime");

    /** Commands of phosim 3, in lower case, whose names are not today's with a prefix. */
    private static final Map<String, String> OLD_NAMES = Map.of(
            "unrefracted_ra_deg", "rightascension",
            "unrefracted_ra", "rightascension",
            "unrefracted_dec_deg", "declination",
            "unrefracted_dec", "declination",
            "unrefracted_altitude", "altitude",
            "unrefracted_azimuth", "azimuth",
            "opsim_expmjd", "mjd",
            "opsim_rawseeing", "seeing");

    private static final List<String> OLD_PREFIXES = List.of("opsim_", "sim_");
    /** Its value is a date in words, which mjd gives as well. */
    private static final String OLD_DATE = "slalib_date";

    /** Exposure time (s) of a visit of one exposure, which needs no word. */
    private static final double STANDARD_EXPOSURE = 30;
    /** Time (s) from the end of an exposure to the start of the next of one visit: readout 2 s, shutter 1 s. */
    private static final double BETWEEN_SNAPS = 3;

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, Long> wholes = new LinkedHashMap<>();
    private final Set<String> oldNames = new LinkedHashSet<>();
    private final List<String> notes = new ArrayList<>();

    Map<String, Double> values() {
        return values;
    }

    /** @return what was assumed, one sentence each; complete after {@link #visit} */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Takes one line of the header. */
    void command(Tokens t) {
        checkForm(t);
        String written = t.string(0, "command");
        String key = todaysName(written);
        if (key.equals(OLD_DATE)) {
            return;
        }
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
                    case "vistime" -> t.number(1, "vistime, whole visit", 1e-3, 1e6, " s");
                    case "filter" -> filter(t);
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

    /** @return the name in use today for a command as a catalog has it */
    private String todaysName(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        String old = OLD_NAMES.get(lower);
        for (String prefix : OLD_PREFIXES) {
            if (old == null && lower.startsWith(prefix)) {
                old = lower.substring(prefix.length());
            }
        }
        if (old != null || lower.equals(OLD_DATE)) {
            oldNames.add(written);
        }
        return old != null ? old : REQUIRED.contains(lower) || lower.equals(OLD_DATE) ? lower : written;
    }

    /** @return number of the band, given as such or as its letter */
    private static double filter(Tokens t) {
        for (Band band : Band.values()) {
            if (t.isIgnoringCase(1, band.letter())) {
                return band.ordinal();
            }
        }
        return t.whole(1, "filter, 0 to 5 or u g r i z y", 0, 5);
    }

    private static double altitude(Tokens t) {
        double altitude = t.number(1, "altitude", -90, 90, " deg");
        if (altitude <= 0) {
            throw new BadLine(
                    "token 1 (altitude) is " + altitude + " deg: the telescope points "
                            + (altitude == 0 ? "at" : "below") + " the horizon",
                    "it must be above 0, up to 90 deg");
        }
        return altitude;
    }

    /**
     * @return open-shutter time (s) of one exposure: exptime; else vistime less the time between its nsnap exposures,
     * shared out
     */
    private double exposureTime(String file, long line) {
        double visitTime = values.get("vistime");
        int snaps = values.get("nsnap").intValue();
        Double given = values.get("exptime");
        if (given != null) {
            return given;
        }
        double each = (visitTime - (snaps - 1) * BETWEEN_SNAPS) / snaps;
        if (!(each >= 1e-3)) {
            throw InputException.atLine(
                    file,
                    line,
                    "vistime " + visitTime + " s is too short for nsnap " + snaps + " with " + BETWEEN_SNAPS
                            + " s between exposures",
                    "correct them, or give the exposure time of one: exptime 15");
        }
        if (snaps > 1 || each != STANDARD_EXPOSURE) {
            notes.add("exposure time " + plain(each) + " s: from vistime " + plain(visitTime) + " s and nsnap " + snaps
                    + (snaps > 1
                            ? " (" + plain(BETWEEN_SNAPS) + " s between exposures); the first of them is drawn"
                            : "")
                    + "; exptime would set it");
        }
        return each;
    }

    private static String plain(double seconds) {
        return BigDecimal.valueOf(seconds).stripTrailingZeros().toPlainString();
    }

    private int sequenceNumber() {
        Double given = values.get("seqnum");
        if (given == null) {
            notes.add("the header has no seqnum: 0 is taken");
            return 0;
        }
        return given.intValue();
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
                    "token 0 is '" + t.show(0) + "', which is not a command",
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
        if (!oldNames.isEmpty()) {
            notes.add("header commands of phosim 3 are read by their present names: " + String.join(", ", oldNames));
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
                exposureTime(file, Math.max(1, line)),
                values.get("seeing"),
                sequenceNumber(),
                wholes.get("seed"));
    }
}
