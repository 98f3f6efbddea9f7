package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.ParquetInput;
import ciel.sim.catalog.ParquetPages;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.metadata.Statistics;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowGroupPredicate;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A Parquet file, read row group by row group with the columns that are wanted. Whatever is wrong with it names it. */
final class ParquetGroups implements AutoCloseable {
    /** Rows decoded at once: lists of 30 numbers for three components are then 12 MB. */
    private static final int BATCH = 1 << 14;

    /** Kept here, since the log manager holds loggers weakly: the library tells at INFO which instructions it uses. */
    private static final Logger LIBRARY = Logger.getLogger("dev.hardwood");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private final Path file;
    private final ParquetFileReader reader;
    private final Map<String, ColumnSchema> columns = new LinkedHashMap<>();
    private final Set<String> checked = new HashSet<>();

    /** @throws InputException when it is not there or no Parquet file */
    ParquetGroups(Path file) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw new InputException(file.toString(), "does not exist or is no file", "check the catalog's folder");
        }
        ParquetFileReader opened = null;
        try {
            opened = ParquetFileReader.open(new ParquetInput(file));
            for (ColumnSchema column : opened.getFileSchema().getColumns()) {
                columns.put(top(column), column);
            }
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                closeQuietly(opened);
            }
            throw damaged(e);
        }
        this.reader = opened;
    }

    private static String top(ColumnSchema column) {
        String path = column.fieldPath().toString();
        return path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
    }

    Path file() {
        return file;
    }

    /** @return whether the file has a column */
    boolean has(String column) {
        return columns.containsKey(column);
    }

    Set<String> names() {
        return columns.keySet();
    }

    /** @throws InputException naming what is missing and what is there */
    void require(List<String> wanted) {
        List<String> missing = wanted.stream().filter(c -> !has(c)).toList();
        if (!missing.isEmpty()) {
            throw new InputException(
                    file.toString(),
                    "has no column " + String.join(", ", missing),
                    "it has " + String.join(", ", columns.keySet()));
        }
    }

    int groups() {
        return reader.getFileMetaData().rowGroups().size();
    }

    long rows(int group) {
        return reader.getFileMetaData().rowGroups().get(group).numRows();
    }

    /** @return value of a key of the file's own metadata, or an empty text */
    String metadata(String key) {
        Map<String, String> values = reader.getFileMetaData().keyValueMetadata();
        return values == null ? "" : values.getOrDefault(key, "");
    }

    /** @return least and largest value of a column of doubles in a row group, where the file says so */
    OptionalDouble bound(int group, String column, boolean largest) {
        for (ColumnChunk chunk : reader.getFileMetaData().rowGroups().get(group).columns()) {
            Statistics statistics = chunk.metaData().statistics();
            if (chunk.metaData().pathInSchema().toString().equals(column)
                    && chunk.metaData().type() == PhysicalType.DOUBLE
                    && statistics != null) {
                byte[] bytes = largest ? statistics.maxValue() : statistics.minValue();
                if (bytes != null && bytes.length == Double.BYTES) {
                    double value = ByteBuffer.wrap(bytes)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getDouble();
                    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
                }
            }
        }
        return OptionalDouble.empty();
    }

    /** Takes a batch of rows. */
    interface Use {
        /** @param first number of the batch's first row in its row group */
        void batch(ParquetBatch batch, long first);
    }

    /** Reads columns of a row group, batch by batch. @throws InputException when the file is damaged */
    void read(int group, List<String> wanted, Use use) {
        try (Cursor cursor = cursor(group, wanted)) {
            for (ParquetBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
                use.batch(batch, cursor.first());
            }
        }
    }

    Cursor cursor(int group, List<String> wanted) {
        try {
            check(wanted);
            List<RowGroup> all = reader.getFileMetaData().rowGroups();
            long start = start(all.get(group));
            long end = group + 1 < all.size() ? start(all.get(group + 1)) : Files.size(file);
            return new Cursor(
                    reader.buildColumnReaders(ColumnProjection.columns(wanted.toArray(String[]::new)))
                            .filter(RowGroupPredicate.byteRange(start, end))
                            .batchSize(BATCH)
                            .build(),
                    all.get(group).numRows());
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private static long start(RowGroup group) {
        return group.columns().getFirst().chunkStartOffset();
    }

    private void check(List<String> wanted) throws IOException {
        Set<String> now = new HashSet<>(wanted);
        now.removeAll(checked);
        if (!now.isEmpty()) {
            ParquetPages.check(file, reader.getFileMetaData(), now);
            checked.addAll(now);
        }
    }

    /** Batches of one row group. */
    final class Cursor implements AutoCloseable {
        private final ColumnReaders readers;
        private final long rows;
        private long first;
        private long next;

        private Cursor(ColumnReaders readers, long rows) {
            this.readers = readers;
            this.rows = rows;
        }

        /** @return the next batch, or null; what came before is no longer valid */
        ParquetBatch next() {
            try {
                if (!readers.nextBatch()) {
                    if (next != rows) {
                        throw new IOException("a row group gave " + next + " of its " + rows + " rows");
                    }
                    return null;
                }
                first = next;
                next += readers.getRecordCount();
                return new ParquetBatch(file, readers, columns);
            } catch (IOException | RuntimeException e) {
                throw damaged(e);
            }
        }

        long first() {
            return first;
        }

        @Override
        public void close() {
            try {
                readers.close();
            } catch (RuntimeException e) {
                throw damaged(e);
            }
        }
    }

    private InputException damaged(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError memory) {
                throw memory; // of a thread of the library: the file is as it should be
            }
        }
        return e instanceof InputException known
                ? known
                : new InputException(
                        file.toString(),
                        "cannot be read as Parquet: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                        "write it again; codecs that can be read: none, snappy, gzip, zstd",
                        e);
    }

    private static void closeQuietly(ParquetFileReader reader) {
        try {
            reader.close();
        } catch (IOException | RuntimeException e) {
            // what went wrong before is told
        }
    }

    @Override
    public void close() {
        closeQuietly(reader);
    }

    /** @return names that a file has of these */
    List<String> present(List<String> optional) {
        return new ArrayList<>(optional.stream().filter(this::has).toList());
    }
}
