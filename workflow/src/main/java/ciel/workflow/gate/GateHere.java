package ciel.workflow.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** A gate in this process, for a site on the spot: the same checks, log and answers without a session. */
public final class GateHere implements Gate {
    private final GateServer server;

    /** @param settings as a forced command would give them @throws IOException when the root cannot be used */
    public GateHere(GateSettings settings) throws IOException {
        this.server = new GateServer(settings, InputStream.nullInputStream(), new ByteArrayOutputStream());
    }

    @Override
    public JsonNode call(String verb, Map<String, ?> arguments) throws IOException {
        ObjectNode request = GateProtocol.JSON.valueToTree(arguments);
        return server.call(request.put("verb", verb));
    }

    @Override
    public void copy(String path, long offset, long length, OutputStream to) throws IOException {
        try (SeekableByteChannel file = server.file(path)) {
            file.position(offset);
            ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
            for (long left = length; left > 0; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                int n = file.read(buffer);
                if (n < 0) {
                    throw new GateException("changed", "the file " + path + " is shorter than it was");
                }
                to.write(buffer.array(), 0, n);
                left -= n;
            }
        }
    }

    @Override
    public void put(Path file, String path) throws IOException {
        long bytes = Files.size(file);
        JsonNode there = call("put", Map.of("path", path, "bytes", bytes, "offset", 0, "data", ""));
        long offset = there.path("have").asLong();
        try (InputStream from = Files.newInputStream(file)) {
            from.skipNBytes(offset);
            while (!there.path("done").asBoolean()) {
                byte[] part = from.readNBytes(GateInputs.PART_BYTES);
                if (part.length == 0) {
                    throw new GateException("changed", "the file " + file + " became shorter while it was read");
                }
                String data = Base64.getEncoder().encodeToString(part);
                there = call("put", Map.of("path", path, "bytes", bytes, "offset", offset, "data", data));
                offset += part.length;
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
