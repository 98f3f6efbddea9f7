package ciel.transfer;

import ciel.transfer.checksum.Algorithm;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** Passes everything on to another backend; a test overrides what it wants to see or to spoil. */
public class DelegatingBackend implements Backend {
    private final Backend to;

    public DelegatingBackend(Backend to) {
        this.to = to;
    }

    @Override
    public String url() {
        return to.url();
    }

    /** @return what everything goes to */
    protected final Backend to() {
        return to;
    }

    @Override
    public Capabilities capabilities() {
        return to.capabilities();
    }

    @Override
    public Listing list(StoragePath directory) throws TransferException {
        return to.list(directory);
    }

    @Override
    public Optional<Entry> stat(StoragePath path) throws TransferException {
        return to.stat(path);
    }

    @Override
    public ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException {
        return to.read(path, offset, length);
    }

    @Override
    public Temporary writeTemporary(StoragePath target, String token, long size, int mode) throws TransferException {
        return new DelegatingTemporary(to.writeTemporary(target, token, size, mode));
    }

    @Override
    public void makeDirectory(StoragePath directory) throws TransferException {
        to.makeDirectory(directory);
    }

    @Override
    public void keep(StoragePath path, FileMetadata metadata) throws TransferException {
        to.keep(path, metadata);
    }

    @Override
    public void commit(StoragePath temporary, StoragePath target) throws TransferException {
        to.commit(temporary, target);
    }

    @Override
    public String checksum(StoragePath path, Algorithm algorithm) throws TransferException {
        return to.checksum(path, algorithm);
    }

    @Override
    public boolean delete(StoragePath path) throws TransferException {
        return to.delete(path);
    }

    @Override
    public Optional<Space> space() throws TransferException {
        return to.space();
    }

    @Override
    public void close() throws TransferException {
        to.close();
    }

    /** The same for a temporary. */
    public static class DelegatingTemporary implements Temporary {
        private final Temporary to;

        public DelegatingTemporary(Temporary to) {
            this.to = to;
        }

        @Override
        public StoragePath path() {
            return to.path();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
            return to.transferFrom(source, offset, length);
        }

        @Override
        public void keep(FileMetadata metadata) throws TransferException {
            to.keep(metadata);
        }

        @Override
        public void sync() throws TransferException {
            to.sync();
        }

        @Override
        public void close() throws TransferException {
            to.close();
        }
    }
}
