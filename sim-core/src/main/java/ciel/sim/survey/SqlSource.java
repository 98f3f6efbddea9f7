package ciel.sim.survey;

import ciel.sim.InputException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** Where visits are asked for by SQL: a database file, or a table of another format, put into memory. */
interface SqlSource {
    /** @return a connection that can change nothing; to be closed */
    Connection connect() throws SQLException;

    /** A database on disk. It is opened as a file that nobody writes to, so that no lock and no journal appears beside it. */
    static SqlSource file(Path file) {
        return () -> {
            SQLiteConfig config = new SQLiteConfig();
            config.setReadOnly(true);
            Properties properties = config.toProperties();
            return JDBC.createConnection(
                    "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + "?mode=ro&immutable=1",
                    properties);
        };
    }

    /** @param table in memory, called visits */
    static SqlSource memory(LoadedTable table) {
        return () -> {
            Connection connection = JDBC.createConnection("jdbc:sqlite::memory:", new Properties());
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("CREATE TABLE visits (" + String.join(", ", quoted(table.columns())) + ")");
                String marks = String.join(
                        ", ", java.util.Collections.nCopies(table.columns().size(), "?"));
                connection.setAutoCommit(false);
                try (var insert = connection.prepareStatement("INSERT INTO visits VALUES (" + marks + ")")) {
                    for (Object[] row : table.rows()) {
                        for (int i = 0; i < row.length; i++) {
                            insert.setObject(i + 1, row[i]);
                        }
                        insert.executeUpdate();
                    }
                }
                connection.commit();
                statement.execute("PRAGMA query_only = ON");
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
            return connection;
        };
    }

    /** @return names as SQL has them */
    static List<String> quoted(List<String> names) {
        return names.stream().map(SqlSource::quoted).toList();
    }

    /** @return a name as SQL has it */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** @return the error of a database that cannot be read */
    static InputException damaged(Path file, SQLException e) {
        return new InputException(
                file.toString(),
                "cannot be read as an SQLite database: " + e.getMessage(),
                "copy it again; sqlite3 FILE 'PRAGMA integrity_check' says more",
                e);
    }
}
