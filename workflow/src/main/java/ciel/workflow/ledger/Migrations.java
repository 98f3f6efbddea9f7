package ciel.workflow.ledger;

import ciel.sim.InputException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables of a ledger to those of this version of Ciel, with Flyway. */
final class Migrations {
    /** The newest migration in {@code migration/}. */
    static final int VERSION = 1;

    private static final String TABLE = "ledger_migrations";

    private Migrations() {}

    /** Flyway is not even loaded where the tables are as they should be: it takes longer than a status. */
    static void run(Database database) {
        int found = found(database);
        if (found > VERSION) {
            throw new InputException(
                    "ledger " + database.what(),
                    "was written by a later version of Ciel (tables " + found + ", this one knows " + VERSION + ")",
                    "use that version");
        }
        if (found < VERSION) {
            try {
                migrate(database);
            } catch (FlywayException e) {
                // another process may have done the same at the same time
                if (found(database) != VERSION) {
                    throw new LedgerException(
                            "ledger " + database.what() + ": its tables cannot be made: "
                                    + e.getMessage().lines().findFirst().orElse(""),
                            e);
                }
            }
        }
    }

    /** @return the version of the tables; 0: there are none */
    static int found(Database database) {
        try (Connection c = database.connect();
                Statement s = c.createStatement()) {
            int newest = 0;
            try (ResultSet r = s.executeQuery("SELECT version FROM " + TABLE + " WHERE success")) {
                while (r.next()) {
                    newest = Math.max(newest, Integer.parseInt(r.getString(1)));
                }
            } catch (SQLException e) {
                return 0;
            }
            return newest;
        } catch (SQLException e) {
            throw SqlLedger.explained(database, "opening", e);
        }
    }

    private static void migrate(Database database) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database.source())
                .locations("classpath:ciel/workflow/ledger/migration")
                .table(TABLE)
                .placeholders(Map.copyOf(database.placeholders()))
                .connectRetries(0)
                .loggers("slf4j")
                .load()
                .migrate();
    }
}
