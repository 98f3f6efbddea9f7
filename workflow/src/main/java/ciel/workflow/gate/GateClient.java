package ciel.workflow.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A session with a gate, over the standard streams of a process such as ssh. Requests of one session are answered in
 * turn;
 * one thread uses it at a time.
 */
public final class GateClient implements Gate {
    /** Lines that a login script may print before the greeting. */
    private static final int MAX_BANNER_LINES = 200;

    private static final int MAX_ANSWER_BYTES = 32 << 20;
    private static final int CHUNK_BYTES = 8 << 20;
    private static final int AHEAD = 4;
    private static final int BUFFER_BYTES = 1 << 17;

    private final Process process;
    private final InputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    private final Thread listener;
    private final JsonNode greeting;
    private long lastId;

    /**
     * Starts the command and waits for the greeting.
     *
     * @param command such as {@code ssh -T host}
     * @param patience how long the greeting may take
     * @throws GateException kind {@code greeting} where something else than a gate answers, with what was said
     *      on stderr
     */
    public static GateClient open(List<String> command, Duration patience) throws IOException {
        Process process = new ProcessBuilder(command).start();
        Thread limit = Thread.ofPlatform().daemon().unstarted(() -> {
            try {
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                // the greeting is there
            }
        });
        limit.start();
        try {
            return new GateClient(process);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        } finally {
            limit.interrupt();
        }
    }

    private GateClient(Process process) throws IOException {
        this.process = process;
        this.in = new BufferedInputStream(process.getInputStream(), BUFFER_BYTES);
        this.out = process.getOutputStream();
        this.listener = Thread.ofPlatform().daemon().start(this::listen);
        this.greeting = greet();
    }

    private void listen() {
        byte[] some = new byte[1024];
        try (InputStream errors = process.getErrorStream()) {
            for (int n; (n = errors.read(some)) >= 0; ) {
                synchronized (complaints) {
                    if (complaints.size() < 4096) {
                        complaints.write(some, 0, n);
                    }
                }
            }
        } catch (IOException e) {
            // the process is gone
        }
    }

    private JsonNode greet() throws IOException {
        for (int i = 0; i < MAX_BANNER_LINES; i++) {
            String line;
            try {
                line = readLine();
            } catch (GateException e) {
                break;
            }
            if (line.startsWith(GateProtocol.MAGIC)) {
                JsonNode json = GateProtocol.JSON.readTree(line.substring(GateProtocol.MAGIC.length()));
                if (json.path("protocol").asInt() != GateProtocol.VERSION) {
                    throw new GateException(
                            "greeting",
                            "the gate speaks protocol " + json.path("protocol") + ", this Ciel speaks "
                                    + GateProtocol.VERSION + " (install the same version at both ends)");
                }
                return json;
            }
        }
        process.destroyForcibly();
        String said = said();
        throw new GateException("greeting", "no gate answers" + (said.isEmpty() ? "" : ": " + said));
    }

    /** @return what ssh or the site printed on stderr, shortened */
    private String said() {
        try {
            listener.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (complaints) {
            String text = complaints.toString(StandardCharsets.UTF_8).strip();
            return text.lines().filter(l -> !l.isBlank()).reduce((a, b) -> b).orElse("");
        }
    }

    /** @return the version of Ciel at the other end */
    public String version() {
        return greeting.path("version").asText();
    }

    @Override
    public JsonNode call(String verb, Map<String, ?> arguments) throws IOException {
        long id = send(verb, arguments);
        flush();
        return answer(id);
    }

    /** Several requests ahead. */
    @Override
    public void copy(String path, long offset, long length, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (Part part = read(path, offset, length)) {
            long left = length;
            for (int n; left > 0 && (n = part.read(ByteBuffer.wrap(buffer))) >= 0; left -= n) {
                to.write(buffer, 0, n);
            }
            if (left > 0) {
                throw new GateException("changed", "the file " + path + " is shorter than it was");
            }
        }
    }

    /**
     * Reads a part of a file, several requests ahead. The session answers nothing else until the part is closed; one
     * that is closed before its end closes the session.
     *
     * @param path   below the gate's root
     * @param offset first byte
     * @param length bytes
     * @return the bytes; they end early where the file does
     * @throws GateException when the gate refuses
     */
    public Part read(String path, long offset, long length) throws IOException {
        return new Part(path, offset, length);
    }

    /** A part of a file on its way. */
    public final class Part implements ReadableByteChannel {
        private final String path;
        private final ArrayDeque<Long> sent = new ArrayDeque<>();
        private final ArrayDeque<Long> sizes = new ArrayDeque<>();
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private long next;
        private long unasked;
        private long left;
        private boolean ended;
        private boolean open = true;

        private Part(String path, long offset, long length) throws IOException {
            this.path = path;
            this.next = offset;
            this.unasked = length;
            try {
                ask();
                if (sent.isEmpty()) {
                    sent.add(send("read", Map.of("path", path, "offset", offset, "length", 0)));
                    sizes.add(0L);
                    flush();
                }
                header();
            } catch (IOException e) {
                if (sent.isEmpty()) {
                    open = false; // the one answer was read: the session goes on
                } else {
                    close();
                }
                throw e;
            }
        }

        private void ask() throws IOException {
            boolean asked = false;
            while (unasked > 0 && sent.size() < AHEAD) {
                long n = Math.min(CHUNK_BYTES, unasked);
                sent.add(send("read", Map.of("path", path, "offset", next, "length", n)));
                sizes.add(n);
                next += n;
                unasked -= n;
                asked = true;
            }
            if (asked) {
                flush();
            }
        }

        private void header() throws IOException {
            long wanted = sizes.remove();
            left = answer(sent.remove()).path("length").asLong();
            if (left > wanted) {
                close();
                throw new GateException("closed", "the gate sends more than was asked for; the session is closed");
            }
            ended = left < wanted;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            if (!open) {
                throw new ClosedChannelException();
            }
            while (left == 0) {
                if (ended || sent.isEmpty() && unasked == 0) {
                    return -1;
                }
                ask();
                header();
            }
            int n = in.read(buffer, 0, (int) Math.min(Math.min(buffer.length, left), to.remaining()));
            if (n < 0) {
                throw closed();
            }
            to.put(buffer, 0, n);
            left -= n;
            return n;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                if (left > 0 || !sent.isEmpty()) {
                    abort(); // answers are on their way that nobody reads
                }
            }
        }
    }

    /** Ends the session at once, from any thread: whoever waits for an answer gets an error. */
    public void abort() {
        process.destroyForcibly();
    }

    /** @return whether requests can be sent, as far as is known here */
    public boolean isOpen() {
        return process.isAlive();
    }

    @Override
    public void put(Path file, String path) throws IOException {
        try (InputStream from = Files.newInputStream(file)) {
            long bytes = Files.size(file);
            JsonNode there = call("put", Map.of("path", path, "bytes", bytes, "offset", 0, "data", ""));
            long offset = there.path("have").asLong();
            from.skipNBytes(offset);
            ArrayDeque<Long> sent = new ArrayDeque<>();
            boolean done = there.path("done").asBoolean();
            while (!done) {
                while (offset < bytes && sent.size() < AHEAD) {
                    byte[] part = from.readNBytes(GateInputs.PART_BYTES);
                    if (part.length == 0) {
                        throw new GateException("changed", "the file " + file + " became shorter while it was read");
                    }
                    String data = Base64.getEncoder().encodeToString(part);
                    sent.add(send("put", Map.of("path", path, "bytes", bytes, "offset", offset, "data", data)));
                    offset += part.length;
                }
                flush();
                if (sent.isEmpty()) {
                    throw new GateException("changed", "the site did not finish the file " + path);
                }
                try {
                    done = answer(sent.remove()).path("done").asBoolean();
                } catch (GateException e) {
                    if (!sent.isEmpty()) {
                        close(); // answers of later parts are on their way: this session is not used again
                    }
                    throw e;
                }
            }
        }
    }

    private long send(String verb, Map<String, ?> arguments) throws IOException {
        ObjectNode request = GateProtocol.JSON.valueToTree(arguments);
        byte[] line = (request.put("id", ++lastId).put("verb", verb) + "\n").getBytes(StandardCharsets.UTF_8);
        if (line.length > GateProtocol.MAX_LINE_BYTES) {
            throw new GateException(
                    "toolong", "a request of " + line.length + " bytes; the limit is " + GateProtocol.MAX_LINE_BYTES);
        }
        try {
            out.write(line);
        } catch (IOException e) {
            throw closed();
        }
        return lastId;
    }

    private void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw closed();
        }
    }

    private JsonNode answer(long id) throws IOException {
        JsonNode answer = GateProtocol.JSON.readTree(readLine());
        if (answer.path("ok").asBoolean() && answer.path("id").asLong(-1) == id) {
            return answer;
        }
        if (answer.path("ok").asBoolean()) {
            close();
            throw new GateException("closed", "an answer belongs to another request; the session is closed");
        }
        throw new GateException(
                answer.path("error").asText("bad"), answer.path("text").asText());
    }

    private String readLine() throws IOException {
        byte[] line = new byte[1024];
        int n = 0;
        for (int b; (b = in.read()) != '\n'; line[n++] = (byte) b) {
            if (b < 0) {
                throw closed();
            }
            if (n == line.length) {
                if (n >= MAX_ANSWER_BYTES) {
                    throw new GateException("closed", "an answer is longer than " + MAX_ANSWER_BYTES + " bytes");
                }
                line = Arrays.copyOf(line, 2 * n);
            }
        }
        return new String(line, 0, n, StandardCharsets.UTF_8);
    }

    private GateException closed() {
        String said = said();
        return new GateException("closed", "the session with the gate ended" + (said.isEmpty() ? "" : ": " + said));
    }

    /** Ends the session: the gate sees the end of its input and goes. */
    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            // it is gone already
        }
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
