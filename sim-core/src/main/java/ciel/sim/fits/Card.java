package ciel.sim.fits;

import ciel.sim.InputException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import nom.tam.fits.HeaderCard;
import nom.tam.fits.HeaderCardException;

/**
 * One keyword of a FITS header. Keywords of up to 8 characters are plain FITS; longer ones (only A-Z, 0-9, - and _)
 * are written by the
 * HIERARCH convention. A string longer than a card goes on by the CONTINUE convention.
 *
 * @param key     upper-case keyword, 1 to 40 characters
 * @param value   a Boolean, Integer, Long, Double (finite) or String (printable ASCII)
 * @param comment what the keyword means, with the unit; left out where the card has no room; may be empty
 */
public record Card(String key, Object value, String comment) {
    private static final Pattern KEY = Pattern.compile("[A-Z0-9_-]{1,40}");
    private static final Pattern STRUCTURE = Pattern.compile(
            "SIMPLE|EXTEND|XTENSION|BITPIX|NAXIS\\d*|PCOUNT|GCOUNT|GROUPS|TFIELDS|T(TYPE|FORM|UNIT|DIM|NULL|SCAL|ZERO|DISP|HEAP)\\d*"
                    + "|Z(IMAGE|SIMPLE|TENSION|BITPIX|NAXIS\\d*|PCOUNT|GCOUNT|TILE\\d+|CMPTYPE|NAME\\d+|VAL\\d+|QUANTIZ)"
                    + "|Z(BLANK|SCALE|ZERO|EXTEND|HECKSUM|DATASUM)"
                    + "|BSCALE|BZERO|BLANK|CHECKSUM|DATASUM|CONTINUE|HIERARCH|END");
    private static final int LENGTH = 80;
    private static final Set<Class<?>> TYPES =
            Set.of(Boolean.class, Integer.class, Long.class, Double.class, String.class);

    /** @throws InputException when the keyword or its value cannot stand in a FITS header */
    public Card {
        comment = comment == null ? "" : comment;
        if (key == null || !KEY.matcher(key).matches()) {
            throw new InputException(
                    "FITS keyword '" + key + "'", "must have 1 to 40 of the characters A-Z, 0-9, - and _", "rename it");
        }
        if (value == null || !TYPES.contains(value.getClass())) {
            throw new InputException(
                    "FITS keyword " + key,
                    "its value '" + value + "' is not a truth value, a number or a text",
                    "give one of those");
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw new InputException(
                    "FITS keyword " + key,
                    "its value is " + number + "; a FITS header holds finite numbers only",
                    "leave the keyword out");
        }
        if (value instanceof String text && !printable(text) || !printable(comment)) {
            throw new InputException(
                    "FITS keyword " + key,
                    "its text '" + value + "' has characters outside of printable ASCII",
                    "use plain ASCII");
        }
    }

    /** @return the card without a comment */
    public static Card of(String key, Object value) {
        return new Card(key, value, "");
    }

    /**
     * A keyword that a user asks for ({@code output.added_keywords}).
     *
     * @param name  any case
     * @param value a Boolean, Number or text
     * @throws InputException when the keyword describes the layout of the file, which only the writer may, or
     *      cannot stand in a header
     */
    public static Card added(String name, Object value) {
        String key = name == null ? "" : name.strip().toUpperCase(Locale.ROOT);
        if (STRUCTURE.matcher(key).matches()) {
            throw new InputException(
                    "output.added_keywords." + name,
                    "this keyword describes the layout of the file, which the writer decides",
                    "rename it");
        }
        Object exact =
                switch (value) {
                    case Boolean truth -> truth;
                    case Float number -> (double) number;
                    case Double number -> number;
                    case Number number when number.longValue() == number.doubleValue() -> number.longValue();
                    case Number number -> number.doubleValue();
                    case null -> "";
                    default -> value.toString();
                };
        return new Card(key, exact, "");
    }

    /** @return the card or cards, 80 characters each; the comment is left out where the value needs its room */
    String render() {
        String text = render(comment);
        return text.length() > LENGTH && !comment.isEmpty() ? render("") : text;
    }

    private String render(String note) {
        try {
            String name = key.length() <= 8 ? key : "HIERARCH." + key;
            return switch (value) {
                case Boolean truth -> new HeaderCard(name, truth, note).toString();
                case String text -> new HeaderCard(name, text, note).toString();
                case Double number -> real(number, note);
                default -> new HeaderCard(name, ((Number) value).longValue(), note).toString();
            };
        } catch (HeaderCardException e) {
            throw new InputException(
                    "FITS keyword " + key,
                    "its value '" + value + "' does not fit: " + e.getMessage(),
                    "shorten it",
                    e);
        }
    }

    // The shortest decimal that reads back as the same number; the library writes 0 as "0.E0", which some readers take
    // for text.
    private String real(double number, String note) {
        String name = key.length() <= 8 ? String.format(Locale.ROOT, "%-8s= ", key) : "HIERARCH " + key + " = ";
        String text = name + String.format(Locale.ROOT, "%20s", number);
        String commented = note.isEmpty() ? text : text + " / " + note;
        return String.format(Locale.ROOT, "%-80s", commented.length() > LENGTH ? text : commented);
    }

    private static boolean printable(String text) {
        return text.chars().allMatch(c -> c >= 32 && c < 127);
    }
}
