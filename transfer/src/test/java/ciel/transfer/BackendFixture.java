package ciel.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An open backend on an empty root, and what its tests do with it again and again. */
public abstract class BackendFixture {
    static final String TOKEN = "0123456789abcdef";
    static final String OTHER_TOKEN = "fedcba9876543210";

    Backend backend;

    /** @return an open backend on an empty root */
    protected abstract Backend open() throws Exception;

    /** @return the same place, opened once more, as a process after a crash would */
    protected abstract Backend reopen() throws Exception;

    /**
     * @return characters which the far side cannot have in names; such names must be refused before anything is
     * written, never changed
     */
    protected String refusedCharacters() {
        return "";
    }

    @BeforeEach
    void openBackend() throws Exception {
        backend = open();
    }

    @AfterEach
    void closeBackend() throws Exception {
        backend.close();
    }

    static byte[] noise(int seed, int bytes) {
        byte[] out = new byte[bytes];
        new Random(seed).nextBytes(out);
        return out;
    }

    static ReadableByteChannel channel(byte[] bytes) {
        return Channels.newChannel(new java.io.ByteArrayInputStream(bytes));
    }

    static byte[] slice(byte[] bytes, int offset, int length) {
        return java.util.Arrays.copyOfRange(bytes, offset, offset + length);
    }

    static byte[] all(ReadableByteChannel in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(100_003);
        try (in) {
            while (in.read(buffer.clear()) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
            }
        }
        return out.toByteArray();
    }

    byte[] read(StoragePath path, long offset, long length) throws IOException {
        return all(backend.read(path, offset, length));
    }

    StoragePath temporary(StoragePath target, String token, byte[] content) throws TransferException {
        try (Temporary t = backend.writeTemporary(target, token, content.length)) {
            assertEquals(content.length, t.transferFrom(channel(content), 0, content.length));
            t.sync();
            return t.path();
        }
    }

    void put(StoragePath target, byte[] content) throws TransferException {
        backend.commit(temporary(target, TOKEN, content), target);
    }

    Map<String, Entry.Kind> kinds(StoragePath directory) throws TransferException {
        Map<String, Entry.Kind> out = new TreeMap<>();
        for (Entry e : backend.list(directory).entries()) {
            out.put(e.path().toString(), e.kind());
        }
        return out;
    }
}
