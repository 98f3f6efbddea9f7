package ciel.sim.survey;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * Copies the rows of one observing day into a small database.
 *
 * @param table   its name, there and here
 * @param columns all of them
 * @param start   column of the time, quoted
 * @param id      column of the identifier, quoted
 */
record VisitDay(String table, List<String> columns, String start, String id) {
    void write(Connection from, double dayStart, Path out) throws SQLException {
        String names = String.join(", ", SqlSource.quoted(columns));
        Map<String, String> types = types(from);
        List<String> declared = new ArrayList<>();
        columns.forEach(c -> declared.add(SqlSource.quoted(c) + " " + types.getOrDefault(c, "")));
        try (Connection to = JDBC.createConnection(
                        "jdbc:sqlite:file:" + out.toAbsolutePath().toUri().getRawPath(), new Properties());
                Statement statement = to.createStatement()) {
            // the file is new: no journal is needed, and free space of its pages holds zeros, so that its bytes are its
            // rows
            statement.execute("PRAGMA journal_mode = OFF");
            statement.execute("PRAGMA secure_delete = ON");
            to.setAutoCommit(false);
            statement.executeUpdate(
                    "CREATE TABLE " + SqlSource.quoted(table) + " (" + String.join(", ", declared) + ")");
            String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
            try (PreparedStatement select = from.prepareStatement("SELECT " + names + " FROM " + SqlSource.quoted(table)
                            + " WHERE " + start + " >= ? AND " + start + " < ? ORDER BY " + id);
                    PreparedStatement insert =
                            to.prepareStatement("INSERT INTO " + SqlSource.quoted(table) + " VALUES (" + marks + ")")) {
                select.setDouble(1, dayStart);
                select.setDouble(2, dayStart + 1);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        for (int i = 1; i <= columns.size(); i++) {
                            insert.setObject(i, rows.getObject(i));
                        }
                        insert.executeUpdate();
                    }
                }
            }
            to.commit();
        }
    }

    /** @return declared types by column: they decide how SQLite compares numbers with text */
    private Map<String, String> types(Connection from) throws SQLException {
        Map<String, String> types = new HashMap<>();
        try (Statement statement = from.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA table_info(" + SqlSource.quoted(table) + ")")) {
            while (rows.next()) {
                String type = rows.getString("type");
                if (type != null && type.matches("[A-Za-z ]{0,30}(\\([0-9, ]{1,10}\\))?")) {
                    types.put(rows.getString("name"), type.toUpperCase(Locale.ROOT));
                }
            }
        }
        return types;
    }
}
