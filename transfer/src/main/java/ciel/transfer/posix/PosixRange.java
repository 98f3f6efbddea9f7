package ciel.transfer.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A range of a local file; another local file can take it without the bytes passing through this process. */
final class PosixRange implements ReadableByteChannel {
    private final FileChannel file;
    private final String what;
    private final long end;
    private long position;

    PosixRange(FileChannel file, long offset, long length, String what) {
        this.file = file;
        this.position = offset;
        this.end = Math.addExact(offset, length);
        this.what = what;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        long left = end - position;
        if (left <= 0) {
            return -1;
        }
        int limit = target.limit();
        if (target.remaining() > left) {
            target.limit(target.position() + (int) left);
        }
        try {
            int n = file.read(target, position);
            if (n > 0) {
                position += n;
            }
            return n;
        } catch (IOException e) {
            throw PosixErrors.of("reading " + what, e);
        } finally {
            target.limit(limit);
        }
    }

    /** Copies up to {@code count} bytes in the kernel. @return number copied, 0 at the end */
    long copyTo(WritableByteChannel target, long count) throws IOException {
        long n = file.transferTo(position, Math.min(count, end - position), target);
        position += n;
        return n;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
