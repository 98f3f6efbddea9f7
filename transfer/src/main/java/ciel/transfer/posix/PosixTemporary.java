package ciel.transfer.posix;

import ciel.transfer.Buffers;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A local file on its way. */
final class PosixTemporary implements Temporary {
    private final Path file;
    private final StoragePath path;
    private final String what;
    private final FileChannel channel;

    PosixTemporary(Path file, StoragePath path, String what) throws TransferException {
        this.file = file;
        this.path = path;
        this.what = what;
        this.channel = open();
    }

    private FileChannel open() throws TransferException {
        try {
            return FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw PosixErrors.of("opening " + what, e);
        }
    }

    @Override
    public StoragePath path() {
        return path;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
        return source instanceof PosixRange range ? copyInKernel(range, offset, length) : copy(source, offset, length);
    }

    private long copyInKernel(PosixRange source, long offset, long length) throws TransferException {
        // A channel of its own: the kernel copies to the channel's position, and lanes write other ranges at the same
        // time.
        try (FileChannel own = open()) {
            own.position(offset);
            long done = 0;
            while (done < length) {
                long n = source.copyTo(own, length - done);
                if (n <= 0) {
                    break;
                }
                done += n;
            }
            return done;
        } catch (IOException e) {
            throw PosixErrors.of("writing " + what, e);
        }
    }

    private long copy(ReadableByteChannel source, long offset, long length) throws TransferException {
        ByteBuffer buffer = Buffers.take();
        try {
            long done = 0;
            while (done < length) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
                int n;
                while (buffer.hasRemaining() && (n = source.read(buffer)) >= 0) {
                    // fill the buffer: few large writes
                }
                if (buffer.position() == 0) {
                    break;
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    done += channel.write(buffer, offset + done);
                }
            }
            return done;
        } catch (IOException e) {
            throw PosixErrors.of("writing " + what, e);
        } finally {
            Buffers.give(buffer);
        }
    }

    @Override
    public void sync() throws TransferException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw PosixErrors.of("syncing " + what, e);
        }
    }

    @Override
    public void close() throws TransferException {
        try {
            channel.close();
        } catch (IOException e) {
            throw PosixErrors.of("closing " + what, e);
        }
    }
}
