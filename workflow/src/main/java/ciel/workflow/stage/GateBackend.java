package ciel.workflow.stage;

import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.Entry;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.UnsupportedException;
import ciel.transfer.checksum.Algorithm;
import ciel.workflow.gate.GateClient;
import ciel.workflow.gate.GateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folder behind a gate as a source of the mover: it is read only, and never written. */
public final class GateBackend implements Backend {
    private final GateSessions sessions;
    private final int lanes;

    /**
     * @param sessions with the gate; stay the caller's
     * @param lanes    most reads at a time, &ge; 1 and less than the sessions that there may be
     */
    public GateBackend(GateSessions sessions, int lanes) {
        this.sessions = sessions;
        this.lanes = lanes;
    }

    @Override
    public String url() {
        return "gate://" + sessions.site();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                false, false, false, false, true, false, false, Duration.ZERO, EnumSet.allOf(Algorithm.class), lanes);
    }

    private String path(StoragePath path) throws TransferException {
        return path.text()
                .orElseThrow(() -> new NotFoundException("[" + url() + "] '" + path + "' is no name that a gate has"));
    }

    private Entry entry(StoragePath path, JsonNode answer) {
        Entry.Kind kind =
                switch (answer.path("type").asText()) {
                    case "file" -> Entry.Kind.FILE;
                    case "folder" -> Entry.Kind.DIRECTORY;
                    default -> Entry.Kind.OTHER;
                };
        long size = kind == Entry.Kind.FILE ? answer.path("bytes").asLong() : 0;
        return new Entry(
                path, kind, size, Instant.ofEpochMilli(answer.path("mtime").asLong()), "");
    }

    @Override
    public Optional<Entry> stat(StoragePath path) throws TransferException {
        String plain = path(path);
        try {
            if (path.isRoot()) {
                sessions.use(gate -> gate.call("list", Map.of("path", ".", "limit", 1)));
                return Optional.of(new Entry(path, Entry.Kind.DIRECTORY, 0, Instant.EPOCH, ""));
            }
            return Optional.of(entry(path, sessions.use(gate -> gate.call("stat", Map.of("path", plain)))));
        } catch (GateException e) {
            if (e.kind().equals("notfound")) {
                return Optional.empty();
            }
            throw GateErrors.transfer(sessions.site(), "looking at '" + path + "'", e);
        } catch (IOException e) {
            throw GateErrors.transfer(sessions.site(), "looking at '" + path + "'", e);
        }
    }

    @Override
    public Listing list(StoragePath directory) throws TransferException {
        String plain = directory.isRoot() ? "." : path(directory);
        List<Entry> entries = new ArrayList<>();
        try {
            String after = "";
            boolean more = true;
            while (more) {
                String from = after;
                JsonNode answer = sessions.use(gate -> gate.call("list", Map.of("path", plain, "after", from)));
                for (JsonNode one : answer.path("entries")) {
                    after = one.path("name").asText();
                    entries.add(entry(directory.resolve(StoragePath.of(after)), one));
                }
                more = answer.path("more").asBoolean();
            }
        } catch (IOException e) {
            throw GateErrors.transfer(sessions.site(), "listing '" + directory + "'", e);
        }
        return new Listing(entries, List.of());
    }

    @Override
    public ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException {
        String plain = path(path);
        String act = "reading '" + path + "'";
        GateClient gate;
        try {
            gate = sessions.borrow();
        } catch (IOException e) {
            throw GateErrors.transfer(sessions.site(), act, e);
        }
        try {
            return new Reading(gate, gate.read(plain, offset, length), act);
        } catch (IOException e) {
            sessions.giveBack(gate);
            throw GateErrors.transfer(sessions.site(), act, e);
        }
    }

    /** A part of a file on its way through a session of its own. */
    private final class Reading implements ReadableByteChannel {
        private final GateClient gate;
        private final GateClient.Part part;
        private final String act;
        private boolean open = true;

        Reading(GateClient gate, GateClient.Part part, String act) {
            this.gate = gate;
            this.part = part;
            this.act = act;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            try {
                return part.read(to);
            } catch (IOException e) {
                throw GateErrors.transfer(sessions.site(), act, e);
            }
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public synchronized void close() {
            if (open) {
                open = false;
                part.close();
                sessions.giveBack(gate);
            }
        }
    }

    @Override
    public String checksum(StoragePath path, Algorithm algorithm) throws TransferException {
        String plain = path(path);
        try {
            return sessions.use(gate -> gate.call("checksum", Map.of("path", plain, "algorithm", algorithm.key())))
                    .path("checksum")
                    .asText();
        } catch (IOException e) {
            throw GateErrors.transfer(sessions.site(), "checksum of '" + path + "'", e);
        }
    }

    private UnsupportedException readOnly() {
        return new UnsupportedException("[" + url() + "] a gate gives files and takes none; name it as the source");
    }

    @Override
    public Temporary writeTemporary(StoragePath target, String token, long size, int mode) throws TransferException {
        throw readOnly();
    }

    @Override
    public void makeDirectory(StoragePath directory) throws TransferException {
        throw readOnly();
    }

    @Override
    public void commit(StoragePath temporary, StoragePath target) throws TransferException {
        throw readOnly();
    }

    @Override
    public boolean delete(StoragePath path) throws TransferException {
        throw readOnly();
    }

    @Override
    public void close() {
        // the sessions are the caller's
    }
}
