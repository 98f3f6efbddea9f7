package ciel.workflow.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers the calls of Rucio's interface that registering takes, with a token that ends; an error repeats what it was sent. */
final class TokenServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, JsonNode> replicas = new ConcurrentHashMap<>();
    final AtomicInteger refused = new AtomicInteger();
    volatile String token;
    /** A server in trouble: it answers 500, with all headers of the request in its text. */
    volatile boolean troubled;

    private final HttpServer server;

    TokenServer(String token) throws IOException {
        this.token = token;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange call) throws IOException {
        String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String given = call.getRequestHeaders().getFirst("X-Rucio-Auth-Token");
        if (troubled) {
            send(
                    call,
                    500,
                    "DatabaseException: in trouble with " + given + " of "
                            + call.getRequestHeaders().values());
        } else if (!token.equals(given)) {
            refused.incrementAndGet();
            send(call, 401, "CannotAuthenticate: the token " + given + " has ended");
        } else if (call.getRequestURI().getPath().equals("/replicas")) {
            JSON.readTree(body)
                    .path("files")
                    .forEach(f -> replicas.put(f.path("name").asText(), f));
            send(call, 201, "");
        } else if (call.getRequestURI().getPath().equals("/replicas/list")) {
            StringBuilder lines = new StringBuilder();
            JSON.readTree(body).path("dids").forEach(d -> lines.append(
                            replicas.get(d.path("name").asText()))
                    .append('\n'));
            send(call, 200, lines.toString());
        } else {
            send(call, 201, "");
        }
    }

    private static void send(HttpExchange call, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
