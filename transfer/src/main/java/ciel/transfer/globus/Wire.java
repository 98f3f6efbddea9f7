package ciel.transfer.globus;

import java.io.IOException;

/** Sends one request and brings back one whole answer, without any retry. */
interface Wire extends AutoCloseable {
    /**
     * @param authorization the value of the Authorization header, or null
     * @throws IOException when no whole answer came within the time limit
     */
    Reply send(Call call, Secret authorization) throws IOException;

    @Override
    default void close() {}
}
