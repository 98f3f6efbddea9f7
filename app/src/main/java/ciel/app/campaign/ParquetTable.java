package ciel.app.campaign;

import ciel.sim.catalog.ParquetColumn;
import ciel.sim.catalog.ParquetWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** A Parquet file; an empty value is 0, NaN or an empty text. */
final class ParquetTable implements ExportTable {
    private final List<ParquetColumn> columns;
    private final ParquetWriter writer;

    ParquetTable(OutputStream out, List<Column> columns) throws IOException {
        this.columns = columns.stream()
                .map(c -> new ParquetColumn(
                        c.name(),
                        c.type() == Long.class
                                ? ParquetColumn.Kind.LONG
                                : c.type() == Double.class ? ParquetColumn.Kind.DOUBLE : ParquetColumn.Kind.TEXT))
                .toList();
        this.writer = new ParquetWriter(out, this.columns, Map.of("made_by", "ciel campaign export"));
    }

    @Override
    public void row(Object... values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            ParquetColumn c = columns.get(i);
            switch (c.kind()) {
                case LONG -> c.add(values[i] == null ? 0 : (long) (Long) values[i]);
                case DOUBLE -> c.add(values[i] == null ? Double.NaN : (double) (Double) values[i]);
                case TEXT, LABEL -> c.add(values[i] == null ? "" : values[i].toString());
            }
        }
        writer.endRow();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
