package ciel.sim.survey;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which visits of a table are meant: all of the conditions hold.
 *
 * @param where  a condition in SQL on the columns of the table, such as {@code airmass < 1.4 AND note LIKE 'DD%'}
 * @param bands  filters, whatever way the table writes them; empty for all
 * @param nights first and last night: numbers of the survey, or days as yyyymmdd
 * @param area   a cap on the sky
 */
public record VisitSelection(Optional<String> where, Set<Band> bands, Optional<Nights> nights, Optional<Area> area) {
    /** Every visit. */
    public static final VisitSelection ALL =
            new VisitSelection(Optional.empty(), Set.of(), Optional.empty(), Optional.empty());

    /** From here numbers of nights are days, yyyymmdd. */
    private static final int DAYS = 10_000_000;

    private static final Pattern NIGHTS = Pattern.compile("(\\d{1,8})(?:\\.\\.(\\d{1,8}))?");

    /** @param first night @param last night, not before the first */
    public record Nights(int first, int last) {}

    /** @param ra centre (deg) @param dec centre (deg) @param radius (deg) */
    public record Area(double ra, double dec, double radius) {}

    /** @param text letters, with or without commas, such as {@code gri} */
    public static Set<Band> bands(String text) {
        EnumSet<Band> bands = EnumSet.noneOf(Band.class);
        for (String letter : text.replaceAll("[,\\s]", "").split("")) {
            bands.add(Arrays.stream(Band.values())
                    .filter(band -> band.letter().equals(letter))
                    .findFirst()
                    .orElseThrow(() -> new InputException(
                            "band '" + text + "'",
                            "'" + letter + "' is no band",
                            "give letters of "
                                    + Arrays.stream(Band.values())
                                            .map(Band::letter)
                                            .collect(Collectors.joining()))));
        }
        return bands;
    }

    /** @param text a night, or two with {@code ..} between */
    public static Nights nights(String text) {
        Matcher m = NIGHTS.matcher(text.strip());
        if (m.matches()) {
            int first = Integer.parseInt(m.group(1));
            int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
            if (first <= last && first >= DAYS == last >= DAYS) {
                return new Nights(first, last);
            }
        }
        throw new InputException(
                "night '" + text + "'",
                "is no night and no range of nights",
                "give a number of the survey's night or a day: 120, 120..150, 20260105, 20260105..20260112");
    }

    /** @param text right ascension, declination and radius (deg), with commas between */
    public static Area area(String text) {
        String[] parts = text.split(",");
        try {
            if (parts.length == 3) {
                Area area = new Area(
                        Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
                if (Math.abs(area.ra) <= 360 && Math.abs(area.dec) <= 90 && area.radius > 0 && area.radius <= 180) {
                    return area;
                }
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InputException(
                "area '" + text + "'", "is not RA,DEC,RADIUS in degrees", "for example 150.1,2.2,1.75");
    }

    boolean takes(SurveyVisit visit) {
        return (bands.isEmpty() || visit.band().filter(bands::contains).isPresent())
                && nights.map(n -> takes(n, visit)).orElse(true)
                && area.map(a -> takes(a, visit)).orElse(true);
    }

    private static boolean takes(Nights nights, SurveyVisit visit) {
        int night = nights.first >= DAYS ? visit.dayObs() : visit.night();
        return night >= nights.first && night <= nights.last;
    }

    private static boolean takes(Area area, SurveyVisit visit) {
        double d1 = Math.toRadians(area.dec);
        double d2 = Math.toRadians(visit.dec());
        double half = StrictMath.sin((d1 - d2) / 2);
        double turn = StrictMath.sin(Math.toRadians(area.ra - visit.ra()) / 2);
        double chord2 = half * half + StrictMath.cos(d1) * StrictMath.cos(d2) * turn * turn;
        double limit = StrictMath.sin(Math.toRadians(area.radius) / 2);
        return chord2 <= limit * limit;
    }
}
