package ciel.app.campaign;

import java.io.IOException;

/** Takes the rows of a table one by one. Values are Long, Double or String, as the columns say; null is empty. */
interface ExportTable extends AutoCloseable {
    /** A column. @param type Long, Double or String */
    record Column(String name, Class<?> type) {}

    /** One more row. */
    void row(Object... values) throws IOException;

    /** Ends the table; what is below stays open. */
    @Override
    void close() throws IOException;
}
