package ciel.transfer;

import java.util.List;
import java.util.Optional;

/**
 * Acts on many small files together: what costs a round trip or a sync for each file elsewhere costs one for all of
 * them here. Each file has its own outcome, in the order of the arguments; an act as a whole throws only if the backend
 * itself cannot be used. The promises are those of {@link Backend}, for each file.
 */
public interface SmallFiles {
    /**
     * What came of one file.
     *
     * @param value what was asked for, null after an error or where there is nothing to give
     * @param error why not, or null
     */
    record Outcome<T>(T value, TransferException error) {
        /** @return an outcome without an error */
        public static <T> Outcome<T> of(T value) {
            return new Outcome<>(value, null);
        }

        /** @return an outcome with an error */
        public static <T> Outcome<T> failed(TransferException error) {
            return new Outcome<>(null, error);
        }
    }

    /**
     * A small file to be written.
     *
     * @param target   where it will stand
     * @param token    see {@link TemporaryName}
     * @param mode     permissions of the source, 0 to 0777
     * @param metadata permissions and time to keep
     * @param content  all of it; not changed
     */
    record Whole(StoragePath target, String token, int mode, FileMetadata metadata, byte[] content) {}

    /**
     * A temporary and its final name.
     *
     * @param temporary as {@link #write} made it
     * @param target    where it will stand
     */
    record Naming(StoragePath temporary, StoragePath target) {}

    /** @return most files in one act that make sense, &ge; 2 */
    int most();

    /**
     * As {@link Backend#stat}.
     *
     * @param paths of any files
     * @return what is there
     * @throws TransferException if the backend cannot be used
     */
    List<Outcome<Optional<Entry>>> stat(List<StoragePath> paths) throws TransferException;

    /**
     * Whole files, as {@link Backend#read}.
     *
     * @param paths of regular files
     * @param sizes how many bytes each should have; one more is read where there are more
     * @return their content
     * @throws TransferException if the backend cannot be used
     */
    List<Outcome<byte[]>> read(List<StoragePath> paths, List<Integer> sizes) throws TransferException;

    /**
     * Writes temporaries, with their permissions and times, and puts them on disk as far as the backend can.
     *
     * @param files what
     * @return paths of the temporaries
     * @throws TransferException if the backend cannot be used
     */
    List<Outcome<StoragePath>> write(List<Whole> files) throws TransferException;

    /**
     * As {@link Backend#commit}; the names are on disk, too, as far as the backend can.
     *
     * @param names what gets which name
     * @return true for each that has its name now
     * @throws TransferException if the backend cannot be used
     */
    List<Outcome<Boolean>> commit(List<Naming> names) throws TransferException;
}
