package ciel.transfer.mover;

import ciel.transfer.Entry;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Partial;
import ciel.transfer.posix.PosixErrors;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the mover has begun and done, one JSON object a line, only ever appended to. Each intent is written before the
 * act. A torn last line, as a kill leaves it, is
 * cut off on opening. Only one process at a time can hold it. What it says of chunks is believed only after they have
 * been read back.
 */
final class Journal implements Closeable {
    /** How far an item was. */
    enum Stage {
        BEGUN,
        DONE,
        QUARANTINED
    }

    /**
     * State of one item.
     *
     * @param token  of its temporary name
     * @param source fingerprint of the source when it was begun
     * @param chunk  size of its chunks (byte)
     * @param stage  how far
     * @param chunks written and acknowledged, by number
     * @param whole  combined checksums once done, or null
     */
    record Item(String token, String source, long chunk, Stage stage, Map<Integer, Partial> chunks, Partial whole) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel channel;
    private final FileLock lock;
    private final Map<String, Item> items = new HashMap<>();

    Journal(Path folder) throws TransferException {
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    folder.resolve("journal.jsonl"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            lock = lock(folder);
            if (channel.size() > 0) {
                load(folder.resolve("journal.jsonl"));
            }
        } catch (IOException e) {
            throw PosixErrors.of("[journal " + folder + "] opening", e);
        }
    }

    private FileLock lock(Path folder) throws IOException {
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            channel.close();
            throw new SettingException("[journal " + folder
                    + "] another transfer is using this state folder; wait for it, or name another with --state");
        }
        return held;
    }

    private void load(Path file) throws IOException {
        long good = 0;
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r");
                java.io.BufferedInputStream lines = new java.io.BufferedInputStream(
                        java.nio.channels.Channels.newInputStream(in.getChannel()), 1 << 16)) {
            java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
            for (int b = lines.read(); b >= 0; b = lines.read()) {
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                try {
                    apply(JSON.readTree(line.toByteArray()));
                } catch (JsonProcessingException e) {
                    break;
                }
                good += line.size() + 1;
                line.reset();
            }
        }
        channel.truncate(good);
        channel.position(good);
    }

    private void apply(JsonNode r) {
        String name = r.path("item").asText();
        switch (r.path("t").asText()) {
            case "begin" ->
                items.put(
                        name,
                        new Item(
                                r.path("token").asText(),
                                r.path("source").asText(),
                                r.path("chunk").asLong(),
                                Stage.BEGUN,
                                new TreeMap<>(),
                                null));
            case "chunk" -> {
                Item item = items.get(name);
                if (item != null && item.stage == Stage.BEGUN) {
                    item.chunks.put(r.path("i").asInt(), partial(r));
                }
            }
            case "bad" -> {
                Item item = items.get(name);
                if (item != null && item.stage == Stage.BEGUN) {
                    item.chunks.remove(r.path("i").asInt());
                }
            }
            case "done", "quarantine" -> {
                Stage stage = r.path("t").asText().equals("done") ? Stage.DONE : Stage.QUARANTINED;
                items.put(name, new Item("", r.path("source").asText(), 0, stage, Map.of(), partial(r)));
            }
            default -> {
                // a record of a later version says nothing to us
            }
        }
    }

    private static Partial partial(JsonNode r) {
        return new Partial(
                r.path("n").asLong(),
                r.path("adler32").asLong(),
                r.path("crc32c").asLong());
    }

    /** Fingerprint of a source file: another value means another file. */
    static String fingerprint(Entry source) {
        return source.size() + " " + source.modified() + " " + source.version();
    }

    synchronized Item item(StoragePath target) {
        Item item = items.get(target.uri());
        return item == null
                ? null
                : new Item(item.token, item.source, item.chunk, item.stage, new TreeMap<>(item.chunks), item.whole);
    }

    void begin(StoragePath target, String token, String source, long chunk) throws TransferException {
        append(node("begin", target).put("token", token).put("source", source).put("chunk", chunk));
    }

    void chunk(StoragePath target, int i, Partial p) throws TransferException {
        append(put(node("chunk", target).put("i", i), p));
    }

    void bad(StoragePath target, int i) throws TransferException {
        append(node("bad", target).put("i", i));
    }

    void commit(StoragePath target) throws TransferException {
        append(node("commit", target));
    }

    void done(StoragePath target, String source, Partial whole, boolean quarantined) throws TransferException {
        append(put(node(quarantined ? "quarantine" : "done", target).put("source", source), whole));
    }

    private static ObjectNode node(String type, StoragePath target) {
        return JSON.createObjectNode().put("t", type).put("item", target.uri());
    }

    private static ObjectNode put(ObjectNode node, Partial p) {
        return node.put("n", p.length()).put("adler32", p.adler32()).put("crc32c", p.crc32c());
    }

    private synchronized void append(ObjectNode record) throws TransferException {
        apply(record);
        ByteBuffer line = ByteBuffer.wrap((record + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw PosixErrors.of("[journal] writing", e);
        }
    }

    void force() throws TransferException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw PosixErrors.of("[journal] syncing", e);
        }
    }

    @Override
    public void close() throws TransferException {
        try {
            channel.force(false);
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw PosixErrors.of("[journal] closing", e);
        }
    }
}
