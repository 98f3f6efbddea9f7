package ciel.sim.survey;

import ciel.sim.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table in memory, its values in the units of the fields.
 *
 * @param columns names, no two alike
 * @param rows    numbers, text or null
 */
record LoadedTable(List<String> columns, List<Object[]> rows) {
    /** What one of each unit is in the unit of its kind: degrees, seconds, days, arcsec are made from these. */
    private static final Map<String, Double> ANGLES = Map.of(
            "deg",
            1.0,
            "rad",
            180 / Math.PI,
            "arcmin",
            1 / 60.0,
            "arcsec",
            1 / 3600.0,
            "hourangle",
            15.0,
            "mas",
            1 / 3.6e6);

    private static final Map<String, Double> TIMES =
            Map.of("s", 1.0, "ms", 1e-3, "min", 60.0, "h", 3600.0, "d", 86400.0);

    /** Puts a table together column by column. */
    static final class Builder {
        private final String context;
        private final List<String> columns = new ArrayList<>();
        private final List<Double> factors = new ArrayList<>();
        private final List<Object[]> rows = new ArrayList<>();

        /** @param context the file, for messages */
        Builder(String context) {
            this.context = context;
        }

        /** @param unit as the table has it; empty where it has none */
        void column(String name, String unit) {
            if (columns.stream().anyMatch(name::equalsIgnoreCase)) {
                throw new InputException(context, "has two columns '" + name + "'", "give each a name of its own");
            }
            columns.add(name);
            factors.add(factor(name, unit));
        }

        /** @param row numbers, text or null, as many as columns */
        void row(Object[] row) {
            for (int i = 0; i < row.length; i++) {
                if (row[i] instanceof Double number) {
                    row[i] = Double.isNaN(number) ? null : number * factors.get(i);
                } else if (row[i] instanceof Number number && factors.get(i) != 1) {
                    row[i] = number.doubleValue() * factors.get(i);
                }
            }
            rows.add(row);
        }

        LoadedTable build() {
            return new LoadedTable(columns, rows);
        }

        private double factor(String name, String unit) {
            String wanted = VisitColumns.of(name).map(VisitColumns::unit).orElse("");
            String given = unit.strip();
            if (wanted.isEmpty() || given.isEmpty() || given.equals(wanted)) {
                return 1;
            }
            Map<String, Double> kind = ANGLES.containsKey(wanted) ? ANGLES : TIMES;
            String bare = given.toLowerCase(Locale.ROOT).replace("second", "s").replace("day", "d");
            Double factor = kind.get(kind.containsKey(given) ? given : bare);
            if (factor == null) {
                throw new InputException(
                        context,
                        "column '" + name + "' has the unit '" + given + "', which is not one of "
                                + String.join(", ", new java.util.TreeSet<>(kind.keySet())),
                        "convert it to " + wanted);
            }
            return factor / kind.get(wanted);
        }
    }
}
