package ciel.sim.fits;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Days of a uniform time scale (TAI, 86400 s each) as calendar dates. */
public final class TaiDate {
    private static final LocalDate MJD_ZERO = LocalDate.of(1858, 11, 17);
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

    private TaiDate() {}

    /** @return {@code 2023-07-18T10:07:03.614}, rounded to the millisecond */
    public static String iso(double mjd) {
        double day = Math.floor(mjd);
        long milliseconds = Math.round((mjd - day) * 86_400_000);
        LocalDateTime midnight = MJD_ZERO.plusDays((long) day).atStartOfDay();
        return midnight.plusNanos(milliseconds * 1_000_000).format(MILLISECONDS);
    }

    /** @return the observing day {@code yyyymmdd}, which changes at 12:00 TAI: the date of {@code mjd - 0.5} */
    public static String observingDay(double mjd) {
        return MJD_ZERO.plusDays((long) Math.floor(mjd - 0.5)).format(DateTimeFormatter.BASIC_ISO_DATE);
    }
}
