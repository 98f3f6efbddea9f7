package ciel.transfer.posix;

import ciel.transfer.Buffers;
import ciel.transfer.FileMetadata;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A local file on its way. */
final class PosixTemporary implements Temporary {
    private static final Set<OpenOption> HOW =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    /** Whatever the source allows: a later lane or process writes to it, too. */
    static final int OWNER_WRITES = 0600;

    private final Path file;
    private final byte[] bytes;
    private final StoragePath path;
    private final int mode;
    private final String what;
    private final FileChannel channel;

    /**
     * @param bytes the same path as the system has it
     * @param mode  permissions of the source
     */
    PosixTemporary(Path file, byte[] bytes, StoragePath path, int mode, String what) throws TransferException {
        this.file = file;
        this.bytes = bytes;
        this.path = path;
        this.mode = mode;
        this.what = what;
        this.channel = open();
    }

    private FileChannel open() throws TransferException {
        try {
            return FileChannel.open(
                    file,
                    HOW,
                    PosixFilePermissions.asFileAttribute(Attributes.permissions(mode & 0777 | OWNER_WRITES)));
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
    public void keep(FileMetadata metadata) throws TransferException {
        try {
            FileMetadata all = metadata;
            if (metadata.mode() == FileMetadata.UNKNOWN && (mode & OWNER_WRITES) != OWNER_WRITES) {
                int now = Attributes.mode(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
                all = new FileMetadata(now & mode, metadata.modified());
            }
            Attributes.keep(file, bytes, all);
        } catch (IOException e) {
            throw PosixErrors.of("setting permissions and time of " + what, e);
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
