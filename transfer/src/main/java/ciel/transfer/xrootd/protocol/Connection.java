package ciel.transfer.xrootd.protocol;

import ciel.transfer.SettingException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One logged-in connection. Requests may be sent before earlier ones are answered; the answers are taken with {@link
 * #next} or {@link #settle}. After {@link ServerError}, {@link Redirected} and
 * {@link Delayed} it is as good as before, after any other {@link IOException} it must be closed. For use by one
 * thread at a time.
 */
public final class Connection implements Closeable {
    /** Room for the header of a write before its data (byte). */
    public static final int HEAD_ROOM = Request.HEADER;
    /** Longest answer in several pieces that is taken into memory (byte): a listing of some million names. */
    static final int MAX_ANSWER = 256 << 20;

    private static final int MAX_TEXT = 500;
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    private final Endpoint endpoint;
    private final Wire wire;
    private final FrameReader frames;
    private final Duration timeout;
    private int lastId;

    private Connection(Endpoint endpoint, Wire wire, Duration timeout) {
        this.endpoint = endpoint;
        this.wire = wire;
        this.frames = new FrameReader(wire);
        this.timeout = timeout;
    }

    /**
     * Connects, and says who we are.
     *
     * @param endpoint   where
     * @param access     how
     * @param loginToken what another server wants said to this one at login; may be empty
     * @param watch      told of the connection before anything is waited for, so that it can call {@link
     *      #giveUpIfSilent}
     * @return the connection
     * @throws IOException if it cannot be reached, does not speak the protocol, or does not let us in
     */
    public static Connection open(
            Endpoint endpoint, Access access, String loginToken, java.util.function.Consumer<Connection> watch)
            throws IOException {
        Wire wire = Wire.connect(endpoint, access.timeout());
        try {
            Connection c = new Connection(endpoint, wire, access.timeout());
            watch.accept(c);
            new Login(c, wire, access).run(loginToken);
            return c;
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /** @return whose connection it is */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** @return whether it is encrypted */
    public boolean isEncrypted() {
        return wire.isEncrypted();
    }

    /** @return whether it can be used still; only while nothing is being waited for */
    public boolean isAlive() {
        return wire.isOpen() && wire.isQuiet();
    }

    /** Closes the connection if its thread has waited for too long; called by another thread, now and then. */
    public void giveUpIfSilent() {
        wire.giveUpIfSilent(System.nanoTime());
    }

    void handshakeAnswer() throws IOException {
        frames.next();
        if (frames.id() != 0 || frames.status() != 0 || frames.body().length < 8) {
            throw new SettingException("[" + endpoint + "] is no XRootD server; check host and port");
        }
    }

    /** @return the id under which it will be answered */
    public int send(Request request) throws IOException {
        int id = newId();
        wire.write(request.frame(id));
        return id;
    }

    /**
     * @param handle an open file
     * @param offset first byte
     * @param length number of bytes, &gt; 0
     * @return the id under which it will be answered
     * @throws IOException if the connection breaks
     */
    public int sendRead(int handle, long offset, int length) throws IOException {
        return send(Request.read(handle, offset, length));
    }

    /**
     * @param handle an open file
     * @param offset where to in the file
     * @param frame  {@link #HEAD_ROOM} bytes that are written to here, then the data up to the limit; the
     *      position is left there
     * @return the id under which it will be answered
     * @throws IOException if the connection breaks
     */
    public int sendWrite(int handle, long offset, ByteBuffer frame) throws IOException {
        int id = newId();
        Request.putWrite(frame, id, handle, offset);
        wire.write(frame.position(0));
        return id;
    }

    private int newId() {
        lastId = lastId % 0xffff + 1;
        return lastId;
    }

    /** @return the answer to one request, when no other is under way; at most the usual silence is waited for */
    public byte[] ask(Request request) throws IOException {
        return ask(request, timeout);
    }

    /**
     * @param request  what
     * @param patience longest silence
     * @return the answer, when no other request is under way
     * @throws IOException see the class
     */
    public byte[] ask(Request request, Duration patience) throws IOException {
        int id = send(request);
        ByteArrayOutputStream soFar = new ByteArrayOutputStream();
        while (true) {
            next(patience);
            if (frames.id() != id) {
                throw new ProtocolException(
                        "[" + endpoint + "] answers request " + frames.id() + " when " + id + " was asked");
            }
            if (frames.status() != Status.OK && frames.status() != Status.OK_SO_FAR) {
                throw refusal();
            }
            if (soFar.size() + (long) frames.left() > MAX_ANSWER) {
                throw new ProtocolException("[" + endpoint + "] an answer of more than " + MAX_ANSWER + " bytes");
            }
            boolean last = frames.status() == Status.OK;
            soFar.writeBytes(frames.body());
            if (last) {
                return soFar.toByteArray();
            }
        }
    }

    /**
     * The answer to one of several requests.
     *
     * @param id      of the request
     * @param content what came with yes; empty for most
     * @param refusal what the server said other than yes, or null
     */
    public record Settled(int id, byte[] content, IOException refusal) {}

    /**
     * Takes the next answer to one of several requests that are answered in one piece.
     *
     * @param ids      of the requests under way; the one that was answered is taken out
     * @param patience longest silence
     * @return the answer
     * @throws IOException if the connection breaks
     */
    public Settled settle(Set<Integer> ids, Duration patience) throws IOException {
        next(patience);
        if (!ids.remove(frames.id())) {
            throw new ProtocolException("[" + endpoint + "] answers request " + frames.id() + ", which was not asked");
        }
        return isLast()
                ? new Settled(frames.id(), frames.body(), null)
                : new Settled(frames.id(), new byte[0], refusal());
    }

    /**
     * Goes to the next answer; one that the server says will come later is waited for.
     *
     * @param patience longest silence
     * @throws IOException if the connection breaks
     */
    public void next(Duration patience) throws IOException {
        wire.patience(patience);
        frames.next();
        while (frames.status() == Status.WAIT_FOR_ANSWER) {
            Duration more = seconds(frames.body());
            wire.patience(patience.plus(more));
            frames.next();
        }
        wire.patience(patience);
    }

    /** @return the request that the present answer belongs to */
    public int id() {
        return frames.id();
    }

    /** @return whether it is yes, with all or the rest of the content */
    public boolean isLast() {
        return frames.status() == Status.OK;
    }

    /** @return whether it is a part of the content */
    public boolean isPart() {
        return frames.status() == Status.OK_SO_FAR;
    }

    /** @return bytes of the present answer's content that were not read yet */
    public int left() {
        return frames.left();
    }

    /** Reads some bytes of the present answer's content, at least one if there are any. */
    public void read(ByteBuffer target) throws IOException {
        frames.read(target);
    }

    private static Duration seconds(byte[] body) throws ProtocolException {
        if (body.length < 4) {
            throw new ProtocolException(
                    "an answer of " + body.length + " bytes where a number of seconds was expected");
        }
        return Duration.ofSeconds(Math.clamp(ByteBuffer.wrap(body).getInt(), 0, (int) MAX_WAIT.toSeconds()));
    }

    /**
     * @return what the present answer says, which is not yes; ProtocolException if it makes no sense here, after which
     * the connection must be closed
     */
    public IOException refusal() throws IOException {
        int status = frames.status();
        byte[] body = frames.body();
        return switch (status) {
            case Status.ERROR ->
                new ServerError(body.length < 4 ? 0 : ByteBuffer.wrap(body).getInt(), text(body, 4));
            case Status.WAIT -> new Delayed(seconds(body), text(body, 4));
            case Status.REDIRECT -> redirected(body);
            default ->
                throw new ProtocolException(
                        "[" + endpoint + "] an answer with status " + status + ", which makes no sense here");
        };
    }

    private Redirected redirected(byte[] body) throws ProtocolException {
        int port = body.length < 4 ? 0 : ByteBuffer.wrap(body).getInt();
        String[] parts = new String(
                        body, Math.min(4, body.length), Math.max(0, body.length - 4), StandardCharsets.ISO_8859_1)
                .replaceFirst("\0+$", "")
                .split("\\?", 3);
        String host = parts[0].replaceFirst("^\\[(.*)]$", "$1");
        if (port < 1 || port > 0xffff || !host.matches("[A-Za-z0-9._:%-]{1,255}")) {
            throw new ProtocolException(
                    "[" + endpoint + "] a redirection to '" + clean(host) + "' port " + port + ", which is no address");
        }
        return new Redirected(
                new Endpoint(host, port), parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
    }

    /** Text for people from a server that is not trusted: printable, and not long. */
    private static String text(byte[] body, int from) {
        return body.length <= from ? "" : clean(new String(body, from, body.length - from, StandardCharsets.UTF_8));
    }

    private static String clean(String text) {
        String printable = text.replaceFirst("\0+$", "")
                .replaceAll("[\\p{Cntrl}\\p{Cf}\ufffd]+", " ")
                .strip();
        int n = printable.length();
        // What went wrong stands at the end, behind the path.
        return n > MAX_TEXT
                ? printable.substring(0, MAX_TEXT / 2) + "..." + printable.substring(n - MAX_TEXT / 2)
                : printable;
    }

    /** @return every answer's content as lines, without the zero at its end */
    public static List<String> lines(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1).replaceFirst("\0+$", "");
        return text.isEmpty() ? List.of() : new ArrayList<>(List.of(text.split("\n", -1)));
    }

    /** Ends a connection in good order; only while nothing is being waited for. */
    public void leave() {
        wire.leave();
    }

    /** Ends it at once, also under a thread that waits. */
    @Override
    public void close() {
        wire.close();
    }
}
