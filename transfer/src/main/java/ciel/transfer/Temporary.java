package ciel.transfer;

import java.io.Closeable;
import java.nio.channels.ReadableByteChannel;

/** A file on its way: written under a temporary name, beside where it will stand. Closing keeps it. */
public interface Temporary extends Closeable {
    /** @return where it is; the name satisfies {@link FileName#isInternal()} */
    StoragePath path();

    /**
     * Reads from the source until {@code length} bytes are written, acknowledged by the server, or the source ends.
     * Safe to call from several threads for disjoint ranges where {@link Capabilities#parallelWrite()}.
     *
     * @param source where the bytes come from; left open
     * @param offset first byte in the file (byte), &ge; 0; must be 0 unless {@link Capabilities#partialWrite()}
     * @param length number of bytes, &ge; 0; must be the whole size unless {@link Capabilities#partialWrite()}
     * @return number of bytes written; less than {@code length} only if the source ended
     * @throws TransferException if it does not work; an error of the source passes unchanged
     */
    long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException;

    /**
     * Gives the file permissions and time, as far as {@link Capabilities#modes()} and {@link Capabilities#timeStep()}
     * say. To be called when all bytes are written; done at the latest by {@link #sync()}, which follows.
     *
     * @param metadata what to set
     * @throws TransferException if it does not work
     */
    default void keep(FileMetadata metadata) throws TransferException {
        // a backend that knows neither permissions nor times
    }

    /**
     * Puts the bytes on disk as far as the backend can ({@link Capabilities#durable()}).
     *
     * @throws TransferException if it does not work
     */
    void sync() throws TransferException;

    @Override
    void close() throws TransferException;
}
