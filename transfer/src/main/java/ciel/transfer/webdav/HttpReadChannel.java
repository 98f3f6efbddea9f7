package ciel.transfer.webdav;

import ciel.transfer.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** The body of an answer whose length is known; ending before it is an error of the connection. */
final class HttpReadChannel implements ReadableByteChannel {
    private final ClassicHttpResponse answer;
    private final InputStream in;
    private final Duration silence;
    private final String act;
    private long left;
    private byte[] spare;
    private boolean open = true;

    /** @param silence longest time without a byte */
    HttpReadChannel(ClassicHttpResponse answer, long length, Duration silence, String act) throws IOException {
        this.answer = answer;
        this.in = answer.getEntity().getContent();
        this.silence = silence;
        this.left = length;
        this.act = act;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int want = (int) Math.min(left, target.remaining());
        if (want == 0) {
            return left == 0 ? -1 : 0;
        }
        int n;
        try {
            if (target.hasArray()) {
                n = in.read(target.array(), target.arrayOffset() + target.position(), want);
                if (n > 0) {
                    target.position(target.position() + n);
                }
            } else {
                if (spare == null) {
                    spare = new byte[1 << 17];
                }
                n = in.read(spare, 0, Math.min(want, spare.length));
                if (n > 0) {
                    target.put(spare, 0, n);
                }
            }
        } catch (IOException e) {
            throw HttpErrors.of(act, silence, e);
        }
        if (n < 0) {
            throw new TransientException(act + ": the answer ended " + left + " bytes early");
        }
        left -= n;
        if (left == 0) {
            // The end is seen, so that the connection can be used again.
            in.close();
        }
        return n;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        // Not the stream: that would read what is left of it first.
        DavClient.close(answer);
    }
}
