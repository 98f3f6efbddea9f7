package ciel.workflow.gate;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.workflow.gate.GateRefusal.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One session of the gate: answers requests (see {@link GateProtocol}) until the input ends. It never prints a stack
 * trace
 * and never lets text of an exception out. Verbs: hello, list, stat, read, checksum, submit, query, cancel, site,
 * limits, engines, put, ack, delete, rmdir, sweep.
 */
public final class GateServer {
    private static final List<String> VERBS = List.of(
            "hello",
            "list",
            "stat",
            "read",
            "checksum",
            "submit",
            "query",
            "cancel",
            "site",
            "limits",
            "engines",
            "put",
            "ack",
            "delete",
            "rmdir",
            "sweep");
    /** Verbs that change something: a log line stands before they act. */
    private static final List<String> ACTS = List.of("submit", "cancel", "put", "ack", "delete", "rmdir", "sweep");

    private static final int MAX_ENTRIES = 1000;
    private static final int BUFFER_BYTES = 1 << 18;
    private static final long MAX_ID = (1L << 53) - 1;

    /** The file became shorter while it was sent: the client cannot know where the next line begins. */
    private static final class ShortFile extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final GateSettings settings;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] line = new byte[GateProtocol.MAX_LINE_BYTES + 1];
    private final byte[] input = new byte[1 << 13];
    private int inputAt;
    private int inputEnd;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final GateFolder folder;
    private final GateAcks acks;
    private final GateLog log;
    private final GateSlurm slurm;
    private final GateLimits limits;
    private final GateInputs inputs;

    /**
     * @param settings from the forced command
     * @param in       requests
     * @param out      greeting, answers, bytes of files
     * @throws IOException when the root cannot be used
     */
    public GateServer(GateSettings settings, InputStream in, OutputStream out) throws IOException {
        this.settings = settings;
        this.in = in;
        this.out = out;
        Path own = settings.root().resolve(".gate");
        this.log = new GateLog(own.resolve("log"), settings.client(), settings.clock());
        this.acks = new GateAcks(own);
        this.folder = new GateFolder(settings.root());
        this.slurm = new GateSlurm(settings);
        this.limits = new GateLimits(slurm);
        this.inputs = new GateInputs(settings.root(), own.resolve("put"), settings.putBytes());
    }

    /**
     * Answers one request of the same process, as a session would.
     *
     * @throws GateException with the kind of the refusal
     */
    ObjectNode call(ObjectNode request) throws IOException {
        String verb = request.path("verb").asText("?");
        String subject = subject(request);
        String outcome = "ok";
        try {
            admit(verb, subject, request);
            return perform(verb, request);
        } catch (GateRefusal e) {
            outcome = e.kind().name().toLowerCase(Locale.ROOT);
            throw new GateException(outcome, e.getMessage());
        } catch (IOException e) {
            outcome = "failed";
            throw e;
        } finally {
            log.line(verb, subject, outcome);
        }
    }

    /** Opens a regular file of the root. */
    SeekableByteChannel file(String path) throws GateException {
        try {
            return folder.at(path, GateFolder::read);
        } catch (GateRefusal e) {
            throw new GateException(e.kind().name().toLowerCase(Locale.ROOT), e.getMessage());
        }
    }

    void close() {
        folder.close();
    }

    /** What comes before a verb acts: it is on the list, its daemon was not deposed, the log says that it begins. */
    private void admit(String verb, String subject, JsonNode request) throws GateRefusal, IOException {
        if (!VERBS.contains(verb)) {
            throw GateRefusal.bad("the verb is none of " + String.join(", ", VERBS));
        }
        if (request.has("token") && ACTS.contains(verb)) {
            acks.fence(GateProtocol.integer(request, "token", 0, MAX_ID));
        }
        if (ACTS.contains(verb) && !verb.equals("put")) {
            log.line(verb, subject, "begins");
        }
    }

    /** Serves until the input ends. @return the exit code of the process */
    public int run() {
        try (folder) {
            log.line("open", settings.root().toString(), "ok");
            write(GateProtocol.MAGIC
                    + GateProtocol.JSON
                            .createObjectNode()
                            .put("protocol", GateProtocol.VERSION)
                            .put("version", settings.version()));
            while (true) {
                int length = readLine();
                if (length < 0) {
                    return 0;
                }
                if (length > GateProtocol.MAX_LINE_BYTES) {
                    write(refusal(
                            0,
                            new GateRefusal(
                                    Kind.TOOLONG, "a request has at most " + GateProtocol.MAX_LINE_BYTES + " bytes")));
                    log.line("?", "-", "toolong");
                    return 0;
                }
                answer(length);
            }
        } catch (ShortFile e) {
            return GateProtocol.SHORT_FILE;
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // the client went away, or something is wrong that is nobody's business at the other end
            return 1;
        }
    }

    private void answer(int length) throws IOException {
        long id = 0;
        String verb = "?";
        String subject = "-";
        String outcome;
        try {
            JsonNode request = GateProtocol.parse(line, length);
            id = GateProtocol.integer(request, "id", 0, MAX_ID);
            verb = GateProtocol.text(request, "verb");
            if (VERBS.contains(verb)) {
                subject = subject(request);
                admit(verb, subject, request);
            } else {
                verb = "?";
                admit(verb, subject, request);
            }
            if (verb.equals("read")) {
                read(id, request);
            } else {
                write(perform(verb, request).put("id", id).put("ok", true));
            }
            outcome = "ok";
        } catch (GateRefusal e) {
            outcome = e.kind().name().toLowerCase(Locale.ROOT);
            write(refusal(id, e));
        } catch (ShortFile e) {
            log.line(verb, subject, "short");
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            outcome = "failed";
            write(refusal(id, new GateRefusal(Kind.SITE, "the site cannot do it now")));
        }
        log.line(verb, subject, outcome);
    }

    /** What a request is about, for the log. */
    private static String subject(JsonNode request) {
        for (String name : List.of("path", "name", "job")) {
            if (request.path(name).isTextual()) {
                return request.path(name).textValue();
            }
        }
        return "-";
    }

    private ObjectNode perform(String verb, JsonNode request) throws GateRefusal, IOException {
        return switch (verb) {
            case "hello" -> hello();
            case "list" -> list(request);
            case "stat" -> stat(request);
            case "checksum" -> checksum(request);
            case "submit" -> slurm.submit(request);
            case "query" -> slurm.query(request);
            case "cancel" -> slurm.cancel(request);
            case "site" -> slurm.site();
            case "limits" -> limits.answer(request);
            case "engines" -> slurm.engines();
            case "put" -> inputs.put(request);
            case "ack" -> ack(request);
            case "delete" -> delete(request);
            case "rmdir" -> rmdir(request);
            case "sweep" -> sweep(request);
            default -> throw GateRefusal.bad("the verb is not known");
        };
    }

    private ObjectNode hello() throws IOException {
        ObjectNode answer = GateProtocol.JSON.createObjectNode();
        answer.put("protocol", GateProtocol.VERSION)
                .put("version", settings.version())
                .put("host", host())
                .put("user", System.getProperty("user.name"))
                .put("clock", settings.clock().instant().toEpochMilli())
                .put("graceSeconds", settings.grace().toSeconds());
        FileStore store = Files.getFileStore(settings.root());
        answer.put("bytesFree", store.getUsableSpace())
                .put("bytesTotal", store.getTotalSpace())
                .put("fileSystem", store.type());
        try (Backend backend = Backends.open(settings.root().toString(), Map.of())) {
            backend.space()
                    .filter(space -> space.inodes() < Long.MAX_VALUE)
                    .ifPresent(space -> answer.put("inodesFree", space.inodes()));
        } catch (TransferException e) {
            // a file system that does not tell
        }
        answer.put("jobs", settings.scripts().isPresent()).put("putBytes", settings.putBytes());
        ArrayNode verbs = answer.putArray("verbs");
        VERBS.forEach(verbs::add);
        return answer;
    }

    private static String host() {
        try {
            return java.net.InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Arguments path, after (a name), limit: names in order. */
    private ObjectNode list(JsonNode request) throws GateRefusal {
        String path = GateProtocol.text(request, "path");
        String after = request.has("after") ? GateProtocol.text(request, "after") : "";
        int limit = (int) GateProtocol.integer(request, "limit", 1, MAX_ENTRIES, MAX_ENTRIES);
        List<String> names = folder.names(path);
        ObjectNode answer = GateProtocol.JSON.createObjectNode();
        ArrayNode entries = answer.putArray("entries");
        boolean more = false;
        for (String name : names) {
            if (name.compareTo(after) <= 0) {
                continue;
            }
            if (entries.size() == limit) {
                more = true;
                break;
            }
            ObjectNode entry = GateProtocol.JSON.createObjectNode().put("name", name);
            try {
                describe(
                        entry,
                        folder.at(
                                path.isEmpty() || path.equals(".") ? name : path + "/" + name, GateFolder::attributes));
            } catch (GateRefusal e) {
                continue; // gone since
            }
            entries.add(entry);
        }
        return answer.put("more", more);
    }

    private ObjectNode stat(JsonNode request) throws GateRefusal {
        ObjectNode answer = GateProtocol.JSON.createObjectNode();
        describe(answer, folder.at(GateProtocol.text(request, "path"), GateFolder::attributes));
        return answer;
    }

    private static void describe(ObjectNode answer, BasicFileAttributes attributes) {
        answer.put("type", attributes.isRegularFile() ? "file" : attributes.isDirectory() ? "folder" : "other");
        answer.put("bytes", attributes.size());
        answer.put("mtime", attributes.lastModifiedTime().toMillis());
    }

    /** Arguments path, offset, length (bytes): a line, then the bytes. Beyond the end of the file: none. */
    private void read(long id, JsonNode request) throws GateRefusal, IOException {
        long offset = GateProtocol.integer(request, "offset", 0, Long.MAX_VALUE / 2);
        long length = GateProtocol.integer(request, "length", 0, GateProtocol.MAX_READ_BYTES);
        // the channel outlives the folder's descriptor, so nothing is held while the bytes go out
        try (SeekableByteChannel file = folder.at(GateProtocol.text(request, "path"), GateFolder::read)) {
            long size = file.size();
            long sent = Math.clamp(size - offset, 0, length);
            write(GateProtocol.JSON
                    .createObjectNode()
                    .put("id", id)
                    .put("ok", true)
                    .put("length", sent)
                    .put("bytes", size));
            file.position(Math.min(offset, size));
            while (sent > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), sent));
                int n = file.read(buffer);
                if (n < 0) {
                    throw new ShortFile();
                }
                out.write(buffer.array(), 0, n);
                sent -= n;
            }
        }
        out.flush();
    }

    private ObjectNode checksum(JsonNode request) throws GateRefusal {
        Algorithm algorithm = algorithm(request);
        String path = GateProtocol.text(request, "path");
        BasicFileAttributes attributes = folder.at(path, GateFolder::file);
        return GateProtocol.JSON
                .createObjectNode()
                .put("algorithm", algorithm.key())
                .put("checksum", sum(path, algorithm))
                .put("bytes", attributes.size())
                .put("mtime", attributes.lastModifiedTime().toMillis());
    }

    private String sum(String path, Algorithm algorithm) throws GateRefusal {
        return folder.at(path, (f, name) -> {
            try (SeekableByteChannel file = GateFolder.read(f, name)) {
                return Digests.of(file, algorithm);
            }
        });
    }

    private static Algorithm algorithm(JsonNode request) throws GateRefusal {
        return Algorithm.of(GateProtocol.text(request, "algorithm"))
                .orElseThrow(() -> GateRefusal.bad("algorithm is none of adler32, crc32c, sha256"));
    }

    /** The acknowledgement that a request names, with the time of now. */
    private GateAcks.Ack named(JsonNode request) throws GateRefusal {
        Algorithm algorithm = algorithm(request);
        String checksum = GateProtocol.text(request, "checksum");
        if (!checksum.matches("[0-9a-f]{" + algorithm.digits() + "}")) {
            throw GateRefusal.bad("checksum must have " + algorithm.digits() + " hexadecimal digits in lower case");
        }
        String path = String.join("/", GateFolder.parts(GateProtocol.text(request, "path")));
        long bytes = GateProtocol.integer(request, "bytes", 0, Long.MAX_VALUE);
        return new GateAcks.Ack(
                path, bytes, algorithm.key(), checksum, settings.clock().instant());
    }

    /** Arguments path, bytes, algorithm, checksum: the file is safe elsewhere. */
    private ObjectNode ack(JsonNode request) throws GateRefusal, IOException {
        GateAcks.Ack wanted = named(request);
        if (folder.at(wanted.path(), GateFolder::file).size() != wanted.bytes()) {
            throw new GateRefusal(Kind.CHANGED, "the file has another size");
        }
        GateAcks.Ack noted = acks.note(wanted);
        return GateProtocol.JSON
                .createObjectNode()
                .put("time", noted.time().toEpochMilli())
                .put("deletableAt", noted.time().plus(settings.grace()).toEpochMilli());
    }

    /** Deletes an acknowledged file that still is what was acknowledged: size, checksum and age are looked at again. */
    private ObjectNode delete(JsonNode request) throws GateRefusal, IOException {
        GateAcks.Ack wanted = named(request);
        acks.mayDelete(wanted, settings.grace());
        BasicFileAttributes before = folder.at(wanted.path(), GateFolder::file);
        if (before.size() != wanted.bytes()) {
            throw new GateRefusal(Kind.CHANGED, "the file has another size");
        }
        if (!wanted.checksum()
                .equals(sum(wanted.path(), Algorithm.of(wanted.algorithm()).orElseThrow()))) {
            throw new GateRefusal(Kind.CHANGED, "the file has another checksum");
        }
        folder.at(wanted.path(), (f, name) -> {
            BasicFileAttributes now = GateFolder.file(f, name);
            if (now.size() != before.size()
                    || !now.lastModifiedTime().equals(before.lastModifiedTime())
                    || !java.util.Objects.equals(now.fileKey(), before.fileKey())) {
                throw new GateRefusal(Kind.CHANGED, "the file changed while it was looked at");
            }
            f.deleteFile(name);
            return null;
        });
        acks.forget(wanted.path());
        return GateProtocol.JSON.createObjectNode();
    }

    /** Removes an empty folder. */
    private ObjectNode rmdir(JsonNode request) throws GateRefusal {
        String path = GateProtocol.text(request, "path");
        if (GateFolder.parts(path).isEmpty()) {
            throw new GateRefusal(Kind.DENIED, "the root is not removed");
        }
        folder.at(path, (f, name) -> {
            if (!GateFolder.attributes(f, name).isDirectory()) {
                throw new GateRefusal(Kind.DENIED, "it is not a folder");
            }
            try {
                f.deleteDirectory(name);
            } catch (java.nio.file.DirectoryNotEmptyException e) {
                throw new GateRefusal(Kind.CHANGED, "the folder is not empty");
            }
            return null;
        });
        return GateProtocol.JSON.createObjectNode();
    }

    /**
     * Arguments campaign, and one of visits (numbers, at most {@value #MAX_ENTRIES}), logs (s: older ones), all (true).
     */
    private ObjectNode sweep(JsonNode request) throws GateRefusal, IOException {
        SiteSweep sweep = new SiteSweep(new GateTree(folder), GateProtocol.text(request, "campaign"));
        Instant now = settings.clock().instant();
        if (request.has("logs")) {
            sweep.logs(now, Duration.ofSeconds(GateProtocol.integer(request, "logs", 0, MAX_ID / 1000)));
        } else if (request.path("all").asBoolean()) {
            sweep.all(now, settings.grace());
        } else {
            Set<Long> visits = new HashSet<>();
            JsonNode list = request.path("visits");
            if (!list.isArray() || list.isEmpty() || list.size() > MAX_ENTRIES) {
                throw GateRefusal.bad("visits is no list of 1 to " + MAX_ENTRIES + " numbers");
            }
            for (JsonNode visit : list) {
                if (!visit.isIntegralNumber() || visit.asLong() < 0) {
                    throw GateRefusal.bad("a visit is no number");
                }
                visits.add(visit.asLong());
            }
            sweep.visits(visits);
        }
        return GateProtocol.JSON.createObjectNode();
    }

    private static ObjectNode refusal(long id, GateRefusal refusal) {
        return GateProtocol.JSON
                .createObjectNode()
                .put("id", id)
                .put("ok", false)
                .put("error", refusal.kind().name().toLowerCase(Locale.ROOT))
                .put("text", refusal.getMessage());
    }

    private void write(Object message) throws IOException {
        out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /**
     * @return bytes of the next line without its end; -1 at the end of the input; over the limit when it is too long
     */
    private int readLine() throws IOException {
        int n = 0;
        while (true) {
            if (inputAt == inputEnd) {
                inputEnd = in.read(input);
                inputAt = 0;
                if (inputEnd < 0) {
                    inputEnd = 0;
                    return n == 0 ? -1 : n;
                }
            }
            byte b = input[inputAt++];
            if (b == '\n') {
                return n;
            }
            line[n++] = b;
            if (n > GateProtocol.MAX_LINE_BYTES) {
                return n;
            }
        }
    }
}
