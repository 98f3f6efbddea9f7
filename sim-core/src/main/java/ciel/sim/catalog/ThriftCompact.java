package ciel.sim.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Structures in Thrift's compact protocol (github.com/apache/thrift, doc/specs/thrift-compact-protocol.md), as far as
 * Parquet's headers need it. Fields are to be written in
 * the order of their numbers.
 */
final class ThriftCompact {
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int MAX_DEPTH = 8;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final int[] last = new int[MAX_DEPTH];
    private int depth;

    private void field(int id, int type) {
        int delta = id - last[depth];
        if (delta <= 0 || delta > 15) {
            throw new IllegalArgumentException("field " + id + " after " + last[depth]);
        }
        out.write(delta << 4 | type);
        last[depth] = id;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void zigzag(long value) {
        varint(value << 1 ^ value >> 63);
    }

    private void bytes(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        out.writeBytes(utf8);
    }

    ThriftCompact i32(int id, int value) {
        field(id, I32);
        zigzag(value);
        return this;
    }

    ThriftCompact i64(int id, long value) {
        field(id, I64);
        zigzag(value);
        return this;
    }

    ThriftCompact string(int id, String value) {
        field(id, BINARY);
        bytes(value);
        return this;
    }

    /** Begins a structure as field {@code id} of the one that is open. */
    ThriftCompact struct(int id) {
        field(id, STRUCT);
        return element();
    }

    /** Begins a structure as the next element of a list. */
    ThriftCompact element() {
        last[++depth] = 0;
        return this;
    }

    /** Ends the structure that is open. */
    ThriftCompact end() {
        out.write(0);
        depth--;
        return this;
    }

    /** Begins a list of structures; {@code size} times {@link #element} and {@link #end} must follow. */
    ThriftCompact structs(int id, int size) {
        return list(id, size, STRUCT);
    }

    ThriftCompact i32s(int id, int... values) {
        list(id, values.length, I32);
        for (int value : values) {
            zigzag(value);
        }
        return this;
    }

    ThriftCompact strings(int id, String... values) {
        list(id, values.length, BINARY);
        for (String value : values) {
            bytes(value);
        }
        return this;
    }

    private ThriftCompact list(int id, int size, int type) {
        field(id, LIST);
        if (size < 15) {
            out.write(size << 4 | type);
        } else {
            out.write(0xF0 | type);
            varint(size);
        }
        return this;
    }

    /** Ends the outermost structure. @return all that was written */
    byte[] toBytes() {
        out.write(0);
        return out.toByteArray();
    }
}
