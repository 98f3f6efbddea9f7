package ciel.workflow.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The few calls of Rucio's REST interface that registering takes. The token is read from its file at each call. */
final class RucioClient {
    /** What a server answered. @param exception Rucio's ExceptionClass, empty where it worked */
    record Answer(int status, String exception, String body) {}

    /** A replica as the server has it. */
    record Replica(long bytes, String adler32) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String url;
    private final Optional<Path> token;
    /** The token that was sent last: a server in trouble may repeat it in its answer. */
    private volatile String sent = "";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

    RucioClient(String url, Optional<Path> token) {
        this.url = url.replaceAll("/+$", "");
        this.token = token;
    }

    private String where() {
        return "[rucio " + url + "] ";
    }

    private Answer post(String path, JsonNode body) throws PortException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/x-json-stream, application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        if (token.isPresent()) {
            sent = token();
            request.header("X-Rucio-Auth-Token", sent);
        }
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.AWAY, where() + "POST " + path + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PortException.CouldNotAsk(PortException.Cause.AWAY, where() + "interrupted", e);
        }
        Answer answer = new Answer(response.statusCode(), exception(response), response.body());
        if (answer.status() == 401 || answer.exception().equals("CannotAuthenticate")) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN,
                    where() + "the token is not accepted (it may have ended); write a new one into "
                            + token.map(Path::toString).orElse("a file that the key token names"));
        }
        if (answer.status() == 429
                || answer.status() >= 500 && !answer.exception().startsWith("Invalid")) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.AWAY, where() + "POST " + path + ": " + said(answer));
        }
        return answer;
    }

    private String token() throws PortException {
        try {
            String text = Files.readString(token.orElseThrow()).strip();
            if (!text.matches("[\\x21-\\x7e]+")) {
                throw new PortException.CouldNotAsk(
                        PortException.Cause.HUMAN,
                        where() + token.orElseThrow() + ": holds no token (one word in one line)");
            }
            return text;
        } catch (PortException e) {
            throw e;
        } catch (IOException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN,
                    where() + token.orElseThrow() + ": the token cannot be read (" + e.getMessage() + ")",
                    e);
        }
    }

    private static String exception(HttpResponse<String> response) {
        if (response.statusCode() < 400) {
            return "";
        }
        return response.headers().firstValue("ExceptionClass").orElseGet(() -> {
            try {
                return JSON.readTree(response.body()).path("ExceptionClass").asText();
            } catch (IOException e) {
                return "";
            }
        });
    }

    private String said(Answer answer) {
        String body =
                answer.body() == null ? "" : answer.body().lines().findFirst().orElse("");
        String text = answer.exception() + " " + body;
        // before it is cut: half a token is a secret too
        text = sent.isEmpty() ? text : text.replace(sent, "(the token)");
        return answer.status() + " " + (text.length() > 200 ? text.substring(0, 200) + "..." : text);
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private static ArrayNode files(String scope, Map<String, UnitFile> files) {
        ArrayNode list = JSON.createArrayNode();
        files.forEach((name, file) -> list.addObject()
                .put("scope", scope)
                .put("name", name)
                .put("bytes", file.bytes())
                .put("adler32", file.adler32()));
        return list;
    }

    /** Registers replicas. A server answers 201 also where it has the file already, with whatever checksum: read back. */
    void replicas(String rse, String scope, Map<String, UnitFile> files) throws PortException {
        ObjectNode body = JSON.createObjectNode().put("rse", rse);
        body.set("files", files(scope, files));
        Answer answer = post("/replicas", body);
        if (answer.status() != 201) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN, where() + "registering replicas at " + rse + ": " + said(answer));
        }
    }

    /** @return what the server has, by name */
    Map<String, Replica> replicas(String scope, List<String> names) throws PortException {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode dids = body.putArray("dids");
        names.forEach(name -> dids.addObject().put("scope", scope).put("name", name));
        body.put("all_states", true);
        Answer answer = post("/replicas/list", body);
        if (answer.status() != 200) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.AWAY, where() + "listing replicas: " + said(answer));
        }
        Map<String, Replica> found = new HashMap<>();
        for (String line : answer.body().lines().toList()) {
            try {
                JsonNode node = JSON.readTree(line);
                found.put(
                        node.path("name").asText(),
                        new Replica(
                                node.path("bytes").asLong(-1),
                                node.path("adler32").asText()));
            } catch (IOException e) {
                throw new PortException.CouldNotAsk(
                        PortException.Cause.AWAY, where() + "listing replicas: the answer is damaged", e);
            }
        }
        return found;
    }

    /** Makes a dataset that files can be added to; one that is there stays. */
    void dataset(String scope, String name) throws PortException {
        ObjectNode body = JSON.createObjectNode().put("type", "DATASET");
        body.putObject("statuses").put("monotonic", true);
        Answer answer = post("/dids/" + segment(scope) + "/" + segment(name), body);
        if (answer.status() != 201 && !answer.exception().equals("DataIdentifierAlreadyExists")) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN,
                    where() + "making the dataset " + scope + ":" + name + ": " + said(answer));
        }
    }

    /** Adds files to a dataset. One that is in it already makes the server refuse the whole call: then one by one. */
    void attach(String scope, String dataset, String rse, Map<String, UnitFile> files) throws PortException {
        ObjectNode body = JSON.createObjectNode().put("rse", rse);
        body.set("dids", files(scope, files));
        Answer answer = post("/dids/" + segment(scope) + "/" + segment(dataset) + "/dids", body);
        if (answer.status() == 201) {
            return;
        }
        boolean there = answer.exception().equals("FileAlreadyExists")
                || answer.exception().equals("DuplicateContent");
        if (there && files.size() > 1) {
            for (Map.Entry<String, UnitFile> one : files.entrySet()) {
                attach(scope, dataset, rse, Map.of(one.getKey(), one.getValue()));
            }
        } else if (!there) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN,
                    where() + "adding files to the dataset " + scope + ":" + dataset + ": " + said(answer));
        }
    }
}
