package ciel.sim.survey;

import ciel.sim.InputException;
import ciel.sim.catalog.VisitSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A table of visits: an SQLite database of OpSim (baseline 1.6 to 5) or of the Consolidated Database, or a table in ECSV
 * or FITS. Columns are known by their names ({@link VisitColumns}), so that it does not matter which release wrote them.
 *
 * <p>Times are TAI: OpSim's documentation says UTC, its own rotator code and imSim take observationStartMJD as TAI. The
 * difference, 37 s, is 0.15 deg of hour angle.
 *
 * <p>Safe for many threads: each call has a connection of its own.
 */
public final class VisitTable {
    /** Tables that are known, in order of preference. */
    private static final List<String> KNOWN =
            List.of("observations", "SummaryAllProps", "visit1", "cdb_lsstcam.visit1", "visits", "visit");

    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final SqlSource source;
    private final String table;
    private final List<String> columns;
    private final Map<VisitColumns, String> fields;

    private VisitTable(
            Path file, SqlSource source, String table, List<String> columns, Map<VisitColumns, String> fields) {
        this.file = file;
        this.source = source;
        this.table = table;
        this.columns = columns;
        this.fields = fields;
    }

    /** @throws InputException when the file is not there, is no such table, or lacks a column that every visit needs */
    public static VisitTable open(Path file) {
        byte[] head;
        try (InputStream in = Files.newInputStream(requireFile(file))) {
            head = in.readNBytes(64);
        } catch (IOException e) {
            throw new InputException(file.toString(), "cannot be read: " + e.getMessage(), "", e);
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        SqlSource source;
        if (text.startsWith(new String(SQLITE, StandardCharsets.ISO_8859_1))) {
            source = SqlSource.file(file);
        } else if (text.startsWith("# %ECSV")) {
            source = SqlSource.memory(EcsvTable.read(file));
        } else if (text.startsWith("SIMPLE  =")) {
            source = SqlSource.memory(FitsVisits.read(file));
        } else {
            throw new InputException(
                    file.toString(),
                    "is no table of visits",
                    "name an SQLite database of OpSim or ConsDB, or a table in ECSV or FITS");
        }
        try (Connection connection = source.connect()) {
            return find(file, source, connection);
        } catch (SQLException e) {
            throw SqlSource.damaged(file, e);
        }
    }

    private static Path requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(
                    file.toString(), Files.exists(file) ? "is not a regular file" : "does not exist", "check the name");
        }
        return file;
    }

    private static VisitTable find(Path file, SqlSource source, Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        List<String> order = new ArrayList<>();
        for (String known : KNOWN) {
            tables.stream().filter(known::equalsIgnoreCase).forEach(order::add);
        }
        tables.stream().filter(t -> !order.contains(t)).forEach(order::add);
        List<String> near = List.of();
        String nearest = "";
        for (String name : order) {
            List<String> columns = columns(connection, name);
            Map<VisitColumns, String> fields = VisitColumns.in(columns);
            List<String> missing = VisitColumns.missing(fields);
            if (missing.isEmpty()) {
                return new VisitTable(file, source, name, List.copyOf(columns), fields);
            }
            if (columns.contains("expMJD") && columns.contains("obsHistID")) {
                throw new InputException(
                        file.toString(),
                        "table " + name
                                + " is of OpSim 3 or older (expMJD, angles in radians, a row for each proposal), which"
                                + " is not read",
                        "take a simulation of 2019 or newer (baseline 1.6), or write the visits as a table with"
                                + " observationId, fieldRA, fieldDec (deg) and observationStartMJD");
            }
            if (nearest.isEmpty()) {
                nearest = name;
                near = missing;
            }
        }
        throw new InputException(
                file.toString(),
                order.isEmpty()
                        ? "has no tables"
                        : "has no table of visits; '" + nearest + "' has no column "
                                + String.join(", and none called ", near),
                "an OpSim database has the table observations");
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + SqlSource.quoted(table) + " LIMIT 0")) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                columns.add(rows.getMetaData().getColumnName(i));
            }
        }
        return columns;
    }

    /** @return the file that was opened */
    public Path file() {
        return file;
    }

    /** @return name of the table in it */
    public String table() {
        return table;
    }

    /** @return names of its columns, for conditions of {@link VisitSelection#where} */
    public List<String> columns() {
        return columns;
    }

    /**
     * Streams the visits of a selection in the order of their identifiers.
     *
     * @throws InputException when the condition is wrong or the file is damaged
     */
    public void forEach(VisitSelection selection, Consumer<SurveyVisit> consumer) {
        query(selection.where().map(w -> " WHERE (" + w + "\n)").orElse(""), selection.where(), visit -> {
            if (selection.takes(visit)) {
                consumer.accept(visit);
            }
        });
    }

    /** @return the visits of a selection in the order of their identifiers */
    public List<SurveyVisit> select(VisitSelection selection) {
        List<SurveyVisit> visits = new ArrayList<>();
        forEach(selection, visits::add);
        return visits;
    }

    /** @throws InputException when there is no such visit */
    public SurveyVisit visit(long id) {
        List<SurveyVisit> found = new ArrayList<>();
        query(" WHERE " + column(VisitColumns.ID) + " = " + id, Optional.empty(), found::add);
        if (found.isEmpty()) {
            throw new InputException(
                    file.toString(),
                    "has no visit " + id + " (table " + table + ", column " + fields.get(VisitColumns.ID) + ")",
                    "ciel visits lists them");
        }
        if (found.size() > 1) {
            throw new InputException(
                    file.toString(), "has " + found.size() + " rows with the visit " + id, "leave one of them");
        }
        return found.getFirst();
    }

    /**
     * @return number of an exposure within its observing day: that of the table, or the number of exposures of visits of
     *     that day with smaller identifiers (imSim, opsim_data.py); in a selection of a night that is the number within
     *     the selection
     */
    public int sequenceNumber(SurveyVisit visit, int snap) {
        if (visit.sequence() >= 0) {
            return visit.sequence() + snap;
        }
        String start =
                fields.containsKey(VisitColumns.START) ? column(VisitColumns.START) : column(VisitColumns.MIDDLE);
        String counted = fields.containsKey(VisitColumns.EXPOSURES)
                ? "SUM(MAX(1, COALESCE(" + column(VisitColumns.EXPOSURES) + ", 1)))"
                : "COUNT(*)";
        try (Connection connection = source.connect();
                PreparedStatement statement = connection.prepareStatement("SELECT COALESCE(" + counted + ", 0) FROM "
                        + SqlSource.quoted(table) + " WHERE " + start + " >= ? AND " + start + " < ? AND "
                        + column(VisitColumns.ID) + " < ?")) {
            statement.setDouble(1, visit.dayStart());
            statement.setDouble(2, visit.dayStart() + 1);
            statement.setLong(3, visit.id());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? (int) Math.min(Integer.MAX_VALUE - 1000, rows.getLong(1)) + snap : snap;
            }
        } catch (SQLException e) {
            throw SqlSource.damaged(file, e);
        }
    }

    /**
     * @param snap number of the exposure in the visit, from 0
     * @return one exposure, ready to be drawn
     * @throws InputException when there is no such exposure, or a number that is needed is not there or impossible
     */
    public VisitSource exposure(long id, int snap) {
        return SurveyExposure.of(this, visit(id), snap);
    }

    /**
     * Looks at what {@link #exposure} would, without the number within the night, which takes a look at the whole table.
     *
     * @throws InputException as {@link #exposure}
     */
    public void requireDrawable(SurveyVisit visit, int snap) {
        SurveyExposure.of(this, visit, snap, () -> 0);
    }

    /**
     * Writes the visits of one observing day, with every column, into an SQLite database of its own: all that drawing one
     * of them takes, in some hundred kilobytes. The same rows have the same bytes.
     *
     * @param visit of that day
     * @param out   a file that is not there yet
     */
    public void writeDay(SurveyVisit visit, Path out) {
        String start =
                fields.containsKey(VisitColumns.START) ? column(VisitColumns.START) : column(VisitColumns.MIDDLE);
        try (Connection from = source.connect()) {
            new VisitDay(table, columns, start, column(VisitColumns.ID)).write(from, visit.dayStart(), out);
        } catch (SQLException e) {
            throw SqlSource.damaged(file, e);
        }
    }

    private String column(VisitColumns field) {
        return SqlSource.quoted(fields.get(field));
    }

    private void query(String condition, Optional<String> where, Consumer<SurveyVisit> consumer) {
        List<VisitColumns> wanted = new ArrayList<>(fields.keySet());
        String sql =
                "SELECT " + String.join(", ", wanted.stream().map(this::column).toList()) + " FROM "
                        + SqlSource.quoted(table) + condition + " ORDER BY " + column(VisitColumns.ID);
        where.filter(w -> w.contains(";")).ifPresent(w -> {
            throw new InputException("where '" + w + "'", "holds a semicolon", "give one condition");
        });
        try (Connection connection = source.connect()) {
            PreparedStatement prepared;
            try {
                prepared = connection.prepareStatement(sql);
            } catch (SQLException e) {
                if (where.isEmpty()) {
                    throw e;
                }
                throw new InputException(
                        "where '" + where.get() + "'",
                        e.getMessage(),
                        "columns of " + table + ": " + String.join(", ", columns),
                        e);
            }
            try (PreparedStatement statement = prepared;
                    ResultSet rows = statement.executeQuery()) {
                VisitRow row = new VisitRow(file, rows, wanted);
                while (rows.next()) {
                    consumer.accept(row.visit());
                }
            }
        } catch (SQLException e) {
            throw SqlSource.damaged(file, e);
        }
    }
}
