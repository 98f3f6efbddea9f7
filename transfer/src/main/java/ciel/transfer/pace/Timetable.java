package ciel.transfer.pace;

import ciel.transfer.SettingException;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A rate that depends on the time of day. Written as {@code 10M}, {@code off}, or {@code 08:00,512k 19:00,10M
 * 23:00,off}: from each time on, until the next, around
 * midnight too. Suffixes k, M, G are powers of 1024 byte/s; a plain number is byte/s.
 */
public final class Timetable {
    /** No limit. */
    public static final Timetable OFF =
            new Timetable(new TreeMap<>(Map.of(LocalTime.MIN, Double.POSITIVE_INFINITY)), "off");

    private final TreeMap<LocalTime, Double> rates;
    private final String text;

    private Timetable(TreeMap<LocalTime, Double> rates, String text) {
        this.rates = rates;
        this.text = text;
    }

    /**
     * @param text see above
     * @return the timetable
     * @throws SettingException if it is written otherwise
     */
    public static Timetable parse(String text) throws SettingException {
        String clean = text.trim();
        TreeMap<LocalTime, Double> rates = new TreeMap<>();
        if (!clean.contains(",")) {
            rates.put(LocalTime.MIN, rate(clean));
            return new Timetable(rates, clean);
        }
        for (String part : clean.split("\\s+")) {
            String[] pair = part.split(",", -1);
            if (pair.length != 2) {
                throw new SettingException("[bwlimit] '" + part + "' must be HH:MM,RATE");
            }
            try {
                LocalTime at = LocalTime.parse(pair[0].length() == 4 ? "0" + pair[0] : pair[0]);
                if (rates.put(at, rate(pair[1])) != null) {
                    throw new SettingException("[bwlimit] two rates from " + at + " on; name each time once");
                }
            } catch (DateTimeParseException e) {
                throw new SettingException("[bwlimit] time '" + pair[0] + "' must be HH:MM", e);
            }
        }
        return new Timetable(rates, clean);
    }

    private static double rate(String text) throws SettingException {
        if (text.equalsIgnoreCase("off")) {
            return Double.POSITIVE_INFINITY;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        int shift = lower.isEmpty()
                ? 0
                : switch (lower.charAt(lower.length() - 1)) {
                    case 'k' -> 10;
                    case 'm' -> 20;
                    case 'g' -> 30;
                    default -> 0;
                };
        try {
            double value = Double.parseDouble(shift == 0 ? lower : lower.substring(0, lower.length() - 1));
            if (value > 0 && value < 1e18) {
                return value * (1L << shift);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new SettingException(
                "[bwlimit] rate '" + text + "' must be a positive number with k, M, G or nothing, or off");
    }

    /** @return rate at this time of day (byte/s), infinite for no limit */
    public double rateAt(LocalTime time) {
        Map.Entry<LocalTime, Double> entry = rates.floorEntry(time);
        return (entry == null ? rates.lastEntry() : entry).getValue();
    }

    @Override
    public String toString() {
        return text;
    }
}
