package ciel.sim.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens of one line, as stretches of the reader's buffer: blank-separated ({@link #split}), or the fields of
 * separated values ({@link #splitCsv}). Blanks are space, tab, carriage return, vertical tab and form feed. Token 0 is
 * the first.
 */
final class Tokens {
    /** Most tokens that can be looked at; a line may have more. */
    static final int MAX_TOKENS = 256;

    private static final int SHOWN = 60;

    private final int[] from = new int[MAX_TOKENS];
    private final int[] to = new int[MAX_TOKENS];
    private byte[] text;
    private int count;
    private boolean inf;
    private boolean csv;
    private char separator = ',';

    /**
     * Splits a line at blanks. A token that begins with {@code #} and all after it are a comment.
     *
     * @throws BadLine when it holds a control character: then the file is not text
     */
    void split(byte[] bytes, int start, int end) {
        text = bytes;
        count = 0;
        inf = false;
        csv = false;
        int i = start;
        while (true) {
            while (i < end && isBlank(bytes[i])) {
                i++;
            }
            if (i >= end) {
                return;
            }
            if (bytes[i] == '#') {
                return;
            }
            int first = i;
            byte b;
            while (i < end && ((b = bytes[i]) > ' ' || !isBlank(b))) {
                i++;
            }
            if (count < MAX_TOKENS) {
                from[count] = first;
                to[count] = i;
            }
            count++;
            inf |= isInfinity(bytes, first, i);
        }
    }

    /** @return whether a token is inf or infinity, in any case, with or without a sign */
    private static boolean isInfinity(byte[] bytes, int from, int to) {
        int i = bytes[from] == '-' || bytes[from] == '+' ? from + 1 : from;
        int length = to - i;
        if (length != 3 && length != 8 || (bytes[i] | 0x20) != 'i') {
            return false;
        }
        for (int k = 0; k < length; k++) {
            if ((bytes[i + k] | 0x20) != "infinity".charAt(k)) {
                return false;
            }
        }
        return true;
    }

    /** @param character what separates values from now on: a comma, a semicolon or a tab */
    void separateAt(char character) {
        separator = character;
    }

    /**
     * Splits a line of separated values; blanks around a field do not count, and a field may stand in double quotes
     * (none within).
     *
     * @throws BadLine when the line holds a control character or a quote that is not closed
     */
    void splitCsv(byte[] bytes, int start, int end) {
        text = bytes;
        count = 0;
        csv = true;
        int i = start;
        while (true) {
            while (i < end && bytes[i] != separator && isBlank(bytes[i])) {
                i++;
            }
            int first = i;
            int last;
            if (i < end && bytes[i] == '"') {
                first++;
                i++;
                while (i < end && bytes[i] != '"') {
                    i++;
                }
                last = i;
                do {
                    i++;
                } while (i < end && bytes[i] != separator && isBlank(bytes[i]));
                if (i > end || i < end && bytes[i] != separator) {
                    throw new BadLine(
                            "column " + (count + 1)
                                    + " begins with a quote that is not closed before the next separator",
                            "take the quotes away");
                }
            } else {
                while (i < end && bytes[i] != separator) {
                    i++;
                }
                last = i;
                while (last > first && isBlank(bytes[last - 1])) {
                    last--;
                }
            }
            if (count < MAX_TOKENS) {
                from[count] = first;
                to[count] = last;
            }
            count++;
            if (i >= end) {
                return;
            }
            i++;
        }
    }

    private static boolean isBlank(byte b) {
        if (b > ' ' || b < 0) {
            return false;
        }
        if (b == ' ' || b == '\t' || b == '\r' || b == 11 || b == '\f') {
            return true;
        }
        throw new BadLine(
                String.format("it holds the control character 0x%02x", b),
                "is this a text file? compressed files are known by their suffix .gz");
    }

    /** @return number of tokens; only the first {@link #MAX_TOKENS} can be looked at */
    int count() {
        return count;
    }

    /** @return whether one of the tokens is {@code inf}, in any case and with any sign */
    boolean hasInf() {
        return inf;
    }

    byte[] bytes() {
        return text;
    }

    int from(int token) {
        return from[token];
    }

    int to(int token) {
        return to[token];
    }

    /** @return whether the token is this ASCII word */
    boolean is(int token, String word) {
        int length = to[token] - from[token];
        if (length != word.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[from[token] + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** @return whether the token is this ASCII word, which is given in lower case, in any case */
    boolean isIgnoringCase(int token, String word) {
        int length = to[token] - from[token];
        if (length != word.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int c = text[from[token] + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** @return whether the token ends in this ASCII suffix and is longer than it */
    boolean endsWith(int token, String suffix) {
        int length = suffix.length();
        if (to[token] - from[token] <= length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[to[token] - length + i] != suffix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * @throws BadLine when the bytes are not UTF-8, or hold a control character (DEL, U+0080 to U+009F; the others are
     * refused sooner)
     */
    String string(int token, String what) {
        int start = from[token];
        int length = to[token] - start;
        for (int i = 0; i < length; i++) {
            if (text[start + i] < 0 || text[start + i] == 127) {
                try {
                    String name = StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(text, start, length))
                            .toString();
                    if (name.chars().anyMatch(Character::isISOControl)) {
                        throw new BadLine(
                                place(token, what) + ", which holds a control character", "write names in plain text");
                    }
                    return name;
                } catch (CharacterCodingException e) {
                    throw new BadLine(place(token, what) + ", which is not UTF-8 text", "write names in UTF-8");
                }
            }
        }
        return new String(text, start, length, StandardCharsets.ISO_8859_1);
    }

    /** @return the token for a message: ASCII, other bytes as {@code \xNN}, cut at 60 characters */
    String show(int token) {
        StringBuilder shown = new StringBuilder();
        for (int i = from[token]; i < to[token]; i++) {
            if (shown.length() >= SHOWN) {
                return shown.append("...").toString();
            }
            int c = text[i] & 0xFF;
            if (c > ' ' && c < 127) {
                shown.append((char) c);
            } else {
                shown.append(String.format("\\x%02x", c));
            }
        }
        return shown.toString();
    }

    /**
     * @param what name of the column
     * @param unit unit, led by a blank, or ""
     * @throws BadLine unless the token is a number from {@code min} to {@code max}
     */
    double number(int token, String what, double min, double max, String unit) {
        double value = FastDouble.parse(text, from[token], to[token]);
        if (Double.isNaN(value) && csv && separator == ';') {
            value = withDecimalComma(token);
        }
        if (value >= min && value <= max) {
            return value;
        }
        throw outOfRange(token, what, value, min, max, unit);
    }

    /** Where semicolons separate, as spreadsheets of half of Europe write them, a comma is the decimal point. */
    private double withDecimalComma(int token) {
        byte[] number = Arrays.copyOfRange(text, from[token], to[token]);
        for (int i = 0; i < number.length; i++) {
            number[i] = number[i] == ',' ? (byte) '.' : number[i];
        }
        return FastDouble.parse(number, 0, number.length);
    }

    private BadLine outOfRange(int token, String what, double value, double min, double max, String unit) {
        String shown = place(token, what);
        return new BadLine(
                Double.isNaN(value)
                        ? shown + ", which is not a number"
                        : shown + "; it must be " + range(min, max) + unit,
                counting());
    }

    private String place(int token, String what) {
        return (csv ? "column '" + what + "'" : "token " + token + " (" + what + ")") + " is '" + show(token) + "'";
    }

    private String counting() {
        return csv ? "" : "tokens are counted from 0";
    }

    private static String range(double min, double max) {
        if (max == Double.MAX_VALUE) {
            return min == -Double.MAX_VALUE ? "finite" : "at least " + plain(min);
        }
        return "from " + plain(min) + " to " + plain(max);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** @throws BadLine unless the token is a whole number (2 and 2.0 are) from {@code min} to {@code max} */
    long whole(int token, String what, long min, long max) {
        int i = from[token];
        boolean negative = text[i] == '-';
        if (negative || text[i] == '+') {
            i++;
        }
        int digits = to[token] - i;
        long value = 0;
        boolean plain = digits > 0 && digits <= 18;
        for (; plain && i < to[token]; i++) {
            plain = text[i] >= '0' && text[i] <= '9';
            value = value * 10 + text[i] - '0';
        }
        if (!plain) {
            double real = FastDouble.parse(text, from[token], to[token]);
            if (Double.isNaN(real)) {
                throw outOfRange(token, what, real, min, max, "");
            }
            if (real != Math.rint(real) || Math.abs(real) > 1L << 53) {
                throw new BadLine(
                        place(token, what) + "; it must be a whole number from " + min + " to " + max, counting());
            }
            value = (long) real;
        } else if (negative) {
            value = -value;
        }
        if (value < min || value > max) {
            throw new BadLine(place(token, what) + "; it must be from " + min + " to " + max, counting());
        }
        return value;
    }
}
