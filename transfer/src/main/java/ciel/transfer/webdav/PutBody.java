package ciel.transfer.webdav;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * The body of a PUT: bytes of a channel, once. A small one is read first and can be sent again, to the host that a
 * redirection names.
 */
final class PutBody extends AbstractHttpEntity {
    /** A body up to this size (byte) is kept in memory. */
    static final int SMALL = 64 << 10;

    private static final int PIECE = 256 << 10;

    private final ReadableByteChannel source;
    private final long length;
    private final StallWatch stalls;
    private final byte[] small;
    private Cancellable request;
    private boolean begun;
    private boolean endedEarly;
    private boolean stalled;
    private IOException failed;

    PutBody(ReadableByteChannel source, long length, StallWatch stalls) throws IOException {
        super("application/octet-stream", null);
        this.source = source;
        this.length = length;
        this.stalls = stalls;
        if (length <= SMALL) {
            ByteBuffer all = ByteBuffer.allocate((int) length);
            fill(all);
            endedEarly = all.hasRemaining();
            small = all.array();
        } else {
            small = null;
        }
    }

    /** @param next the request that is about to carry this body */
    void of(Cancellable next) {
        request = next;
    }

    private void fill(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining() && source.read(piece) >= 0) {
            // fill the piece
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        StallWatch.Body body = stalls.watch(out, request);
        try {
            if (small != null) {
                body.write(small, small.length, true);
            } else {
                stream(body);
            }
        } finally {
            stalled |= body.end();
        }
    }

    private void stream(StallWatch.Body body) throws IOException {
        if (begun) {
            throw new IOException("the server asked for the bytes and then sent us elsewhere");
        }
        begun = true;
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length));
        for (long done = 0; done < length; done += piece.position()) {
            piece.clear().limit((int) Math.min(piece.capacity(), length - done));
            try {
                fill(piece);
            } catch (IOException e) {
                failed = e;
                throw e;
            }
            if (piece.position() == 0) {
                endedEarly = true;
                throw new IOException("the source ended after " + done + " of " + length + " bytes");
            }
            body.write(piece.array(), piece.position(), done + piece.position() == length);
        }
    }

    /** @return whether the source ended before its length */
    boolean endedEarly() {
        return endedEarly;
    }

    /** @return whether it was ended because the server took no bytes */
    boolean stalled() {
        return stalled;
    }

    /** @return error of the source, or null */
    IOException failed() {
        return failed;
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public boolean isRepeatable() {
        return small != null;
    }

    @Override
    public boolean isStreaming() {
        return small == null;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("a body that is written, not read");
    }

    @Override
    public void close() {
        // the source is its owner's
    }
}
