package ciel.transfer;

import java.util.function.LongConsumer;

/**
 * Copies files from one server to another without their bytes passing through this process: the server of the destination
 * fetches them. A limit of the bandwidth does not apply, and the destination is shown what opens the source.
 */
public interface ThirdPartyCopy {
    /**
     * Copies a whole file. Tried once; a copy that was interrupted begins again.
     *
     * @param from      file at the source
     * @param temporary path of a temporary at the destination, which {@link Backend#writeTemporary} has given
     * @param size      of the file (byte)
     * @param arrived   told of bytes that have arrived since it was last told
     * @throws TransferException if it does not work
     */
    void fetch(StoragePath from, StoragePath temporary, long size, LongConsumer arrived) throws TransferException;
}
