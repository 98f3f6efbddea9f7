package ciel.transfer.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on loopback that answers as a test says, and keeps what it was asked. Closes after each answer. */
public final class ScriptedHttp implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Script script;

    /** A request; its body is read only when it is asked for. */
    public record Request(String method, String target, Map<String, String> headers, InputStream in, OutputStream out) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** Reads the body, after saying that it is wanted. */
        public byte[] body() throws IOException {
            if (header("Expect").equalsIgnoreCase("100-continue")) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            return in.readNBytes(header("Content-Length").isEmpty() ? 0 : Integer.parseInt(header("Content-Length")));
        }
    }

    /** What is answered: status line, headers, an empty line, body. */
    public interface Script {
        String answer(Request request) throws IOException;
    }

    public ScriptedHttp(Script script) throws IOException {
        this.script = script;
        Thread.ofPlatform().daemon().name("scripted-http").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Requests so far with this method. */
    public List<Request> asked(String method) {
        return requests.stream().filter(r -> r.method().equals(method)).toList();
    }

    /** An answer with this status and these headers, without a body. */
    public static String status(int status, String... headers) {
        return "HTTP/1.1 " + status + " x\r\nContent-Length: 0\r\nConnection: close\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
    }

    /** An answer to PROPFIND about one resource. */
    public static String resource(String href, boolean folder, long size) {
        String xml = "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>" + href
                + "</D:href><D:propstat><D:prop><D:getcontentlength>" + size + "</D:getcontentlength><D:resourcetype>"
                + (folder ? "<D:collection/>" : "") + "</D:resourcetype></D:prop></D:propstat></D:response>"
                + "</D:multistatus>";
        return "HTTP/1.1 207 x\r\nConnection: close\r\nContent-Length: " + xml.length() + "\r\n\r\n" + xml;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket s = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(s));
            } catch (IOException e) {
                // closing
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String[] first = line(in).split(" ");
            Map<String, String> headers = new TreeMap<>();
            for (String l = line(in); !l.isEmpty(); l = line(in)) {
                headers.put(
                        l.substring(0, l.indexOf(':')).toLowerCase(Locale.ROOT),
                        l.substring(l.indexOf(':') + 1).strip());
            }
            Request r = new Request(first[0], first[1], headers, in, socket.getOutputStream());
            requests.add(r);
            socket.getOutputStream().write(script.answer(r).getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            in.skipNBytes(0);
        } catch (IOException | RuntimeException e) {
            // the client sees the end of its connection
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder out = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                out.append((char) b);
            }
        }
        return out.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
