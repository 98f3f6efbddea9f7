package ciel.workflow.gate;

import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.workflow.gate.GateRefusal.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that a client brings: only into {@code inputs/}, only under their own checksum. Parts are collected in the gate's
 * own folder; when the last byte is there the checksum is taken, and only a file that has it gets its name. Nothing is
 * replaced, and nothing can be executed.
 */
final class GateInputs {
    /** Bytes of one part: in base 64 they fit into a request with room for its other arguments. */
    static final int PART_BYTES = 45 * 1024;

    private static final Pattern PATH = Pattern.compile("inputs/(([0-9a-f]{64})(\\.gz)?)");

    private final Path root;
    private final Path parts;
    private final long most;

    GateInputs(Path root, Path parts, long most) {
        this.root = root;
        this.parts = parts;
        this.most = most;
    }

    /**
     * Arguments path, bytes (of the whole file), offset, data (base 64). Answers done (the file is there) and have (bytes
     * that are there); a part whose offset is not what is there is not taken. No data: only asks.
     */
    ObjectNode put(JsonNode request) throws GateRefusal, IOException {
        Matcher path = PATH.matcher(GateProtocol.text(request, "path"));
        if (!path.matches()) {
            throw new GateRefusal(
                    Kind.DENIED, "the path is not inputs/ and a sha256 of 64 digits, with .gz or without");
        }
        long bytes = GateProtocol.integer(request, "bytes", 0, Long.MAX_VALUE / 2);
        if (bytes > most) {
            throw new GateRefusal(Kind.DENIED, "the file has " + bytes + " bytes; this gate takes at most " + most);
        }
        long offset = GateProtocol.integer(request, "offset", 0, bytes);
        byte[] data = data(GateProtocol.text(request, "data"));
        if (data.length > bytes - offset) {
            throw GateRefusal.bad("the part ends after the file's " + bytes + " bytes");
        }
        Path target = folder("inputs").resolve(path.group(1));
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return answer(true, bytes);
        }
        Path part = Files.createDirectories(parts).resolve(path.group(1));
        try (FileChannel file = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
                FileLock lock = file.lock()) {
            if (file.size() > bytes) {
                file.truncate(0); // the rest of a request that said another size
            }
            if (data.length > 0) {
                if (offset != file.size()) {
                    throw new GateRefusal(
                            Kind.CHANGED, "the part begins at " + offset + ", and " + file.size() + " bytes are there");
                }
                ByteBuffer buffer = ByteBuffer.wrap(data);
                while (buffer.hasRemaining()) {
                    file.write(buffer, offset + buffer.position());
                }
            }
            if (file.size() < bytes) {
                return answer(false, file.size());
            }
            file.force(true);
            file.position(0);
            if (!Digests.of(file, Algorithm.SHA256).equals(path.group(2))) {
                file.truncate(0);
                throw new GateRefusal(Kind.CHANGED, "the bytes have another checksum than the name says");
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r-----"));
            try {
                Files.createLink(target, part);
            } catch (FileAlreadyExistsException e) {
                // another session was first, with the same bytes
            }
            Files.deleteIfExists(part);
            return answer(true, bytes);
        }
    }

    /** @return a folder of the root, made where it is missing; a link in its place is refused */
    private Path folder(String name) throws GateRefusal, IOException {
        Path folder = root.resolve(name);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder);
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new GateRefusal(Kind.DENIED, "inputs is not a folder");
        }
        return folder;
    }

    private static byte[] data(String text) throws GateRefusal {
        try {
            byte[] data = Base64.getDecoder().decode(text);
            if (data.length <= PART_BYTES) {
                return data;
            }
        } catch (IllegalArgumentException e) {
            // what the decoder says may quote the request
        }
        throw GateRefusal.bad("data must be at most " + PART_BYTES + " bytes in base 64");
    }

    private static ObjectNode answer(boolean done, long have) {
        return GateProtocol.JSON.createObjectNode().put("done", done).put("have", have);
    }
}
