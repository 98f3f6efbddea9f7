package ciel.transfer.servers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * For answers that a real XRootD server does not give on demand: speaks the frames of its protocol on loopback and
 * says what a script tells it to. What the script leaves open is answered as a server
 * would that has one directory and one empty file.
 */
public final class ScriptedXrootd implements AutoCloseable {
    public static final int AUTH = 3000;
    public static final int QUERY = 3001;
    public static final int CLOSE = 3003;
    public static final int DIRLIST = 3004;
    public static final int PROTOCOL = 3006;
    public static final int LOGIN = 3007;
    public static final int OPEN = 3010;
    public static final int READ = 3013;
    public static final int STAT = 3017;
    public static final int WRITE = 3019;
    public static final String DIRECTORY = "1 4096 51 1700000000";

    /**
     * A request.
     *
     * @param id         under which it wants to be answered
     * @param code       what it asks
     * @param parameters 16 bytes
     * @param payload    path or data
     */
    public record Asked(int id, int code, ByteBuffer parameters, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    /** Says something to a request, or leaves it to the usual answer. */
    public interface Script {
        boolean answer(Asked asked, Answers out) throws IOException;
    }

    /** One connection, to answer on. */
    public static final class Answers {
        private final DataOutputStream out;
        private final Socket socket;

        private Answers(Socket socket) throws IOException {
            this.socket = socket;
            this.out = new DataOutputStream(socket.getOutputStream());
        }

        public boolean say(int id, int status, byte[] body) throws IOException {
            out.write(ByteBuffer.allocate(8 + body.length)
                    .putShort((short) id)
                    .putShort((short) status)
                    .putInt(body.length)
                    .put(body)
                    .array());
            return true;
        }

        public boolean ok(Asked a, byte[] body) throws IOException {
            return say(a.id(), 0, body);
        }

        public boolean ok(Asked a, String body) throws IOException {
            return ok(a, body.getBytes(StandardCharsets.ISO_8859_1));
        }

        public boolean part(Asked a, byte[] body) throws IOException {
            return say(a.id(), 4000, body);
        }

        public boolean error(Asked a, int code, String text) throws IOException {
            return number(a.id(), 4003, code, text);
        }

        public boolean redirect(Asked a, int port, String host) throws IOException {
            return number(a.id(), 4004, port, host);
        }

        public boolean wait(Asked a, int seconds) throws IOException {
            return number(a.id(), 4005, seconds, "busy");
        }

        public boolean later(Asked a, int seconds) throws IOException {
            return number(a.id(), 4006, seconds, "");
        }

        /** The answer that was promised by {@link #later}. */
        public boolean late(Asked a, byte[] body) throws IOException {
            return say(
                    0,
                    4001,
                    ByteBuffer.allocate(16 + body.length)
                            .putInt(5008)
                            .putInt(0)
                            .putShort((short) a.id())
                            .putShort((short) 0)
                            .putInt(body.length)
                            .put(body)
                            .array());
        }

        private boolean number(int id, int status, int number, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            return say(
                    id,
                    status,
                    ByteBuffer.allocate(4 + bytes.length)
                            .putInt(number)
                            .put(bytes)
                            .array());
        }

        public boolean hangUp() throws IOException {
            socket.close();
            return true;
        }
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public ScriptedXrootd(Script script) throws IOException {
        this(InetAddress.getLoopbackAddress(), script);
    }

    /** @param address to listen on */
    public ScriptedXrootd(InetAddress address, Script script) throws IOException {
        this.listener = new ServerSocket(0, 64, address);
        this.script = script;
        Thread.ofPlatform().daemon().name("scripted").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "root://" + listener.getInetAddress().getHostAddress() + ":" + port() + "//d";
    }

    /** What was asked so far, on all connections. */
    public List<Asked> asked() {
        return asked;
    }

    public List<Asked> asked(int code) {
        return asked.stream().filter(a -> a.code() == code).toList();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket s = listener.accept();
                open.add(s);
                Thread.ofVirtual().start(() -> serve(s));
            } catch (IOException e) {
                // closing
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Answers out = new Answers(socket);
            in.readFully(new byte[20]);
            out.say(0, 0, ByteBuffer.allocate(8).putInt(0x520).putInt(1).array());
            while (true) {
                int id = in.readUnsignedShort();
                int code = in.readUnsignedShort();
                byte[] parameters = in.readNBytes(16);
                Asked a = new Asked(id, code, ByteBuffer.wrap(parameters), in.readNBytes(in.readInt()));
                asked.add(a);
                if (!script.answer(a, out)) {
                    usual(a, out);
                }
            }
        } catch (IOException e) {
            // the other side has had enough
        }
    }

    private static void usual(Asked a, Answers out) throws IOException {
        switch (a.code()) {
            case PROTOCOL ->
                out.ok(a, ByteBuffer.allocate(8).putInt(0x520).putInt(1).array());
            case LOGIN -> out.ok(a, new byte[16]);
            case STAT -> out.ok(a, DIRECTORY + "\0");
            case QUERY -> out.ok(a, "0:adler32\n");
            case OPEN -> out.ok(a, "HNDL\0\0\0\0\0\0\0\0" + "5 0 48 1700000000\0");
            default -> out.ok(a, "");
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket s : open) {
            s.close();
        }
    }
}
