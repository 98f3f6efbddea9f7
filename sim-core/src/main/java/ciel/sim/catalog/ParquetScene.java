package ciel.sim.catalog;

import ciel.sim.InputException;
import dev.hardwood.InputFile;
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
        return new SceneColumns(file.toString(), names);
    }

    /** @return number of rows */
    static long forEach(Path file, Consumer<SceneObject> consumer) {
        return with(file, reader -> {
            SceneColumns columns = columns(file, reader);
            List<String> wanted = new ArrayList<>();
            for (int column = 0; column < SceneColumns.NAMES.size(); column++) {
                if (columns.index(column) >= 0) {
                    wanted.add(SceneColumns.NAMES.get(column));
                }
            }
            ParquetPages.check(file, reader.getFileMetaData(), Set.copyOf(wanted));
            long rows = 0;
            try (ColumnReaders readers =
                    reader.columnReaders(ColumnProjection.columns(wanted.toArray(String[]::new)))) {
                while (readers.nextBatch()) {
                    rows += batch(file, readers, wanted, rows, consumer);
                }
            }
            return rows;
        });
    }

    private static int batch(
            Path file, ColumnReaders readers, List<String> wanted, long before, Consumer<SceneObject> consumer) {
        int rows = readers.getRecordCount();
        double[][] columns = new double[SceneColumns.NAMES.size()][];
        String[] ids = texts(file, readers.getColumnReader("id"), "id", before, rows);
        String[] types =
                wanted.contains("type") ? texts(file, readers.getColumnReader("type"), "type", before, rows) : null;
        for (int column = SceneColumns.X; column <= SceneColumns.G2; column++) {
            columns[column] = numbers(
                    file,
                    readers.getColumnReader(SceneColumns.NAMES.get(column)),
                    SceneColumns.NAMES.get(column),
                    before,
                    rows);
        }
        double[] values = new double[columns.length];
        for (int row = 0; row < rows; row++) {
            SceneObject object;
            try {
                for (int column = SceneColumns.X; column <= SceneColumns.G2; column++) {
                    double value = columns[column][row];
                    if (!(value >= SceneColumns.min(column) && value <= SceneColumns.max(column))) {
                        throw new BadLine(
                                "column '" + SceneColumns.NAMES.get(column) + "' is " + value + "; it must be from "
                                        + SceneColumns.min(column) + " to " + SceneColumns.max(column)
                                        + SceneColumns.unit(column),
                                "");
                    }
                    values[column] = value;
                }
                Boolean star = null;
                if (types != null) {
                    star = SceneColumns.isStar(types[row]);
                    if (star == null) {
                        throw new BadLine("column 'type' is '" + types[row] + "'; it must be star or sersic", "");
                    }
                }
                object = SceneColumns.object(ids[row], star, values);
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
        return new InputException(file + ": row " + (row + 1), problem, remedy);
    }

    private static void checkNulls(Path file, ColumnReader reader, String name, long before, int rows) {
        for (int row = 0; row < rows; row++) {
            if (reader.getLeafValidity().isNull(row)) {
                throw atRow(file, before + row, "column '" + name + "' is null", "every object needs a value");
            }
        }
    }

    private static double[] numbers(Path file, ColumnReader reader, String name, long before, int rows) {
        checkNulls(file, reader, name, before, rows);
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
        if (!Files.exists(file)) {
            throw new InputException(file.toString(), "does not exist", "check the name");
        }
        if (!Files.isRegularFile(file)) {
            throw new InputException(file.toString(), "is not a regular file", "name a Parquet file");
        }
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file))) {
            return use.apply(reader);
        } catch (InputException e) {
            throw e;
        } catch (ConsumerFailure e) {
            throw e.failure;
        } catch (IOException | RuntimeException e) {
            // the library reports damage in many ways; none of them may reach a user as it is
            throw new InputException(
                    file.toString(),
                    "cannot be read as Parquet: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                    "write it again; codecs that can be read: none, snappy, gzip",
                    e);
        }
    }
}
