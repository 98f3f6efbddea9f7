package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * The service: one port on the loopback interface for Auth, Transfer and the tests' own {@code /_admin}. Start it,
 * add collections, point the clients at
 * {@link #url()} with the variables of {@link #environment}.
 */
public final class GlobusService implements AutoCloseable {
    /** A confidential client, for logins by client credentials. */
    public static final String CLIENT = "c0000000-0000-4000-8000-00000000c1e1";
    /** Its secret: base64 of 32 bytes or more, which globus-cli expects of a secret. */
    public static final String SECRET = "Y2FuYXJ5LWNsaWVudC1zZWNyZXQtb2YtdGhlLXRlc3Qtc2VydmljZQ==";
    /** A native client, for logins of a person. */
    public static final String NATIVE = "b0000000-0000-4000-8000-00000000c1e1";

    /** One request that came in. @param nanos when, on the steady clock */
    public record Seen(long nanos, String method, String path, int status) {}

    static {
        // The JDK's server waits 40 ms before small answers otherwise.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final Directory directory;
    private final Shares shares = new Shares();
    private final Engine engine;
    private final AuthEndpoints auth;
    private final FileEndpoints files;
    private final TaskEndpoints tasks;
    private final List<ServiceFault> faults = new ArrayList<>();
    private final List<Seen> seen = new ArrayList<>();

    private GlobusService(int port, Path state, long bytesPerSecond) throws IOException {
        directory = new Directory(new Lines(state == null ? null : state.resolve("tokens.jsonl")));
        auth = new AuthEndpoints(directory);
        files = new FileEndpoints(directory, shares);
        engine = new Engine(shares, bytesPerSecond);
        tasks = new TaskEndpoints(
                shares, files, engine, new TaskStore(new Lines(state == null ? null : state.resolve("tasks.jsonl"))));
        directory.addClient(CLIENT, SECRET, "Test client");
        directory.addClient(NATIVE, null, "Test native app");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
    }

    /** @param port 0 for any */
    public static GlobusService start(int port) {
        GlobusService s = prepare(port, null, 0);
        s.begin();
        return s;
    }

    /**
     * A service that answers after {@link #begin}, so that it can be given its collections before it takes up its
     * tasks.
     *
     * @param state folder where tasks and tokens outlive the service; null for nowhere
     * @param bytesPerSecond of each task; 0 for as fast as it goes
     */
    static GlobusService prepare(int port, Path state, long bytesPerSecond) {
        try {
            return new GlobusService(port, state, bytesPerSecond);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void begin() {
        tasks.restore();
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The variables by which the official SDKs and our client find this service. */
    public Map<String, String> environment() {
        Map<String, String> m = new HashMap<>();
        m.put("GLOBUS_SDK_SERVICE_URL_AUTH", url());
        m.put("GLOBUS_SDK_SERVICE_URL_TRANSFER", url());
        return m;
    }

    public void addCollection(String id, String name, Path root, boolean dataAccess) {
        shares.add(new Shares.Share(id, name, root.toAbsolutePath(), dataAccess));
    }

    /** Adds a collection with a new id. */
    public String addCollection(String name, Path root) {
        String id = UUID.randomUUID().toString();
        addCollection(id, name, root, false);
        return id;
    }

    public void addFault(ServiceFault f) {
        synchronized (faults) {
            faults.add(f);
        }
    }

    public void clearFaults() {
        synchronized (faults) {
            faults.clear();
        }
    }

    /** @param kind paused, inactive, fail, slow (the next tasks) or corrupt (the next files) */
    public void addTaskFault(String kind, int times, long bytesPerSecond) {
        engine.add(new Engine.TaskFault(kind, times, bytesPerSecond));
    }

    /** Lets held tasks go on. */
    public void resumeTasks() {
        tasks.all().forEach(Task::resume);
    }

    public List<ObjectNode> tasks() {
        return tasks.all().stream().map(Task::document).toList();
    }

    public int mostPendingTasks() {
        return tasks.mostActive();
    }

    /** Ends all access tokens at once. */
    public void expireTokens() {
        directory.expireAccessTokens();
    }

    public void tokenLifetime(int seconds) {
        directory.settings(seconds, null);
    }

    public int tokensIssued() {
        return directory.issued();
    }

    /** Forgets which submission ids were used, as the service does after some days. */
    public void forgetSubmissions() {
        tasks.forgetSubmissions();
    }

    /**
     * Adds finished tasks, and to the first of them as many events, moved files and skipped paths, and as many
     * collections. @return the first task's id
     */
    public String invent(int n, String owner) {
        Task first = null;
        for (int i = 0; i < n; i++) {
            Task t = tasks.invent(owner, i);
            first = first == null ? t : first;
            synchronized (first) {
                first.events.addFirst(Web.object()
                        .put("DATA_TYPE", "event")
                        .put("code", i % 7 == 0 ? "INVENTED_CODE" : "PROGRESS")
                        .put("description", "invented")
                        .put("details", "event " + i)
                        .put("is_error", i % 2 == 0)
                        .put("time", Task.time(java.time.Instant.ofEpochSecond(1_600_000_000L + i))));
                first.successful.add(Web.object()
                        .put("DATA_TYPE", "successful_transfer")
                        .put("source_path", "/s/" + i)
                        .put("destination_path", "/d/" + i));
                first.skipped.add(Web.object()
                        .put("DATA_TYPE", "skipped_error")
                        .put("source_path", "/x/" + i)
                        .put("destination_path", "/y/" + i)
                        .put("error_code", "FILE_NOT_FOUND"));
            }
            shares.add(new Shares.Share(new UUID(5, i).toString(), "invented " + i, Path.of("/nonexistent"), false));
        }
        return first == null ? null : first.id;
    }

    public List<Seen> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    public long count(Predicate<Seen> p) {
        return seen().stream().filter(p).count();
    }

    @Override
    public void close() {
        server.stop(0);
        engine.close();
    }

    // ---- serving
    // --------------------------------------------------------------------------------

    private ServiceFault takeFault(String line) {
        synchronized (faults) {
            for (int i = 0; i < faults.size(); i++) {
                ServiceFault f = faults.get(i);
                if (f.match().matcher(line).matches()) {
                    if (f.times() <= 1) {
                        faults.remove(i);
                    } else {
                        faults.set(i, f.oneLess());
                    }
                    return f;
                }
            }
            return null;
        }
    }

    private void serve(HttpExchange x) throws IOException {
        long now = System.nanoTime();
        try (x) {
            Web w = new Web(x);
            ServiceFault fault = w.path.startsWith("/_admin") ? null : takeFault(w.method + " " + w.path);
            String action = fault == null ? "" : fault.action();
            if (action.equals("drop_before")) {
                note(now, w, 0);
                return;
            }
            if (action.equals("status") || action.equals("html")) {
                note(now, w, fault.status());
                if (fault.retryAfter() > 0) {
                    x.getResponseHeaders().set("Retry-After", String.valueOf(fault.retryAfter()));
                }
                send(
                        x,
                        fault.status(),
                        action.equals("html")
                                ? "<html><h1>502 Bad Gateway</h1></html>"
                                : error(fault.code(), "made to fail for a test", w.path, fault.extra()),
                        0);
                return;
            }
            int status;
            Object body;
            try {
                body = answer(w);
                boolean created = w.method.equals("POST")
                        && body instanceof ObjectNode o
                        && o.path("code").asText().equals("Accepted");
                boolean folder =
                        body instanceof ObjectNode o && o.path("code").asText().equals("DirectoryCreated");
                status = created || folder ? 202 : 200;
            } catch (Problem p) {
                status = p.status;
                body = p.extra != null && p.code == null ? p.extra : error(p.code, p.getMessage(), w.path, p.extra);
            }
            note(now, w, status);
            if (!action.equals("drop_after")) {
                send(x, status, body, action.equals("drip") ? fault.millisPerByte() : 0);
            }
        }
    }

    private void note(long nanos, Web w, int status) {
        if (!w.path.startsWith("/_admin")) {
            synchronized (seen) {
                seen.add(new Seen(nanos, w.method, w.path, status));
            }
        }
    }

    private static ObjectNode error(String code, String message, String resource, ObjectNode extra) {
        ObjectNode n = Web.object()
                .put("code", code)
                .put("message", message)
                .put("request_id", UUID.randomUUID().toString().substring(0, 9))
                .put("resource", resource);
        if (extra != null) {
            n.setAll(extra);
        }
        return n;
    }

    private static void send(HttpExchange x, int status, Object body, int millisPerByte) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        x.getResponseHeaders().set("Content-Type", body instanceof String ? "text/html" : "application/json");
        x.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = x.getResponseBody()) {
            if (millisPerByte == 0) {
                out.write(bytes);
                return;
            }
            for (byte b : bytes) {
                out.write(b);
                out.flush();
                Thread.sleep(millisPerByte);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Object answer(Web w) {
        if (w.path.startsWith("/_admin/")) {
            return admin(w);
        }
        Object body = auth.handle(w);
        if (body == null && w.path.startsWith("/v0.10/")) {
            body = transfer(w);
        }
        if (body == null) {
            throw new Problem(404, "ClientError.NotFound", "no such resource: " + w.method + " " + w.path);
        }
        if (body instanceof ObjectNode o && o.path("DATA_TYPE").asText().endsWith("result")) {
            o.put("request_id", UUID.randomUUID().toString().substring(0, 9)).put("resource", w.path);
        }
        return body;
    }

    private Object transfer(Web w) {
        Directory.Token t = auth.transferBearer(w);
        String[] p = w.path.substring("/v0.10/".length()).split("/");
        if (p.length == 4 && p[0].equals("operation") && p[1].equals("endpoint")) {
            return files.handle(w, t, p[2], p[3]);
        }
        if (w.method.equals("GET") && p.length == 2 && p[0].equals("endpoint")) {
            return Shares.document(shares.get(p[1]), directory.user().id());
        }
        if (w.method.equals("GET")
                && p.length == 3
                && p[0].equals("endpoint")
                && p[2].equals("my_effective_pause_rule_list")) {
            shares.get(p[1]);
            ObjectNode none = Web.object().put("DATA_TYPE", "pause_rule_list").put("length", 0);
            none.putArray("DATA");
            return none;
        }
        if (w.method.equals("GET") && w.path.equals("/v0.10/endpoint_search")) {
            return search(w);
        }
        return tasks.handle(w, t);
    }

    private ObjectNode search(Web w) {
        String text = w.query("filter_fulltext") == null
                ? ""
                : w.query("filter_fulltext").toLowerCase(java.util.Locale.ROOT);
        List<ObjectNode> found = shares.all().stream()
                .filter(s -> (s.name() + " " + s.id())
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains(text))
                .map(s -> Shares.document(s, directory.user().id()))
                .toList();
        ObjectNode page = TaskEndpoints.page(w, "endpoint_list", found, List.of());
        page.put(
                "has_next_page", page.get("offset").asInt() + page.get("length").asInt() < found.size());
        page.remove("total");
        return page;
    }

    /** What scripts in other languages use instead of the Java methods. */
    private ObjectNode admin(Web w) {
        ObjectNode out = Web.object().put("ok", true);
        switch (w.method + " " + w.path) {
            case "POST /_admin/fault" -> addFault(ServiceFault.of(w.json()));
            case "POST /_admin/task_fault" -> {
                JsonNode n = w.json();
                addTaskFault(
                        n.path("kind").asText(),
                        n.path("times").asInt(1),
                        n.path("bytes_per_second").asLong(0));
            }
            case "POST /_admin/collection" -> {
                JsonNode n = w.json();
                addCollection(
                        n.path("id").asText(),
                        n.path("name").asText(),
                        Path.of(n.path("root").asText()),
                        n.path("data_access").asBoolean(false));
            }
            case "POST /_admin/settings" -> {
                JsonNode n = w.json();
                directory.settings(
                        n.has("token_lifetime") ? n.get("token_lifetime").asInt() : null,
                        n.has("rotate") ? n.get("rotate").asBoolean() : null);
            }
            case "POST /_admin/resume" -> resumeTasks();
            case "POST /_admin/expire" -> expireTokens();
            case "POST /_admin/clear" -> clearFaults();
            case "POST /_admin/rescind" -> directory.rescind();
            case "GET /_admin/log" -> {
                ArrayNode a = out.putArray("requests");
                seen().forEach(s -> a.addObject()
                        .put("method", s.method())
                        .put("path", s.path())
                        .put("status", s.status()));
                out.put("tasks", tasks().size());
            }
            default -> throw new Problem(404, "NotFound", "no such administration: " + w.path);
        }
        return out;
    }
}
