package ciel.transfer.globus.backend;

import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsupportedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is written to the staging folder, and sent to its temporary name on the collection by {@link #sync()}. */
final class GlobusTemporary implements Temporary {
    private final Staging staging;
    private final StoragePath path;
    private final String remotePath;
    private final String key;
    private final long size;
    private final Path file;
    private final FileChannel channel;
    private boolean sent;

    GlobusTemporary(Staging staging, StoragePath path, String remotePath, String key, long size) throws TransferException {
        this.staging = staging;
        this.path = path;
        this.remotePath = remotePath;
        this.key = key;
        this.size = size;
        this.file = staging.file(key);
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new TransientException("[globus] the staging file " + file + " cannot be made: " + e.getMessage(), e);
        }
    }

    @Override
    public StoragePath path() {
        return path;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
        if (offset != 0 || length != size) {
            throw new UnsupportedException("[globus] a file is one stream: range " + offset + "+" + length + " of " + size + " bytes was asked for");
        }
        try {
            channel.truncate(0);
            ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
            long done = 0;
            while (done < length) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
                if (source.read(buffer) < 0) {
                    break;
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    done += channel.write(buffer, done);
                }
            }
            return done;
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw new TransientException("[globus] staging '" + path + "': " + e.getMessage(), e);
        }
    }

    @Override
    public void sync() throws TransferException {
        if (sent) {
            return;
        }
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new TransientException("[globus] staging '" + path + "': " + e.getMessage(), e);
        }
        staging.send(key, file, remotePath);
        sent = true;
    }

    @Override
    public void close() throws TransferException {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new TransientException("[globus] the staging file " + file + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
