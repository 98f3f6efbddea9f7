package ciel.transfer.webdav;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Bytes of a channel, asked for piece by piece as the network takes them. Once. */
final class ChunkedSource implements Iterator<byte[]> {
    private static final int PIECE = 1 << 18;

    private final ReadableByteChannel source;
    private final long length;
    private long done;
    private byte[] next;
    private boolean ended;
    private volatile boolean endedEarly;

    ChunkedSource(ReadableByteChannel source, long length) {
        this.source = source;
        this.length = length;
    }

    /** @return whether the source itself ended before its length; asked by another thread than reads */
    boolean endedEarly() {
        return endedEarly;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            try {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length - done));
                while (piece.hasRemaining() && source.read(piece) >= 0) {
                    // fill the piece
                }
                ended = piece.position() == 0;
                endedEarly = ended && done < length;
                next = ended
                        ? null
                        : piece.position() == piece.capacity()
                                ? piece.array()
                                : java.util.Arrays.copyOf(piece.array(), piece.position());
                if (next != null) {
                    done += next.length;
                }
            } catch (IOException e) {
                ended = true;
                throw new UncheckedIOException(e);
            }
        }
        return next != null;
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        byte[] out = next;
        next = null;
        return out;
    }
}
