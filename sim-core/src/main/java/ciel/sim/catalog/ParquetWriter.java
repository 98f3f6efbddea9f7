package ciel.sim.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A flat table of required columns as a Parquet file (github.com/apache/parquet-format 2.9): version 1 data pages
 * with CRC, one page a column and row group, not
 * compressed. Bytes are only appended, so any stream will do.
 *
 * <p>Why our own: the libraries that write Parquet bring Hadoop along (carpet-record 0.5.0: 31 MB of jars, 2500
 * classes and 0.7 CPU s before the first row), which is a good part
 * of what rendering a small CCD costs; this takes a few milliseconds.
 */
public final class ParquetWriter implements AutoCloseable {
    /** Rows of a row group: what is held in memory before it is written. */
    static final int GROUP_ROWS = 1 << 16;

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int TYPE_INT64 = 2;
    private static final int TYPE_DOUBLE = 5;
    private static final int TYPE_BYTE_ARRAY = 6;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int RLE_DICTIONARY = 8;
    private static final int DATA_PAGE = 0;
    private static final int DICTIONARY_PAGE = 2;

    private record Chunk(long dictionaryOffset, long dataOffset, long bytes) {}

    private record Group(List<Chunk> chunks, int rows) {}

    private final OutputStream out;
    private final List<ParquetColumn> columns;
    private final Map<String, String> metadata;
    private final List<Group> groups = new ArrayList<>();
    private long position;
    private long rows;
    private boolean closed;

    /** @param out receives the file; it is not closed */
    public ParquetWriter(OutputStream out, List<ParquetColumn> columns, Map<String, String> metadata)
            throws IOException {
        this.out = out;
        this.columns = columns;
        this.metadata = metadata;
        write(MAGIC);
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    /** To be called when every column has been given the value of one more row. */
    public void endRow() throws IOException {
        rows++;
        if (columns.getFirst().rows() == GROUP_ROWS) {
            flush();
        }
    }

    private void flush() throws IOException {
        int count = columns.getFirst().rows();
        List<Chunk> chunks = new ArrayList<>();
        for (ParquetColumn column : columns) {
            if (column.rows() != count) {
                throw new IllegalStateException(
                        "column " + column.name() + " has " + column.rows() + " rows of " + count);
            }
            long begin = position;
            byte[] data = column.data();
            boolean label = column.kind() == ParquetColumn.Kind.LABEL;
            if (label) {
                page(DICTIONARY_PAGE, column.dictionary(), column.dictionarySize(), PLAIN);
            }
            long dataOffset = position;
            page(DATA_PAGE, data, count, label ? RLE_DICTIONARY : PLAIN);
            chunks.add(new Chunk(begin, dataOffset, position - begin));
            column.clear();
        }
        groups.add(new Group(chunks, count));
    }

    private void page(int type, byte[] content, int values, int encoding) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ThriftCompact header = new ThriftCompact()
                .i32(1, type)
                .i32(2, content.length)
                .i32(3, content.length)
                .i32(4, (int) crc.getValue());
        if (type == DATA_PAGE) {
            header.struct(5)
                    .i32(1, values)
                    .i32(2, encoding)
                    .i32(3, RLE)
                    .i32(4, RLE)
                    .end();
        } else {
            header.struct(7).i32(1, values).i32(2, encoding).end();
        }
        write(header.toBytes());
        write(content);
    }

    /** Writes what is left and the footer. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (columns.getFirst().rows() > 0) {
            flush();
        }
        byte[] footer = footer();
        write(footer);
        write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.length)
                .array());
        write(MAGIC);
        out.flush();
    }

    private byte[] footer() {
        ThriftCompact t = new ThriftCompact().i32(1, 1);
        t.structs(2, columns.size() + 1);
        t.element().string(4, "schema").i32(5, columns.size()).end();
        for (ParquetColumn column : columns) {
            int type = type(column);
            boolean number = type != TYPE_BYTE_ARRAY;
            // repetition 0 is required; converted type 0 and logical type 1 are UTF-8 text
            t.element().i32(1, type).i32(3, 0).string(4, column.name());
            if (!number) {
                t.i32(6, 0).struct(10).struct(1).end().end();
            }
            t.end();
        }
        t.i64(3, rows);
        t.structs(4, groups.size());
        for (Group group : groups) {
            t.element().structs(1, columns.size());
            long bytes = 0;
            for (int i = 0; i < columns.size(); i++) {
                chunk(t, columns.get(i), group.chunks().get(i), group.rows());
                bytes += group.chunks().get(i).bytes();
            }
            t.i64(2, bytes).i64(3, group.rows()).end();
        }
        if (!metadata.isEmpty()) {
            t.structs(5, metadata.size());
            metadata.forEach(
                    (key, value) -> t.element().string(1, key).string(2, value).end());
        }
        return t.string(6, "ciel version 1").toBytes();
    }

    private static int type(ParquetColumn column) {
        return switch (column.kind()) {
            case DOUBLE -> TYPE_DOUBLE;
            case LONG -> TYPE_INT64;
            case TEXT, LABEL -> TYPE_BYTE_ARRAY;
        };
    }

    private static void chunk(ThriftCompact t, ParquetColumn column, Chunk chunk, int rows) {
        boolean label = column.kind() == ParquetColumn.Kind.LABEL;
        t.element().i64(2, chunk.dictionaryOffset()).struct(3);
        t.i32(1, type(column));
        if (label) {
            t.i32s(2, PLAIN, RLE, RLE_DICTIONARY);
        } else {
            t.i32s(2, PLAIN, RLE);
        }
        t.strings(3, column.name())
                .i32(4, 0)
                .i64(5, rows)
                .i64(6, chunk.bytes())
                .i64(7, chunk.bytes())
                .i64(9, chunk.dataOffset());
        if (label) {
            t.i64(11, chunk.dictionaryOffset());
        }
        t.end().end();
    }
}
