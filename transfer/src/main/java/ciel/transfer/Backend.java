package ciel.transfer;

import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.credentials.Credential;
import java.io.Closeable;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * A place where files are, below one root: coarse acts on whole ranges. Safe for use by many threads. Retrying,
 * pacing and verification are not a backend's business:
 * each act is tried once and either is done or throws a {@link TransferException} that says whether trying again
 * makes sense.
 */
public interface Backend extends Closeable {
    /** @return URL of the root, without any secret */
    String url();

    /** @return what this backend can do */
    Capabilities capabilities();

    /**
     * One level of a directory. Symbolic links are reported as such and not followed.
     *
     * @param directory below the root
     * @return what is there
     * @throws NotFoundException if there is no such directory
     * @throws TransferException if it does not work
     */
    Listing list(StoragePath directory) throws TransferException;

    /**
     * @param path below the root
     * @return what is there, empty if nothing is; a symbolic link is not followed
     * @throws UnsafePathException if a directory on the way is a symbolic link
     * @throws TransferException if it does not work
     */
    Optional<Entry> stat(StoragePath path) throws TransferException;

    /**
     * A range of a regular file.
     *
     * @param path   below the root
     * @param offset first byte, &ge; 0
     * @param length number of bytes, &ge; 0
     * @return the bytes; ends early if the file does. Its {@code read} throws {@link TransferException}s.
     * @throws NotFoundException   if there is no such file
     * @throws UnsafePathException if it, or a directory on the way, is a symbolic link
     * @throws TransferException   if it does not work
     */
    ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException;

    /**
     * Opens the temporary of a target, making directories as needed. What an earlier process wrote under the same
     * token is kept where
     * {@link Capabilities#partialWrite()}, else it is replaced.
     *
     * @param target where the file will stand
     * @param token  see {@link TemporaryName}
     * @param size   final size (byte), &ge; 0
     * @param mode   permissions of the source, 0 to 0777: while on its way and afterwards the file is never open to more
     *     people than these and the umask of the server allow, as far as the backend knows permissions
     * @return the file on its way
     * @throws BackPressureException if there is no room
     * @throws TransferException     if it does not work
     */
    Temporary writeTemporary(StoragePath target, String token, long size, int mode) throws TransferException;

    /** As {@link #writeTemporary(StoragePath, String, long, int)}, with the permissions of any new file. */
    default Temporary writeTemporary(StoragePath target, String token, long size) throws TransferException {
        return writeTemporary(target, token, size, FileMetadata.NEW_FILE);
    }

    /**
     * Makes a directory and those on the way to it. One that is there is left as it is.
     *
     * @param directory below the root
     * @throws UnsafePathException if something that is no directory has the name, or a symbolic link is on the way
     * @throws TransferException   if it does not work
     */
    void makeDirectory(StoragePath directory) throws TransferException;

    /**
     * Sets permissions and time of what is there, as far as {@link Capabilities#modes()} and
     * {@link Capabilities#timeStep()} say. For a file on its way see {@link Temporary#keep}.
     *
     * @param path     a file or directory, not a symbolic link
     * @param metadata what to set
     * @throws TransferException if it does not work
     */
    default void keep(StoragePath path, FileMetadata metadata) throws TransferException {
        // a backend that knows neither permissions nor times
    }

    /**
     * Gives a temporary its final name, making directories as needed. It appears there whole or not at all, and
     * nothing is ever replaced.
     *
     * @param temporary path of a temporary, closed
     * @param target    final path, in the same backend
     * @throws ConflictException if something has the final name; the temporary stays
     * @throws NotFoundException if there is no such temporary
     * @throws TransferException if it does not work
     */
    void commit(StoragePath temporary, StoragePath target) throws TransferException;

    /**
     * Checksum of the stored bytes: by the server if it can ({@link Capabilities#serverChecksums()}), else by
     * reading them.
     *
     * @param path      a regular file
     * @param algorithm which
     * @return lower-case hexadecimal digits
     * @throws NotFoundException if there is no such file
     * @throws TransferException if it does not work
     */
    default String checksum(StoragePath path, Algorithm algorithm) throws TransferException {
        Entry entry = stat(path).orElseThrow(() -> new NotFoundException("[" + url() + "] no file '" + path + "'"));
        try (ReadableByteChannel in = read(path, 0, entry.size())) {
            return Digests.of(in, algorithm);
        } catch (TransferException e) {
            throw e;
        } catch (java.io.IOException e) {
            throw new TransientException(
                    "[" + url() + "] reading '" + path + "' for its checksum: " + e.getMessage(), e);
        }
    }

    /** @return what opens this place and may end; watched by the link that a transfer uses */
    default List<Credential> credentials() {
        return List.of();
    }

    /** @return acts on many small files together, empty where the backend has none */
    default Optional<SmallFiles> smallFiles() {
        return Optional.empty();
    }

    /**
     * Deletes a file or an empty directory.
     *
     * @param path below the root, not the root
     * @return whether there was something
     * @throws TransferException if it does not work
     */
    boolean delete(StoragePath path) throws TransferException;

    /**
     * @return room left, empty where the backend cannot say
     * @throws TransferException if it does not work
     */
    default Optional<Space> space() throws TransferException {
        return Optional.empty();
    }

    /**
     * @param source where files come from
     * @return a way to copy them without their bytes passing through this process; empty where there is none, or it is
     *     not asked for
     * @throws SettingException if it is asked for and not possible with this source
     */
    default Optional<ThirdPartyCopy> thirdParty(Backend source) throws SettingException {
        return Optional.empty();
    }

    /**
     * @param source where files come from
     * @return a way to copy many files as one piece of work of a service; empty where there is none
     */
    default Optional<ThirdPartyBatch> thirdPartyBatch(Backend source) {
        return Optional.empty();
    }

    @Override
    void close() throws TransferException;
}
