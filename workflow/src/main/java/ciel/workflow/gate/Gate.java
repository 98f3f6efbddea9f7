package ciel.workflow.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/** The verbs of a gate, whether it is at the other end of a session or in this process. */
public interface Gate extends AutoCloseable {
    /**
     * Asks and waits for the answer.
     *
     * @param verb      such as {@code hello}
     * @param arguments the verb's
     * @return the answer's object
     * @throws GateException when the gate refuses
     */
    JsonNode call(String verb, Map<String, ?> arguments) throws IOException;

    /**
     * Copies a part of a file.
     *
     * @param path   below the gate's root
     * @param offset first byte
     * @param length bytes
     * @param to     where they go
     * @throws GateException kind {@code changed} when the file is shorter
     */
    void copy(String path, long offset, long length, OutputStream to) throws IOException;

    /**
     * Brings an input to the site. What an earlier call has brought is not sent again; a file that is there is left as it
     * is.
     *
     * @param file of this machine
     * @param path {@code inputs/<sha256 of the file>}, with {@code .gz} or without
     * @throws GateException kind {@code changed} where the bytes have another checksum, {@code denied} where the file is
     *     larger than the gate allows
     */
    void put(Path file, String path) throws IOException;

    @Override
    void close();
}
