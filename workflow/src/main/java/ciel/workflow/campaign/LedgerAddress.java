package ciel.workflow.campaign;

import java.nio.file.Path;

/** Where the state of campaigns is kept. */
public sealed interface LedgerAddress {
    /** @param file a database of SQLite on a local disk, absolute */
    record Sqlite(Path file) implements LedgerAddress {}

    /**
     * @param url  {@code jdbc:postgresql://host/database}, without a password
     * @param user role; the password stands in the user's password file, as for every client of PostgreSQL
     */
    record Postgres(String url, String user) implements LedgerAddress {}
}
