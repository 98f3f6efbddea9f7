package ciel.transfer.globus.backend;

import ciel.transfer.TransientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** A range of a staged file. */
final class Range implements ReadableByteChannel {
    private final FileChannel file;
    private final long end;
    private final String what;
    private long position;
    private boolean open = true;

    /** @param file null for a range of no bytes */
    Range(FileChannel file, long offset, long length, String what) {
        this.file = file;
        this.position = offset;
        this.end = Math.addExact(offset, length);
        this.what = what;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (position >= end || file == null) {
            return -1;
        }
        ByteBuffer part = target.slice(target.position(), (int) Math.min(target.remaining(), end - position));
        try {
            int n = file.read(part, position);
            if (n > 0) {
                position += n;
                target.position(target.position() + n);
            }
            return n;
        } catch (IOException e) {
            throw new TransientException("reading " + what + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        if (file != null) {
            file.close();
        }
    }
}
