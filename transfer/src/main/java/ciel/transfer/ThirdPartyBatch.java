package ciel.transfer;

import java.util.List;
import java.util.function.LongConsumer;

/**
 * Copies many files from one server to another as one piece of work of a service, without their bytes passing through
 * this process. The service compares checksums of both ends.
 */
public interface ThirdPartyBatch {
    /**
     * A file to copy.
     *
     * @param from      at the source
     * @param temporary path of its temporary at the destination ({@link TemporaryName}); folders are made as needed
     * @param size      size (byte)
     * @param sha256    what the source must have, or null
     */
    record Item(StoragePath from, StoragePath temporary, long size, String sha256) {}

    /** @return most files in one piece of work, &ge; 1 */
    int most();

    /**
     * Begins the piece of work of this name and waits for its end. It is written down before it is begun: a later call
     * under the same name, by this process or another one, waits for the end of the first and begins nothing, whatever
     * files it names; those must be among the first ones.
     *
     * @param name    8 to 32 hexadecimal digits, unique
     * @param files   at most {@link #most()}
     * @param arrived told of bytes that have arrived since it was last told
     * @throws TransferException if it did not do all of its work; a next call under the same name begins anew
     */
    void copy(String name, List<Item> files, LongConsumer arrived) throws TransferException;

    /**
     * Forgets a piece of work that is no longer needed.
     *
     * @param name of it
     * @throws TransferException if that does not work
     */
    void forget(String name) throws TransferException;
}
