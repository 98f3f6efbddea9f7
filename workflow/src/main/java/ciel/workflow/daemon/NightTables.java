package ciel.workflow.daemon;

import ciel.sim.survey.SurveyVisit;
import ciel.sim.survey.VisitTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Small tables with the visits of one night, made of a database of the whole survey. A visit has many jobs, and a night many
 * visits; a table is made once for all of them, as long as the database stays as it is. Safe for many threads.
 */
final class NightTables {
    private static final int NIGHTS = 8;
    private static final int TABLES = 4;

    /** A database as it is now. */
    private record Version(Path database, long bytes, FileTime modified) {}

    private record Night(Version version, double dayStart) {}

    private final Map<Night, byte[]> nights = newest(NIGHTS);
    private final Map<Version, VisitTable> tables = newest(TABLES);

    private static <K, V> Map<K, V> newest(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * @return a temporary file, to be deleted: the table of the visit's night; the same visits give the same bytes
     * @throws ciel.sim.InputException where the database is not there, or has no such visit any more
     */
    synchronized Path file(Path database, long visit) throws IOException {
        Version version = new Version(
                database,
                Files.exists(database) ? Files.size(database) : 0,
                Files.exists(database) ? Files.getLastModifiedTime(database) : FileTime.fromMillis(0));
        VisitTable table = tables.get(version);
        if (table == null) {
            table = VisitTable.open(database);
            tables.put(version, table);
        }
        SurveyVisit row = table.visit(visit);
        Path file = Files.createTempFile("ciel-night", ".db");
        Night night = new Night(version, row.dayStart());
        byte[] bytes = nights.get(night);
        if (bytes == null) {
            table.writeDay(row, file);
            nights.put(night, Files.readAllBytes(file));
        } else {
            Files.write(file, bytes);
        }
        return file;
    }
}
