package ciel.sim.skycatalog;

import ciel.sim.InputException;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.schema.ColumnSchema;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Some rows of some columns. Columns are converted when they are asked for. */
final class ParquetBatch {
    private final Path file;
    private final ColumnReaders readers;
    private final Map<String, ColumnSchema> schema;
    private final Map<String, double[]> numbers = new HashMap<>();
    private final Map<String, String[]> texts = new HashMap<>();

    ParquetBatch(Path file, ColumnReaders readers, Map<String, ColumnSchema> schema) {
        this.file = file;
        this.readers = readers;
        this.schema = schema;
    }

    int rows() {
        return readers.getRecordCount();
    }

    Path file() {
        return file;
    }

    /** @return whether the file has a column; that it was asked for is the caller's affair */
    boolean has(String name) {
        return schema.containsKey(name);
    }

    /** @throws InputException naming the columns that the file has not */
    void require(String... names) {
        for (String name : names) {
            if (!has(name)) {
                throw new InputException(file.toString(), "has no column '" + name + "'", "it has " + schema.keySet());
            }
        }
    }

    /** @return an identifier, a whole number or text */
    String id(String name, int row) {
        ColumnReader reader = column(name);
        if (reader.getLeafValidity().isNull(row)) {
            throw new InputException(file.toString(), "column '" + name + "' is null", "every object needs one");
        }
        return reader.getColumnSchema().type() == PhysicalType.INT64
                ? Long.toString(reader.getLongs()[row])
                : texts(name)[row];
    }

    private ColumnReader column(String name) {
        ColumnSchema column = schema.get(name);
        if (column == null) {
            throw new InputException(file.toString(), "has no column '" + name + "'", "it has " + schema.keySet());
        }
        return readers.getColumnReader(column.fieldPath().toString());
    }

    /** @return values of a column of numbers; NaN where a row has none */
    double[] numbers(String name) {
        return numbers.computeIfAbsent(name, n -> {
            ColumnReader reader = column(n);
            double[] values = values(reader, n, rows());
            if (reader.getLeafValidity().hasNulls()) {
                values = values.clone();
                for (int i = 0; i < rows(); i++) {
                    if (reader.getLeafValidity().isNull(i)) {
                        values[i] = Double.NaN;
                    }
                }
            }
            return values;
        });
    }

    private double[] values(ColumnReader reader, String name, int count) {
        PhysicalType type = reader.getColumnSchema().type();
        switch (type) {
            case DOUBLE:
                return reader.getDoubles();
            case FLOAT:
                float[] floats = reader.getFloats();
                double[] fromFloats = new double[count];
                for (int i = 0; i < count; i++) {
                    fromFloats[i] = floats[i];
                }
                return fromFloats;
            case INT32:
                int[] ints = reader.getInts();
                double[] fromInts = new double[count];
                for (int i = 0; i < count; i++) {
                    fromInts[i] = ints[i];
                }
                return fromInts;
            case INT64:
                long[] longs = reader.getLongs();
                double[] fromLongs = new double[count];
                for (int i = 0; i < count; i++) {
                    fromLongs[i] = longs[i];
                }
                return fromLongs;
            default:
                throw new InputException(
                        file.toString(), "column '" + name + "' is of type " + type, "it must be a number");
        }
    }

    /** @return values of a column of text or whole numbers, as text; null where a row has none */
    String[] texts(String name) {
        return texts.computeIfAbsent(name, n -> {
            ColumnReader reader = column(n);
            String[] values;
            switch (reader.getColumnSchema().type()) {
                case BYTE_ARRAY -> values = reader.getStrings().clone();
                case INT64 -> {
                    long[] longs = reader.getLongs();
                    values = new String[rows()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = Long.toString(longs[i]);
                    }
                }
                case INT32 -> {
                    int[] ints = reader.getInts();
                    values = new String[rows()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = Integer.toString(ints[i]);
                    }
                }
                default ->
                    throw new InputException(
                            file.toString(),
                            "column '" + n + "' is of type "
                                    + reader.getColumnSchema().type(),
                            "it must be text or a whole number");
            }
            for (int i = 0; reader.getLeafValidity().hasNulls() && i < rows(); i++) {
                if (reader.getLeafValidity().isNull(i)) {
                    values[i] = null;
                }
            }
            return values;
        });
    }

    /** @return whole numbers of a column, or null where it holds text */
    long[] longs(String name) {
        ColumnReader reader = column(name);
        return reader.getColumnSchema().type() == PhysicalType.INT64 ? reader.getLongs() : null;
    }

    /** Lists of numbers, one a row. */
    final class Lists {
        private final int[] offsets;
        private final float[] floats;
        private final double[] doubles;

        private Lists(int[] offsets, float[] floats, double[] doubles) {
            this.offsets = offsets;
            this.floats = floats;
            this.doubles = doubles;
        }

        /** @return numbers in the list of a row; 0 where it is missing */
        int length(int row) {
            return offsets[row + 1] - offsets[row];
        }

        double value(int row, int i) {
            int at = offsets[row] + i;
            return floats != null ? floats[at] : doubles[at];
        }

        /** @return the first numbers of a row's list, in single precision */
        float[] values(int row, int count) {
            if (floats != null) {
                return Arrays.copyOfRange(floats, offsets[row], offsets[row] + count);
            }
            float[] values = new float[count];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) doubles[offsets[row] + i];
            }
            return values;
        }
    }

    /** @return a column of lists of numbers */
    Lists lists(String name) {
        ColumnReader reader = column(name);
        if (reader.getLayerCount() < 1) {
            throw new InputException(
                    file.toString(), "column '" + name + "' holds no lists", "it must hold lists of numbers");
        }
        int[] offsets = reader.getLayerOffsets(0);
        return reader.getColumnSchema().type() == PhysicalType.FLOAT
                ? new Lists(offsets, reader.getFloats(), null)
                : new Lists(offsets, null, values(reader, name, reader.getValueCount()));
    }
}
