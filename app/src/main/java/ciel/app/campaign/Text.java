package ciel.app.campaign;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers for people. */
final class Text {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Text() {}

    /** @return such as "3.2 GB", powers of 1000 */
    static String bytes(double n) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
        int i = 0;
        double v = n;
        while (v >= 999.95 && i < units.length - 1) {
            v /= 1000;
            i++;
        }
        return i == 0 ? String.format(Locale.ROOT, "%.0f B", v) : String.format(Locale.ROOT, "%.1f %s", v, units[i]);
    }

    /** @return such as "10 Gb/s" */
    static String bits(double n) {
        return bytes(n).replace("B", "b") + "/s";
    }

    /** @return such as "1 h 12 min", "42 s", "unknown" */
    static String time(double seconds) {
        if (!(seconds >= 0) || Double.isInfinite(seconds)) {
            return "unknown";
        }
        long s = (long) Math.ceil(seconds);
        return s >= 86_400
                ? s / 86_400 + " d " + s % 86_400 / 3600 + " h"
                : s >= 3600
                        ? s / 3600 + " h " + s % 3600 / 60 + " min"
                        : s >= 60 ? s / 60 + " min " + s % 60 + " s" : s + " s";
    }

    /** @return such as "12,345.6"; whole numbers and large ones without decimals */
    static String number(double n) {
        return n == Math.rint(n) || n >= 1000
                ? String.format(Locale.ROOT, "%,.0f", n)
                : n >= 0.1 ? String.format(Locale.ROOT, "%.1f", n) : String.format(Locale.ROOT, "%.2g", n);
    }

    /** @return local time to the minute */
    static String at(Instant time) {
        return TIME.format(time);
    }

    /** @return the text, cut to a width with "..." */
    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 3)) + "...";
    }
}
