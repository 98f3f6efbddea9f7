package ciel.transfer.xrootd.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Answers of one connection, one after the other. Answers that come late, wrapped into an attention of the server, come
 * out as if they had come at once.
 */
final class FrameReader {
    /** Longest body that is taken into memory at once (byte). A listing comes in pieces, each at most this. */
    static final int MAX_BODY = 4 << 20;

    private static final int HEADER = 8;
    private static final int MAX_IDLE_TALK = 1000;

    private final ReadableByteChannel in;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10).limit(0);
    private ByteBuffer late;
    private int id;
    private int status;
    private int left;

    FrameReader(ReadableByteChannel in) {
        this.in = in;
    }

    /** Goes to the next answer; what was left of the last one is passed over. */
    void next() throws IOException {
        for (int talk = 0; talk < MAX_IDLE_TALK; talk++) {
            skip();
            fill(HEADER);
            id = buffer.getShort() & 0xffff;
            status = buffer.getShort() & 0xffff;
            left = buffer.getInt();
            if (left < 0) {
                throw new ProtocolException(
                        "an answer of " + (left & 0xffffffffL) + " bytes; at most " + Integer.MAX_VALUE + " can be");
            }
            if (status != Status.ATTENTION || unwrap()) {
                return;
            }
        }
        throw new ProtocolException(MAX_IDLE_TALK + " messages and no answer");
    }

    /** @return whether it is an answer; other calls for attention need none */
    private boolean unwrap() throws IOException {
        ByteBuffer all = ByteBuffer.wrap(body());
        if (all.remaining() < 16 || all.getInt() != Status.LATE_ANSWER) {
            return false;
        }
        all.getInt();
        id = all.getShort() & 0xffff;
        status = all.getShort() & 0xffff;
        left = all.getInt();
        if (left != all.remaining() || status == Status.ATTENTION) {
            throw new ProtocolException(
                    "a late answer of " + left + " bytes in a message with room for " + all.remaining());
        }
        late = all;
        return true;
    }

    private void skip() throws IOException {
        if (late != null) {
            late = null;
            left = 0;
        }
        while (left > 0) {
            fill(1);
            int n = Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + n);
            left -= n;
        }
    }

    private void fill(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        buffer.compact();
        try {
            while (buffer.position() < bytes) {
                if (in.read(buffer) < 0) {
                    throw new EOFException("the server closed the connection");
                }
            }
        } finally {
            buffer.flip();
        }
    }

    /** @return which request is answered */
    int id() {
        return id;
    }

    /** @return one of {@link Status} */
    int status() {
        return status;
    }

    /** @return bytes of the body that were not read yet */
    int left() {
        return left;
    }

    /** @return what is left of the body */
    byte[] body() throws IOException {
        if (left > MAX_BODY) {
            throw new ProtocolException("an answer of " + left + " bytes; at most " + MAX_BODY + " are taken");
        }
        ByteBuffer out = ByteBuffer.allocate(left);
        while (left > 0) {
            read(out);
        }
        return out.array();
    }

    /** Reads some bytes of the body, not all that fit if that would mean to wait. */
    void read(ByteBuffer target) throws IOException {
        int want = Math.min(left, target.remaining());
        if (want == 0) {
            return;
        }
        ByteBuffer have = late != null ? late : buffer;
        if (have.hasRemaining()) {
            int n = Math.min(want, have.remaining());
            target.put(target.position(), have, have.position(), n);
            target.position(target.position() + n);
            have.position(have.position() + n);
            left -= n;
            return;
        }
        int limit = target.limit();
        target.limit(target.position() + want);
        try {
            int n = in.read(target);
            if (n < 0) {
                throw new EOFException("the server closed the connection");
            }
            left -= n;
        } finally {
            target.limit(limit);
        }
    }
}
