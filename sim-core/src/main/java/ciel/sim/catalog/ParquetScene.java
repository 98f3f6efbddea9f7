package ciel.sim.catalog;

import ciel.sim.InputException;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A scene table in Parquet. */
final class ParquetScene {
    /**
     * Kept here, since the log manager holds loggers weakly: the library tells at INFO which instructions it uses,
     * which no user of ours asked.
     */
    private static final Logger LIBRARY = Logger.getLogger("dev.hardwood");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private ParquetScene() {}

    /** @throws InputException when the file cannot be read or a required column is missing */
    static SceneColumns columns(Path file) {
        return with(file, reader -> columns(file, reader));
    }

    private static SceneColumns columns(Path file, ParquetFileReader reader) {
        List<String> names = new ArrayList<>();
        for (ColumnSchema column : reader.getFileSchema().getColumns()) {
            names.add(column.fieldPath().toString());
        }
        return new SceneColumns(CatalogSource.name(file), names);
    }

    /** @return number of rows */
    static long forEach(Path file, Consumer<SceneObject> consumer) {
        return with(file, reader -> {
            SceneColumns columns = columns(file, reader);
            // as the file writes them: names count in any case
            List<String> wanted = new ArrayList<>();
            for (int column = 0; column < SceneColumns.NAMES.size(); column++) {
                if (columns.has(column)) {
                    wanted.add(nameInFile(reader, columns.index(column)));
                }
            }
            ParquetPages.check(CatalogSource.onDisk(file), reader.getFileMetaData(), Set.copyOf(wanted));
            long rows = 0;
            try (ColumnReaders readers =
                    reader.columnReaders(ColumnProjection.columns(wanted.toArray(String[]::new)))) {
                while (readers.nextBatch()) {
                    rows += batch(file, readers, reader, columns, rows, consumer);
                }
            }
            return rows;
        });
    }

    private static String nameInFile(ParquetFileReader reader, int index) {
        return reader.getFileSchema().getColumns().get(index).fieldPath().toString();
    }

    private static int batch(
            Path file,
            ColumnReaders readers,
            ParquetFileReader reader,
            SceneColumns present,
            long before,
            Consumer<SceneObject> consumer) {
        int rows = readers.getRecordCount();
        double[][] columns = new double[SceneColumns.NAMES.size()][];
        String[] ids = texts(file, readers, reader, present, SceneColumns.ID, before, rows);
        String[] types = texts(file, readers, reader, present, SceneColumns.TYPE, before, rows);
        for (int column = SceneColumns.X; column <= SceneColumns.G2; column++) {
            columns[column] = present.has(column)
                    ? numbers(
                            file,
                            readers.getColumnReader(nameInFile(reader, present.index(column))),
                            column,
                            SceneColumns.NAMES.get(column),
                            before,
                            rows)
                    : null;
        }
        double[] values = new double[columns.length];
        for (int row = 0; row < rows; row++) {
            SceneObject object;
            try {
                for (int column = SceneColumns.X; column <= SceneColumns.G2; column++) {
                    if (columns[column] == null) {
                        values[column] = SceneColumns.absent(column);
                        continue;
                    }
                    double value = columns[column][row];
                    if (SceneColumns.mayBeEmpty(column) && Double.isNaN(value)) {
                        values[column] = value;
                        continue;
                    }
                    if (!(value >= SceneColumns.min(column) && value <= SceneColumns.max(column))) {
                        throw new BadLine(
                                "column '" + SceneColumns.NAMES.get(column) + "' is " + value + "; it must be from "
                                        + SceneColumns.min(column) + " to " + SceneColumns.max(column)
                                        + SceneColumns.unit(column),
                                "");
                    }
                    values[column] = value;
                }
                object = SceneColumns.object(
                        ids == null ? Long.toString(before + row + 1) : ids[row],
                        present.star(types == null ? null : types[row]),
                        values);
            } catch (BadLine e) {
                throw atRow(file, before + row, e.getMessage(), e.remedy());
            }
            try {
                consumer.accept(object);
            } catch (RuntimeException e) {
                throw new ConsumerFailure(e);
            }
        }
        return rows;
    }

    private static InputException atRow(Path file, long row, String problem, String remedy) {
        return new InputException(CatalogSource.name(file) + ": row " + (row + 1), problem, remedy);
    }

    private static void checkNulls(Path file, ColumnReader reader, String name, long before, int rows) {
        for (int row = 0; row < rows; row++) {
            if (reader.getLeafValidity().isNull(row)) {
                throw atRow(file, before + row, "column '" + name + "' is null", "every object needs a value");
            }
        }
    }

    /** @return the values of a column; NaN where an object has none and needs none */
    private static double[] numbers(Path file, ColumnReader reader, int column, String name, long before, int rows) {
        if (!SceneColumns.mayBeEmpty(column)) {
            checkNulls(file, reader, name, before, rows);
            return numbers(file, reader, name, rows);
        }
        double[] values = numbers(file, reader, name, rows);
        for (int row = 0; row < rows; row++) {
            if (reader.getLeafValidity().isNull(row)) {
                values[row] = Double.NaN;
            }
        }
        return values;
    }

    private static double[] numbers(Path file, ColumnReader reader, String name, int rows) {
        PhysicalType type = reader.getColumnSchema().type();
        switch (type) {
            case DOUBLE:
                return reader.getDoubles();
            case FLOAT:
                double[] fromFloats = new double[rows];
                float[] floats = reader.getFloats();
                for (int row = 0; row < rows; row++) {
                    fromFloats[row] = floats[row];
                }
                return fromFloats;
            case INT32:
                double[] fromInts = new double[rows];
                int[] ints = reader.getInts();
                for (int row = 0; row < rows; row++) {
                    fromInts[row] = ints[row];
                }
                return fromInts;
            case INT64:
                double[] fromLongs = new double[rows];
                long[] longs = reader.getLongs();
                for (int row = 0; row < rows; row++) {
                    fromLongs[row] = longs[row];
                }
                return fromLongs;
            default:
                throw new InputException(
                        file.toString(),
                        "column '" + name + "' is of type " + type,
                        "it must be double, float, int32 or int64");
        }
    }

    /** @return a column as text, or null where the file has none */
    private static String[] texts(
            Path file,
            ColumnReaders readers,
            ParquetFileReader parquet,
            SceneColumns present,
            int column,
            long before,
            int rows) {
        return present.has(column)
                ? texts(
                        file,
                        readers.getColumnReader(nameInFile(parquet, present.index(column))),
                        SceneColumns.NAMES.get(column),
                        before,
                        rows)
                : null;
    }

    private static String[] texts(Path file, ColumnReader reader, String name, long before, int rows) {
        checkNulls(file, reader, name, before, rows);
        PhysicalType type = reader.getColumnSchema().type();
        String[] texts = new String[rows];
        switch (type) {
            case BYTE_ARRAY:
                return reader.getStrings();
            case INT32:
                int[] ints = reader.getInts();
                for (int row = 0; row < rows; row++) {
                    texts[row] = Integer.toString(ints[row]);
                }
                return texts;
            case INT64:
                long[] longs = reader.getLongs();
                for (int row = 0; row < rows; row++) {
                    texts[row] = Long.toString(longs[row]);
                }
                return texts;
            default:
                throw new InputException(
                        file.toString(), "column '" + name + "' is of type " + type, "it must be text, int32 or int64");
        }
    }

    /** Carries what the caller's own code threw past the handling of damaged files. */
    private static final class ConsumerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient RuntimeException failure;

        ConsumerFailure(RuntimeException failure) {
            super(null, failure, false, false);
            this.failure = failure;
        }
    }

    /** What is done with an open file. */
    private interface Use<T> {
        T apply(ParquetFileReader reader) throws IOException;
    }

    private static <T> T with(Path file, Use<T> use) {
        boolean standardInput = CatalogSource.isStandardInput(file);
        if (!standardInput && !Files.exists(file)) {
            throw new InputException(file.toString(), "does not exist", "check the name");
        }
        if (!standardInput && !Files.isRegularFile(file)) {
            throw new InputException(file.toString(), "is not a regular file", "name a Parquet file");
        }
        try (ParquetFileReader reader = ParquetFileReader.open(new ParquetInput(CatalogSource.onDisk(file)))) {
            return use.apply(reader);
        } catch (InputException e) {
            throw e;
        } catch (ConsumerFailure e) {
            throw e.failure;
        } catch (IOException | RuntimeException e) {
            // the library reports damage in many ways; none of them may reach a user as it is
            throw new InputException(
                    CatalogSource.name(file),
                    "cannot be read as Parquet: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                    "write it again; codecs that can be read: none, snappy, gzip, zstd",
                    e);
        }
    }
}
