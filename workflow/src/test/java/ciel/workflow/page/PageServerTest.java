package ciel.workflow.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.UnavailableException;
import ciel.sim.fits.Thumbnail;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page's server, asked by plain HTTP. */
class PageServerTest {
    private static final String TOKEN = "a-token-for-acting-";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SamplePage page = new SamplePage(20, null);
    private final PageServer server = new PageServer(
            new PageSettings("127.0.0.1", 0, List.of(), "", TOKEN),
            page,
            page,
            Map.of("/metrics", () -> "ciel_units 1\n"),
            Duration.ofMillis(20));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path.substring(1)));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** @return the status of a request written by hand */
    private String raw(String lines) throws IOException {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write((lines.replace("PORT", "" + url.getPort()) + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
        }
    }

    @Test
    void everyFileOfThePageIsThereAndEveryAnswerIsProtected() throws Exception {
        for (String path : List.of(
                "/",
                "/page.css",
                "/palette.css",
                "/page.js",
                "/feed.js",
                "/plane.js",
                "/panels.js",
                "/image.js",
                "/icon.svg",
                "/uplot.js",
                "/uplot.css",
                "/api/campaigns")) {
            HttpResponse<String> answer = get(path);
            assertEquals(200, answer.statusCode(), path);
            assertEquals(
                    PageServer.POLICY,
                    answer.headers().firstValue("Content-Security-Policy").orElse(""));
            assertEquals(
                    "nosniff",
                    answer.headers().firstValue("X-Content-Type-Options").orElse(""));
            assertTrue(
                    answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
            assertTrue(answer.headers().firstValue("Server").isEmpty());
        }
        assertFalse(PageServer.POLICY.contains("unsafe"));
        assertEquals(404, get("/page.html").statusCode());
        assertEquals(
                404,
                get("/..%2fpage.html").statusCode() == 400
                        ? 404
                        : get("/..%2fpage.html").statusCode());
        assertEquals("ciel_units 1\n", get("/metrics").body());
    }

    /** What a browser would do after DNS rebinding, from another page, and from a frame without an origin. */
    @Test
    void foreignHostsAndOriginsAreRefused() throws Exception {
        assertTrue(raw("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT").contains(" 200 "));
        assertTrue(raw("GET / HTTP/1.1\r\nHost: rebound.example:PORT").contains(" 421 "));
        assertFalse(raw("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nHost: rebound.example")
                .contains(" 200 "));
        assertFalse(raw("GET http://rebound.example/ HTTP/1.1\r\nHost: 127.0.0.1:PORT")
                .contains(" 200 "));
        assertTrue(raw("GET /api/campaigns HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nOrigin: http://evil.example")
                .contains(" 403 "));
        assertTrue(raw("GET /api/campaigns HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nOrigin: null")
                .contains(" 403 "));
        assertTrue(raw("GET /api/campaigns HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site")
                .contains(" 403 "));
        assertFalse(raw("GET / HTTP/1.0").contains(" 200 "));
    }

    @Test
    void theTokenAllowsToPause() throws Exception {
        HttpRequest.Builder post = request("/api/act")
                .header("Origin", server.url().substring(0, server.url().length() - 1))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"act\": \"pause\", \"campaign\": \"dc2-run4\"}"));
        assertEquals(
                403,
                client.send(post.build(), HttpResponse.BodyHandlers.ofString()).statusCode());
        assertEquals("", page.acted);
        HttpResponse<String> done =
                client.send(post.header("X-Ciel-Token", TOKEN).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, done.statusCode());
        assertEquals(
                "The campaign dc2-run4 is paused.",
                JSON.readTree(done.body()).path("done").asText());
        assertEquals("PAUSE dc2-run4 ", page.acted);
        HttpRequest large = post.copy()
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(5000)))
                .build();
        assertEquals(
                413, client.send(large, HttpResponse.BodyHandlers.ofString()).statusCode());
    }

    /** An event: id, name, data. */
    private record Seen(String id, String name, JsonNode data) {}

    private List<Seen> listen(String lastId, int count, Runnable between) throws Exception {
        HttpRequest.Builder request = request("/api/events?campaign=dc2-run4");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(
                "text/event-stream; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElse(""));
        List<Seen> seen = new ArrayList<>();
        String id = null;
        String name = null;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertEquals("retry: 2000", in.readLine());
            while (seen.size() < count) {
                String line = in.readLine();
                assertNotNull(line, "the stream ended");
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    seen.add(new Seen(id, name, JSON.readTree(line.substring(6))));
                    between.run();
                }
            }
        }
        return seen;
    }

    @Test
    void aSnapshotIsFollowedByWhatChanges() throws Exception {
        List<Seen> seen = listen("", 3, page::step);
        assertEquals(
                List.of("snapshot", "delta", "delta"),
                seen.stream().map(Seen::name).toList());
        assertEquals(
                189,
                seen.getFirst().data().path("plane").path("states").asText().length());
        assertEquals(
                20,
                seen.getFirst().data().path("visits").path("states").asText().length());
        JsonNode delta = seen.get(1).data();
        assertTrue(
                delta.path("planeChanges").size() > 0
                        && delta.path("planeChanges").size() <= 8,
                delta.toString());
        assertEquals(2, delta.path("finished").size(), "one point is new");
        assertNull(delta.get("plane"));
        assertNull(delta.get("visits"));
        assertNull(delta.path("campaign").get("hours"), "the hours have not changed");
    }

    @Test
    void whoComesBackGetsWhatWasMissed() throws Exception {
        List<Seen> first = listen("", 2, page::step);
        List<Seen> again = listen(first.getLast().id(), 2, page::step);
        assertEquals("delta", again.getFirst().name());
        List<Seen> third = listen(first.getFirst().id(), 1, () -> {});
        assertEquals("delta", third.getFirst().name());
        assertEquals(first.getLast().id(), third.getFirst().id(), "the first delta after the snapshot");
        assertEquals(first.getLast().data(), third.getFirst().data());
    }

    @Test
    void anIdOfAnotherServerIsAnsweredWithASnapshot() throws Exception {
        assertEquals("snapshot", listen("0badcafe-1", 1, () -> {}).getFirst().name());
    }

    @Test
    void unknownThingsAreRefusedInASentence() throws Exception {
        assertEquals(404, get("/api/events?campaign=none").statusCode());
        assertEquals(400, get("/api/events?campaign=dc2-run4&visit=x").statusCode());
        assertEquals(
                404, get("/api/unit?campaign=dc2-run4&visit=1&detector=R22_S11").statusCode());
        assertEquals(
                400,
                get("/api/image?campaign=dc2-run4&visit=449000&detector=R22_S11&bin=0")
                        .statusCode());
        assertEquals(
                404,
                get("/api/image?campaign=dc2-run4&visit=449000&detector=R22_S11")
                        .statusCode());
        HttpResponse<String> unit = get("/api/unit?campaign=dc2-run4&visit=449000&detector=R22_S11");
        assertTrue(unit.body().contains("onerror"), "the text is sent as it is; the page shows it as text");
        assertEquals(
                "application/json; charset=utf-8",
                unit.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void aTakenPortIsNamed() {
        int port = URI.create(server.url()).getPort();
        UnavailableException refused = assertThrows(
                UnavailableException.class,
                () -> new PageServer(PageSettings.loopback(port), page, page, Map.of()).close());
        assertTrue(refused.getMessage().contains("127.0.0.1:" + port), refused.getMessage());
    }

    @Test
    void aCutOfAnImageIsTheMeanOfItsPixels() {
        Thumbnail image = new Thumbnail(3, 2, 1, new float[] {1, 2, 3, 5, Float.NaN, 7});
        PageImages.Cut cut = PageImages.of(image, 1, 0, 8, 2);
        assertEquals(1, cut.width());
        assertEquals(1, cut.height());
        assertEquals(
                4f, ByteBuffer.wrap(cut.bytes()).order(ByteOrder.LITTLE_ENDIAN).getFloat());
        assertArrayEquals(new byte[0], PageImages.of(image, 5, 0, 8, 2).bytes());
    }
}
