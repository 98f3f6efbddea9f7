package ciel.transfer.checksum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Passes bytes on and computes their checksums on the way. */
public final class DigestingChannel implements ReadableByteChannel {
    private final ReadableByteChannel source;
    private final Digests digests;

    /**
     * @param source  where the bytes come from; closed with this
     * @param digests fed with what passes
     */
    public DigestingChannel(ReadableByteChannel source, Digests digests) {
        this.source = source;
        this.digests = digests;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int n = source.read(target);
        if (n > 0) {
            digests.update(target.duplicate().flip().position(start));
        }
        return n;
    }

    @Override
    public boolean isOpen() {
        return source.isOpen();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
