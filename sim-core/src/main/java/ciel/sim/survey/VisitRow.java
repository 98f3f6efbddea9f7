package ciel.sim.survey;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a visit of a row. */
final class VisitRow {
    private static final LocalDate MJD_0 = LocalDate.of(1858, 11, 17);

    private final Path file;
    private final ResultSet rows;
    private final Map<VisitColumns, Integer> places = new EnumMap<>(VisitColumns.class);

    /** @param fields of the columns of the rows, in their order */
    VisitRow(Path file, ResultSet rows, List<VisitColumns> fields) {
        this.file = file;
        this.rows = rows;
        for (int i = 0; i < fields.size(); i++) {
            places.put(fields.get(i), i + 1);
        }
    }

    /** @return the visit of the current row */
    SurveyVisit visit() throws SQLException {
        long id = id();
        double exposureTime = number(VisitColumns.EXPOSURE_TIME);
        double snaps = number(VisitColumns.EXPOSURES);
        double start = number(VisitColumns.START);
        if (Double.isNaN(start)) {
            start = number(VisitColumns.MIDDLE) - (Double.isNaN(exposureTime) ? 0 : exposureTime / 2 / 86400);
        }
        double visitTime = number(VisitColumns.VISIT_TIME);
        String physical = text(VisitColumns.FILTER);
        String letter = text(VisitColumns.BAND);
        String filter = letter.isBlank() ? physical : letter;
        Optional<Band> band = VisitColumns.band(filter);
        double day = number(VisitColumns.DAY_OBS);
        return new SurveyVisit(
                id,
                band,
                physical.isBlank() ? filter : physical,
                degrees(number(VisitColumns.RA)),
                number(VisitColumns.DEC),
                start,
                exposureTime,
                Double.isNaN(visitTime) ? exposureTime : visitTime,
                (int) (snaps >= 1 && snaps <= 1000 ? snaps : 1),
                number(VisitColumns.ROT_TEL),
                number(VisitColumns.ROT_SKY),
                number(VisitColumns.PARALLACTIC),
                number(VisitColumns.PSEUDO_PARALLACTIC),
                number(VisitColumns.ALTITUDE),
                number(VisitColumns.AZIMUTH),
                number(VisitColumns.AIRMASS),
                number(VisitColumns.SEEING_500),
                number(VisitColumns.SEEING_EFF),
                number(VisitColumns.SEEING_GEOM),
                number(VisitColumns.DEPTH),
                number(VisitColumns.SKY),
                whole(number(VisitColumns.NIGHT)),
                day > 0 ? whole(day) : dayObs(start),
                whole(number(VisitColumns.SEQUENCE)),
                number(VisitColumns.MOON_ALTITUDE),
                number(VisitColumns.MOON_RA),
                number(VisitColumns.MOON_DEC),
                number(VisitColumns.MOON_DISTANCE),
                number(VisitColumns.MOON_PHASE),
                number(VisitColumns.SUN_ALTITUDE),
                text(VisitColumns.NOTE),
                text(VisitColumns.TARGET));
    }

    private long id() throws SQLException {
        Object value = rows.getObject(places.get(VisitColumns.ID));
        return switch (value) {
            case Integer i -> i;
            case Long l -> l;
            case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> d.longValue();
            case String s when s.strip().matches("-?\\d{1,18}") -> Long.parseLong(s.strip());
            case null, default ->
                throw new InputException(
                        file.toString(),
                        "row " + rows.getRow() + " has '" + value + "' for the number of the visit",
                        "it must be a whole number");
        };
    }

    private double number(VisitColumns field) throws SQLException {
        Integer place = places.get(field);
        Object value = place == null ? null : rows.getObject(place);
        return switch (value) {
            case Number n -> n.doubleValue();
            case String s -> {
                try {
                    yield Double.parseDouble(s);
                } catch (NumberFormatException e) {
                    yield Double.NaN;
                }
            }
            case null, default -> Double.NaN;
        };
    }

    private String text(VisitColumns field) throws SQLException {
        Integer place = places.get(field);
        Object value = place == null ? null : rows.getObject(place);
        return value == null || value instanceof byte[] ? "" : value.toString();
    }

    private static double degrees(double ra) {
        return Double.isFinite(ra) ? ra - 360 * Math.floor(ra / 360) : ra;
    }

    private static int whole(double value) {
        return value >= 0 && value <= Integer.MAX_VALUE ? (int) value : -1;
    }

    /** @return yyyymmdd of the day that began at 12:00; -1 for a date that no survey has */
    static int dayObs(double mjd) {
        if (!(mjd >= 33_282 && mjd <= 88_069)) {
            return -1;
        }
        LocalDate day = MJD_0.plusDays((long) Math.floor(mjd - 0.5));
        return day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth();
    }
}
