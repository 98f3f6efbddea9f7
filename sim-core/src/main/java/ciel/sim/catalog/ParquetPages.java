package ciel.sim.catalog;

import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * Checks, before a Parquet file is decoded, that the pages of a column fill its chunk exactly and hold as many values
 * as the footer says. The reader we use (Hardwood
 * 1.0.0 with snappy-java) trusts them: a damaged page header that reaches beyond its chunk makes it loop for ever,
 * and one that gives too small a size makes the
 * native decompressor write beyond its buffer, which ends the JVM.
 */
public final class ParquetPages {
    private static final int MAX_HEADER = 1 << 16;
    private static final int MAX_PAGE = 1 << 28;
    /** Deflate at its best, which packs more tightly than snappy. */
    private static final long MAX_RATIO = 1100;
    /** Zstd writes a block of 128 kB of equal bytes as four bytes. */
    private static final long MAX_RATIO_ZSTD = 33_000;

    private static final int MAX_DEPTH = 8;
    private static final int DATA_PAGE = 0;
    private static final int DICTIONARY_PAGE = 2;
    private static final int DATA_PAGE_2 = 3;
    private static final Set<CompressionCodec> READ = Set.of(
            CompressionCodec.UNCOMPRESSED, CompressionCodec.SNAPPY, CompressionCodec.GZIP, CompressionCodec.ZSTD);

    /**
     * Fields of the header, by {@link #slot}: each must be there once, with its own type; a reader that takes another,
     * or none, would read wrong bytes.
     */
    private static final int TYPE = 0;

    private static final int UNCOMPRESSED = 1;
    private static final int COMPRESSED = 2;
    private static final int VALUES = 3;
    private static final int LEVELS = 4;
    private static final int REPETITIONS = 5;
    private static final int SLOTS = 6;
    private static final int ABSENT = -1;

    private final int[] field = new int[SLOTS];
    private ByteBuffer header;
    private int inner;
    private boolean packed;

    private ParquetPages() {}

    /**
     * @param wanted names of columns; of columns of lists, that of the list
     * @throws IOException when the pages of one of the wanted columns do not agree with the footer
     */
    public static void check(Path file, FileMetaData footer, Set<String> wanted) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long rows = 0;
            for (RowGroup group : footer.rowGroups()) {
                for (ColumnChunk chunk : group.columns()) {
                    String name = chunk.metaData().pathInSchema().toString();
                    if (wanted.contains(name)) {
                        check(channel, chunk, group.numRows(), name);
                    } else if (name.contains(".") && wanted.contains(name.substring(0, name.indexOf('.')))) {
                        check(channel, chunk, chunk.metaData().numValues(), name);
                    }
                }
                rows += group.numRows();
            }
            if (rows != footer.numRows()) {
                throw new IOException("its row groups have " + rows + " rows, its footer says " + footer.numRows());
            }
        }
    }

    private static void check(FileChannel channel, ColumnChunk chunk, long rows, String name) throws IOException {
        ColumnMetaData about = chunk.metaData();
        long position = chunk.chunkStartOffset();
        long end = position + about.totalCompressedSize();
        if (position < 4 || about.totalCompressedSize() < 0 || end > channel.size() - 8 || about.numValues() != rows) {
            throw new IOException("column " + name + " lies outside of the file, or has " + about.numValues()
                    + " values for " + rows + " rows");
        }
        if (!READ.contains(about.codec())) {
            throw new IOException("column " + name + " is compressed with " + about.codec());
        }
        ParquetPages page = new ParquetPages();
        long values = 0;
        while (position < end) {
            int length = page.read(channel, position, (int) Math.min(MAX_HEADER, end - position), name);
            int compressed = page.field[COMPRESSED];
            int uncompressed = page.field[UNCOMPRESSED];
            position += length + (long) compressed;
            boolean plain = about.codec() == CompressionCodec.UNCOMPRESSED;
            long ratio = about.codec() == CompressionCodec.ZSTD ? MAX_RATIO_ZSTD : MAX_RATIO;
            if (compressed < 0
                    || uncompressed < 0
                    || uncompressed > MAX_PAGE
                    || page.field[VALUES] < 0
                    || position > end
                    || (plain ? uncompressed != compressed : uncompressed > ratio * compressed + MAX_HEADER)) {
                throw new IOException("a page of column " + name + " claims " + compressed + " bytes (" + uncompressed
                        + " unpacked) and " + page.field[VALUES] + " values, which cannot be");
            }
            if (about.codec() == CompressionCodec.SNAPPY) {
                page.checkSnappy(channel, position - compressed, name);
            }
            values += page.field[TYPE] == DICTIONARY_PAGE ? 0 : page.field[VALUES];
        }
        if (values != rows) {
            throw new IOException("the pages of column " + name + " hold " + values + " values for " + rows + " rows");
        }
    }

    /**
     * The native decompressor writes as many bytes as the compressed data say, whatever room they are given: what they
     * say must be what the page says.
     */
    private void checkSnappy(FileChannel channel, long position, String name) throws IOException {
        if (!packed) {
            return;
        }
        int compressed = field[COMPRESSED];
        long levels = field[TYPE] == DATA_PAGE_2 ? (long) field[LEVELS] + field[REPETITIONS] : 0;
        long expected = field[UNCOMPRESSED] - levels;
        header = ByteBuffer.allocate(10);
        if (levels < 0 || levels > compressed || compressed > levels && channel.read(header, position + levels) <= 0) {
            throw new IOException("a page of column " + name + " is shorter than its levels");
        }
        header.flip();
        long said;
        try {
            said = compressed == levels ? 0 : varint();
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("a page of column " + name + " is no Snappy data", e);
        }
        if (said != expected) {
            throw new IOException(
                    "a page of column " + name + " unpacks to " + said + " bytes; its header says " + expected);
        }
    }

    /** @return length of the page header at {@code position}; its fields are kept */
    private int read(FileChannel channel, long position, int most, String name) throws IOException {
        header = ByteBuffer.allocate(most);
        while (header.hasRemaining() && channel.read(header, position + header.position()) > 0) {
            // until the buffer is full or the file ends
        }
        header.flip();
        Arrays.fill(field, ABSENT);
        inner = 0;
        packed = true;
        try {
            struct(0, 0);
            checkComplete();
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("a page header of column " + name + " at byte " + position + " is damaged", e);
        }
        return header.position();
    }

    /**
     * Reads a structure of Thrift's compact protocol. @param within number of the field that holds it, 0 for the page
     * header itself
     */
    private void struct(int depth, int within) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested too deeply");
        }
        int id = 0;
        while (true) {
            int byteRead = header.get() & 0xFF;
            if (byteRead == 0) {
                return;
            }
            id = byteRead >>> 4 == 0 ? (int) zigzag() : id + (byteRead >>> 4);
            value(depth, within, id, byteRead & 0xF);
        }
    }

    private void value(int depth, int within, int id, int type) {
        switch (type) {
            case 1, 2 -> packed &= within != 8 || id != 7 || type == 1;
            case 3 -> header.get();
            case 4, 6 -> {
                zigzag();
                if (slot(within, id) >= 0) {
                    throw new IllegalArgumentException("field " + id + " is of the wrong type");
                }
            }
            case 5 -> number(slot(within, id), zigzag());
            case 7 -> skip(8);
            case 8 -> skip(varint());
            case 9, 10 -> {
                int first = header.get() & 0xFF;
                long size = first >>> 4 == 15 ? varint() : first >>> 4;
                for (long k = 0; k < size; k++) {
                    // within a list a boolean is a byte of its own
                    value(depth, ABSENT, 0, (first & 0xF) <= 2 ? 3 : first & 0xF);
                }
            }
            case 12 -> {
                if (within == 0 && (id == 5 || id == 7 || id == 8)) {
                    if (inner != 0) {
                        throw new IllegalArgumentException("two kinds of page at once");
                    }
                    inner = id;
                }
                struct(depth + 1, within == 0 ? id : ABSENT);
            }
            default -> throw new IllegalArgumentException("type " + type);
        }
    }

    /** @return which of the fields that matter this is, or -1 */
    private static int slot(int within, int id) {
        if (within == 0) {
            return id >= 1 && id <= 3 ? id - 1 : ABSENT;
        }
        if (id == 1 && (within == 5 || within == 7 || within == 8)) {
            return VALUES;
        }
        return within == 8 && (id == 5 || id == 6) ? id - 1 : ABSENT;
    }

    private void number(int slot, long value) {
        if (slot < 0) {
            return;
        }
        if (field[slot] != ABSENT || value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("field twice, or its value " + value + " out of range");
        }
        field[slot] = (int) value;
    }

    private void checkComplete() {
        boolean second = field[TYPE] == DATA_PAGE_2;
        int expected =
                switch (field[TYPE]) {
                    case DATA_PAGE -> 5;
                    case DICTIONARY_PAGE -> 7;
                    case DATA_PAGE_2 -> 8;
                    default -> throw new IllegalArgumentException("page type " + field[TYPE]);
                };
        if (inner != expected || second && (field[LEVELS] == ABSENT || field[REPETITIONS] == ABSENT)) {
            throw new IllegalArgumentException("a page of type " + field[TYPE] + " without its own header");
        }
    }

    private void skip(long bytes) {
        if (bytes < 0 || bytes > header.remaining()) {
            throw new IllegalArgumentException("beyond the end");
        }
        header.position(header.position() + (int) bytes);
    }

    private long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = header.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("number too long");
    }
}
