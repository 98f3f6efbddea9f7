package ciel.transfer.globus.backend;

import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.posix.PosixErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written to the staging folder, in any order, and sent to its temporary name on the collection by
 * {@link #sync()}. Both survive the process: what was written is kept, and a
 * task that was sending it is adopted. Writing once more ends that task first, and the whole is sent again.
 */
final class GlobusTemporary implements Temporary {
    private static final int BUFFER = 1 << 18;

    /** Told before the file changes. */
    interface Changing {
        void run() throws TransferException;
    }

    private final Staging staging;
    private final Staged staged;
    private final StoragePath path;
    private final String remotePath;
    private final Changing changing;
    private final FileChannel channel;
    private boolean sent;

    GlobusTemporary(Staging staging, Staged staged, StoragePath path, String remotePath, long size, Changing changing)
            throws TransferException {
        this.staging = staging;
        this.staged = staged;
        this.path = path;
        this.remotePath = remotePath;
        this.changing = changing;
        try {
            this.channel = FileChannel.open(staged.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.size() > size) {
                channel.truncate(size);
            }
        } catch (IOException e) {
            throw PosixErrors.of("[globus] making the staging file " + staged.file(), e);
        }
    }

    @Override
    public StoragePath path() {
        return path;
    }

    private synchronized void beforeWriting() throws TransferException {
        if (staged.submitted()) {
            changing.run();
            staging.end(staged);
            sent = false;
        }
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
        beforeWriting();
        try {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.clamp(length, 1, BUFFER));
            long done = 0;
            while (done < length) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
                if (source.read(buffer) < 0) {
                    break;
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    done += channel.write(buffer, offset + done);
                }
            }
            return done;
        } catch (IOException e) {
            throw PosixErrors.of("[globus] staging '" + path + "'", e);
        }
    }

    @Override
    public synchronized void sync() throws TransferException {
        if (sent) {
            return;
        }
        try {
            channel.force(true);
        } catch (IOException e) {
            throw PosixErrors.of("[globus] staging '" + path + "'", e);
        }
        staging.send(staged, remotePath);
        sent = true;
    }

    @Override
    public void close() throws TransferException {
        try {
            channel.close();
        } catch (IOException e) {
            throw PosixErrors.of("[globus] closing the staging file of '" + path + "'", e);
        }
    }
}
