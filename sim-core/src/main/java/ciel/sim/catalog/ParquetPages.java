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
import java.util.Set;

/**
 * Checks, before a Parquet file is decoded, that the pages of a column fill its chunk exactly and hold as many values as the footer says. The reader we use (Hardwood
 * 1.0.0) trusts them: on a damaged page header that reaches beyond its chunk it loops for ever.
 */
final class ParquetPages {
    private static final int MAX_HEADER = 1 << 16;
    private static final int MAX_PAGE = 1 << 28;
    /** No codec that is read packs more tightly (deflate at its best). */
    private static final long MAX_RATIO = 1100;
    private static final int MAX_DEPTH = 8;

    private ByteBuffer header;
    private int uncompressed;
    private int compressed;
    private int values;
    private boolean data;

    private ParquetPages() {
    }

    /** @throws IOException when the pages of one of the wanted columns do not agree with the footer */
    static void check(Path file, FileMetaData footer, Set<String> wanted) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long rows = 0;
            for (RowGroup group : footer.rowGroups()) {
                for (ColumnChunk chunk : group.columns()) {
                    String name = chunk.metaData().pathInSchema().toString();
                    if (wanted.contains(name)) {
                        check(channel, chunk, group.numRows(), name);
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
            throw new IOException("column " + name + " lies outside of the file, or has " + about.numValues() + " values for " + rows + " rows");
        }
        ParquetPages page = new ParquetPages();
        long values = 0;
        while (position < end) {
            int length = page.read(channel, position, (int) Math.min(MAX_HEADER, end - position), name);
            position += length + (long) page.compressed;
            boolean plain = about.codec() == CompressionCodec.UNCOMPRESSED;
            if (page.compressed < 0 || page.uncompressed < 0 || page.uncompressed > MAX_PAGE || page.values < 0 || position > end
                || (plain ? page.uncompressed != page.compressed : page.uncompressed > MAX_RATIO * page.compressed + MAX_HEADER)) {
                throw new IOException("a page of column " + name + " claims " + page.compressed + " bytes (" + page.uncompressed + " unpacked) and " + page.values
                    + " values, which cannot be");
            }
            values += page.data ? page.values : 0;
        }
        if (values != rows) {
            throw new IOException("the pages of column " + name + " hold " + values + " values for " + rows + " rows");
        }
    }

    /** @return length of the page header at {@code position}; its fields are kept */
    private int read(FileChannel channel, long position, int most, String name) throws IOException {
        header = ByteBuffer.allocate(most);
        while (header.hasRemaining() && channel.read(header, position + header.position()) > 0) {
            // until the buffer is full or the file ends
        }
        header.flip();
        uncompressed = -1;
        compressed = -1;
        values = -1;
        data = false;
        try {
            struct(0, 0);
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("a page header of column " + name + " at byte " + position + " is damaged", e);
        }
        return header.position();
    }

    /** Reads a structure of Thrift's compact protocol. @param within number of the field that holds it, 0 for the page header itself */
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
            case 1, 2 -> {
                // a boolean is in the type
            }
            case 3 -> header.get();
            case 4, 5, 6 -> number(within, id, zigzag());
            case 7 -> skip(8);
            case 8 -> skip(varint());
            case 9, 10 -> {
                int first = header.get() & 0xFF;
                long size = first >>> 4 == 15 ? varint() : first >>> 4;
                for (long k = 0; k < size; k++) {
                    // within a list a boolean is a byte of its own
                    value(depth, -1, 0, (first & 0xF) <= 2 ? 3 : first & 0xF);
                }
            }
            case 12 -> struct(depth + 1, within == 0 ? id : -1);
            default -> throw new IllegalArgumentException("type " + type);
        }
    }

    private void number(int within, int id, long value) {
        int clamped = (int) Math.clamp(value, -1, Integer.MAX_VALUE);
        if (within == 0 && id == 1) {
            data = value == 0 || value == 3;
        } else if (within == 0 && id == 2) {
            uncompressed = clamped;
        } else if (within == 0 && id == 3) {
            compressed = clamped;
        } else if ((within == 5 || within == 7 || within == 8) && id == 1) {
            values = clamped;
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
