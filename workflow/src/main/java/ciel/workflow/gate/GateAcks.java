package ciel.workflow.gate;

import ciel.workflow.gate.GateRefusal.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What a gate remembers in {@code .gate} below its root: which files were acknowledged and when, by the clock of the
 * site;
 * and the highest fencing token that a daemon has shown.
 */
final class GateAcks {
    /** An acknowledgement: the file is safe elsewhere with this size and checksum. */
    record Ack(String path, long bytes, String algorithm, String checksum, Instant time) {}

    private final Path folder;

    GateAcks(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("acks"));
    }

    /** Notes an acknowledgement, whole and synced. One that stands with the same content keeps its time. */
    Ack note(Ack ack) throws IOException, GateRefusal {
        Ack earlier = find(ack.path());
        if (earlier != null
                && earlier.bytes() == ack.bytes()
                && earlier.algorithm().equals(ack.algorithm())
                && earlier.checksum().equals(ack.checksum())) {
            return earlier;
        }
        Path file = file(ack.path());
        Path whole = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        byte[] text = GateProtocol.JSON
                .createObjectNode()
                .put("path", ack.path())
                .put("bytes", ack.bytes())
                .put("algorithm", ack.algorithm())
                .put("checksum", ack.checksum())
                .put("time", ack.time().toString())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel out = FileChannel.open(
                whole, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(text);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        return ack;
    }

    /** @return the acknowledgement of a path, or null */
    Ack find(String path) throws IOException, GateRefusal {
        byte[] text;
        try {
            text = Files.readAllBytes(file(path));
        } catch (NoSuchFileException e) {
            return null;
        }
        JsonNode json = GateProtocol.parse(text, text.length);
        try {
            return new Ack(
                    json.path("path").asText(),
                    json.path("bytes").asLong(-1),
                    json.path("algorithm").asText(),
                    json.path("checksum").asText(),
                    Instant.parse(json.path("time").asText()));
        } catch (java.time.DateTimeException e) {
            throw new GateRefusal(Kind.SITE, "the acknowledgement on disk is damaged");
        }
    }

    /** Forgets an acknowledgement, after its file is gone. */
    void forget(String path) throws IOException {
        Files.deleteIfExists(file(path));
    }

    /** @throws GateRefusal unless the acknowledgement says the same and is older than the grace */
    void mayDelete(Ack wanted, Duration grace) throws IOException, GateRefusal {
        Ack ack = find(wanted.path());
        if (ack == null) {
            throw new GateRefusal(Kind.EARLY, "the file is not acknowledged");
        }
        if (ack.bytes() != wanted.bytes()
                || !ack.algorithm().equals(wanted.algorithm())
                || !ack.checksum().equals(wanted.checksum())) {
            throw new GateRefusal(Kind.CHANGED, "the acknowledgement names another size or checksum");
        }
        Instant free = ack.time().plus(grace);
        if (wanted.time().isBefore(free)) {
            throw new GateRefusal(Kind.EARLY, "the file may be deleted from " + free + " on");
        }
    }

    /** Keeps the highest token. @throws GateRefusal for a lower one: its daemon was deposed */
    void fence(long token) throws IOException, GateRefusal {
        try (FileChannel file = FileChannel.open(
                        folder.resolve("token"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            ByteBuffer text = ByteBuffer.allocate(24);
            while (text.hasRemaining() && file.read(text) >= 0) {
                continue;
            }
            String known = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
            long highest = known.matches("[0-9]{1,18}") ? Long.parseLong(known) : 0;
            if (token < highest) {
                throw new GateRefusal(
                        Kind.FENCED,
                        "the token is " + token + ", and " + highest + " was seen: another daemon took over"
                                + " (or another ledger was used with this folder, which belongs to one: remove"
                                + " .gate/token in it when no daemon of the other ledger runs any more)");
            }
            if (token > highest) {
                // fixed width: the new number covers the old one whole
                file.write(ByteBuffer.wrap("%-20d".formatted(token).getBytes(StandardCharsets.US_ASCII)), 0);
                file.force(true);
            }
        }
    }

    private Path file(String path) {
        try {
            byte[] name = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
            return folder.resolve("acks").resolve(HexFormat.of().formatHex(name, 0, 16) + ".json");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
