package ciel.sim.catalog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of one column of one row group, as the bytes of Parquet's pages: PLAIN for numbers and texts,
 * RLE_DICTIONARY for labels.
 */
public final class ParquetColumn {
    /** What a column holds. */
    public enum Kind {
        /** 64-bit floats */
        DOUBLE,
        /** 64-bit whole numbers */
        LONG,
        /** UTF-8 texts, most of them different */
        TEXT,
        /** UTF-8 texts, few of them different */
        LABEL
    }

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final Kind kind;
    private final Map<String, Integer> labels = new LinkedHashMap<>();
    private byte[] bytes = new byte[1 << 12];
    private int used;
    private int[] indices = new int[0];
    private int rows;

    /** A column without rows. */
    public ParquetColumn(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    String name() {
        return name;
    }

    /** @return what it holds */
    public Kind kind() {
        return kind;
    }

    int rows() {
        return rows;
    }

    /** One more row of a column of {@link Kind#DOUBLE}. */
    public void add(double value) {
        check(Kind.DOUBLE);
        room(8);
        DOUBLES.set(bytes, used, value);
        used += 8;
        rows++;
    }

    /** One more row of a column of {@link Kind#LONG}. */
    public void add(long value) {
        check(Kind.LONG);
        room(8);
        LONGS.set(bytes, used, value);
        used += 8;
        rows++;
    }

    /** One more row of a column of {@link Kind#TEXT} or {@link Kind#LABEL}. */
    public void add(String value) {
        if (kind == Kind.LABEL) {
            if (rows == indices.length) {
                indices = Arrays.copyOf(indices, Math.max(1024, rows * 2));
            }
            Integer index = labels.get(value);
            if (index == null) {
                index = labels.size();
                labels.put(value, index);
            }
            indices[rows++] = index;
        } else {
            check(Kind.TEXT);
            text(value);
            rows++;
        }
    }

    private void check(Kind wanted) {
        if (kind != wanted) {
            throw new IllegalArgumentException("column " + name + " holds " + kind + ", not " + wanted);
        }
    }

    private void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        room(4 + utf8.length);
        INTS.set(bytes, used, utf8.length);
        System.arraycopy(utf8, 0, bytes, used + 4, utf8.length);
        used += 4 + utf8.length;
    }

    private void room(int more) {
        if (used + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
        }
    }

    /** @return number of entries of the dictionary; 0 where there is none */
    int dictionarySize() {
        return labels.size();
    }

    /** @return the dictionary page's content; empty where there is none */
    byte[] dictionary() {
        used = 0;
        labels.keySet().forEach(this::text);
        return kind == Kind.LABEL ? Arrays.copyOf(bytes, used) : new byte[0];
    }

    /** @return the data page's content */
    byte[] data() {
        return kind == Kind.LABEL ? packed() : Arrays.copyOf(bytes, used);
    }

    /**
     * One byte of bit width, then one bit-packed run of groups of eight, lowest bits first (Encodings.md, "RLE /
     * bit-packing hybrid").
     */
    private byte[] packed() {
        int width = Math.max(1, 32 - Integer.numberOfLeadingZeros(labels.size() - 1));
        int groups = (rows + 7) / 8;
        byte[] out = new byte[6 + groups * width];
        int at = 0;
        out[at++] = (byte) width;
        int header = groups << 1 | 1;
        while ((header & ~0x7F) != 0) {
            out[at++] = (byte) (header & 0x7F | 0x80);
            header >>>= 7;
        }
        out[at++] = (byte) header;
        long bits = (long) at * 8;
        for (int row = 0; row < rows; row++) {
            for (int bit = 0; bit < width; bit++, bits++) {
                if ((indices[row] >>> bit & 1) != 0) {
                    out[(int) (bits >>> 3)] |= (byte) (1 << (bits & 7));
                }
            }
        }
        return Arrays.copyOf(out, at + groups * width);
    }

    /** Begins the next row group. */
    void clear() {
        used = 0;
        rows = 0;
        labels.clear();
    }
}
