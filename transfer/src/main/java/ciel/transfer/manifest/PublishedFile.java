package ciel.transfer.manifest;

import ciel.transfer.StoragePath;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.posix.PosixBackend;
import ciel.transfer.posix.PosixErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file being written under a temporary name, its checksums computed on the way. {@link #publish()} syncs it and
 * gives it its name; closing without publishing removes
 * it. For one thread.
 */
public final class PublishedFile implements WritableByteChannel {
    private final PosixBackend backend;
    private final StoragePath target;
    private final StoragePath temporary;
    private final FileChannel channel;
    private final Digests digests = new Digests(EnumSet.allOf(Algorithm.class));
    private boolean published;

    PublishedFile(PosixBackend backend, StoragePath target) throws TransferException {
        this.backend = backend;
        this.target = target;
        byte[] token = new byte[8];
        ThreadLocalRandom.current().nextBytes(token);
        String text = HexFormat.of().formatHex(token);
        this.temporary = TemporaryName.of(target, text);
        backend.writeTemporary(target, text, 0).close();
        try {
            this.channel = FileChannel.open(backend.file(temporary), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw PosixErrors.of("opening '" + temporary + "'", e);
        }
    }

    @Override
    public int write(ByteBuffer bytes) throws TransferException {
        ByteBuffer passed = bytes.duplicate();
        try {
            int n = channel.write(bytes);
            digests.update(passed.limit(passed.position() + n));
            return n;
        } catch (IOException e) {
            throw PosixErrors.of("writing '" + target + "'", e);
        }
    }

    /**
     * Syncs, renames, syncs the directory.
     *
     * @return what goes into the manifest
     * @throws ciel.transfer.ConflictException if the name is taken
     * @throws TransferException               if it does not work
     */
    public ManifestFile publish() throws TransferException {
        try {
            channel.force(true);
            channel.close();
        } catch (IOException e) {
            throw PosixErrors.of("syncing '" + target + "'", e);
        }
        backend.commit(temporary, target);
        published = true;
        return new ManifestFile(target, digests.length(), digests.finish());
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws TransferException {
        try {
            channel.close();
        } catch (IOException e) {
            throw PosixErrors.of("closing '" + target + "'", e);
        }
        if (!published) {
            backend.delete(temporary);
        }
    }
}
