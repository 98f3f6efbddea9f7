package ciel.workflow.page;

import ciel.sim.CielException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests that {@link RequestGuard} let in. */
final class PageRequests {
    private static final Logger LOG = LoggerFactory.getLogger(PageRequests.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A comment goes to a silent listener this often, so that neither side nor a proxy takes the line for dead. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private static final int MOST_BODY = 4096;

    private final PageSource source;
    private final PageControl control;
    private final PageFeed feed;
    private final Map<String, Supplier<String>> texts;
    private final boolean acts;
    private final PageImages images;

    PageRequests(
            PageSource source, PageControl control, PageFeed feed, Map<String, Supplier<String>> texts, boolean acts) {
        this.source = source;
        this.control = control;
        this.feed = feed;
        this.texts = Map.copyOf(texts);
        this.acts = acts;
        this.images = new PageImages(source);
    }

    void answer(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        try {
            if (request.getMethod().equals("POST")) {
                if (path.equals("/api/act")) {
                    act(request, response, callback);
                } else {
                    text(response, callback, 404, "There is nothing to do here.");
                }
                return;
            }
            Fields query = Request.extractQueryParameters(request);
            switch (path) {
                case "/api/campaigns" -> json(response, callback, campaigns());
                case "/api/events" -> events(request, query, response, callback);
                case "/api/unit" -> unit(query, response, callback);
                case "/api/image" -> image(query, response, callback);
                default -> file(path, response, callback);
            }
        } catch (NumberFormatException e) {
            text(response, callback, 400, "A number is not a number.");
        } catch (IllegalArgumentException | CielException e) {
            text(response, callback, 400, e.getMessage());
        } catch (RuntimeException | IOException e) {
            LOG.warn("The page could not answer {}: {}", path, e.toString());
            if (!response.isCommitted()) {
                text(response, callback, 500, "The page could not answer; the daemon's log says why.");
            } else {
                callback.failed(e);
            }
        }
    }

    private void file(String path, Response response, Callback callback) {
        Supplier<String> text = texts.get(path);
        Optional<PageFiles.PageFile> found = PageFiles.find(path);
        if (text != null) {
            send(
                    response,
                    callback,
                    200,
                    "text/plain; version=0.0.4; charset=utf-8",
                    text.get().getBytes(StandardCharsets.UTF_8));
        } else if (found.isPresent()) {
            send(response, callback, 200, found.get().type(), found.get().bytes());
        } else {
            text(response, callback, 404, "There is no such page.");
        }
    }

    private ObjectNode campaigns() {
        ObjectNode node = JSON.createObjectNode();
        var names = node.putArray("campaigns");
        source.campaigns().forEach(names::add);
        node.put("acts", acts);
        var states = node.putArray("states");
        for (PageState state : PageState.values()) {
            states.addObject()
                    .put("code", String.valueOf(state.code()))
                    .put("name", state.label())
                    .put("glyph", state.glyph());
        }
        node.set("detectors", PageFiles.detectors());
        return node;
    }

    private void events(Request request, Fields query, Response response, Callback callback) throws IOException {
        String campaign = value(query, "campaign");
        long visit = Long.parseLong(value(query, "visit", "0"));
        String last = request.getHeaders().get("Last-Event-ID");
        PageFeed.Listener listener = feed.listen(new PageFeed.Topic(campaign, visit), last == null ? "" : last);
        if (listener == null) {
            text(response, callback, 404, "This campaign is not known, or too many pages are open.");
            return;
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            out.write("retry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            while (true) {
                PageFeed.Event event = listener.next(KEEP_ALIVE);
                if (event == PageFeed.Listener.END) {
                    break;
                }
                out.write((event == null ? ":\n\n" : event.text()).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            callback.succeeded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            callback.failed(e);
        } catch (IOException e) {
            callback.failed(e); // the browser has gone
        } finally {
            feed.leave(listener);
        }
    }

    private void unit(Fields query, Response response, Callback callback) {
        String campaign = value(query, "campaign");
        long visit = Long.parseLong(value(query, "visit"));
        String detector = value(query, "detector");
        Optional<PageSource.UnitView> unit = source.unit(campaign, visit, detector);
        if (unit.isEmpty()) {
            text(response, callback, 404, "The campaign has no unit " + visit + "/" + detector + ".");
            return;
        }
        ObjectNode node = JSON.valueToTree(unit.get());
        node.put("log", source.log(campaign, visit, detector).orElse(""));
        node.put("image", source.image(campaign, visit, detector).isPresent());
        json(response, callback, node);
    }

    private void image(Fields query, Response response, Callback callback) {
        Optional<PageImages.Cut> cut = images.cut(
                value(query, "campaign"),
                Long.parseLong(value(query, "visit")),
                value(query, "detector"),
                Integer.parseInt(value(query, "x", "0")),
                Integer.parseInt(value(query, "y", "0")),
                Integer.parseInt(value(query, "size", "512")),
                Integer.parseInt(value(query, "bin", "8")));
        if (cut.isEmpty()) {
            text(response, callback, 404, "This machine has no image of the unit.");
            return;
        }
        PageImages.Cut found = cut.get();
        response.getHeaders().put("X-Ciel-Image", found.imageWidth() + "x" + found.imageHeight());
        response.getHeaders().put("X-Ciel-Cut", found.width() + "x" + found.height());
        send(response, callback, 200, "application/octet-stream", found.bytes());
    }

    private void act(Request request, Response response, Callback callback) throws IOException {
        byte[] body;
        try (InputStream in = Content.Source.asInputStream(request)) {
            body = in.readNBytes(MOST_BODY + 1);
        }
        if (body.length > MOST_BODY) {
            text(response, callback, 413, "The request has more than " + MOST_BODY + " bytes.");
            return;
        }
        JsonNode node;
        try {
            node = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The request is not JSON.", e);
        }
        PageControl.Act act =
                switch (node.path("act").asText()) {
                    case "pause" -> PageControl.Act.PAUSE;
                    case "resume" -> PageControl.Act.RESUME;
                    case "retry" -> PageControl.Act.RETRY;
                    default -> throw new IllegalArgumentException("The act is none of pause, resume, retry.");
                };
        String done = control.act(
                act, node.path("campaign").asText(), node.path("cause").asText(""));
        json(response, callback, JSON.createObjectNode().put("done", done));
    }

    private static String value(Fields query, String name) {
        String value = query.getValue(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("The request has no " + name + ".");
        }
        return value;
    }

    private static String value(Fields query, String name, String without) {
        String value = query.getValue(name);
        return value == null || value.isEmpty() ? without : value;
    }

    private static void json(Response response, Callback callback, JsonNode node) {
        send(
                response,
                callback,
                200,
                "application/json; charset=utf-8",
                node.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void text(Response response, Callback callback, int status, String text) {
        send(response, callback, status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(Response response, Callback callback, int status, String type, byte[] bytes) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
