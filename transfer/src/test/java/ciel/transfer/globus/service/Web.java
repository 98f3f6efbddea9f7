package ciel.transfer.globus.service;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One request as the endpoints see it. */
final class Web {
    static final ObjectMapper JSON = new ObjectMapper();

    final String method;
    final String path;
    final String authorization;
    final byte[] body;
    private final String contentType;
    private final Map<String, List<String>> query;

    Web(HttpExchange x) {
        try {
            this.method = x.getRequestMethod();
            this.path = x.getRequestURI().getPath();
            this.authorization = x.getRequestHeaders().getFirst("Authorization");
            this.contentType = String.valueOf(x.getRequestHeaders().getFirst("Content-Type"));
            this.body = x.getRequestBody().readAllBytes();
            this.query = pairs(x.getRequestURI().getRawQuery());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> pairs(String text) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        if (text != null && !text.isEmpty()) {
            for (String p : text.split("&")) {
                int eq = p.indexOf('=');
                String k = URLDecoder.decode(eq < 0 ? p : p.substring(0, eq), StandardCharsets.UTF_8);
                out.computeIfAbsent(k, x -> new ArrayList<>())
                        .add(eq < 0 ? "" : URLDecoder.decode(p.substring(eq + 1), StandardCharsets.UTF_8));
            }
        }
        return out;
    }

    String query(String name) {
        List<String> v = query.get(name);
        return v == null || v.getFirst().isEmpty() ? null : v.getFirst();
    }

    List<String> queryAll(String name) {
        return query.getOrDefault(name, List.of()).stream()
                .filter(s -> !s.isEmpty())
                .toList();
    }

    int number(String name, int otherwise, int max) {
        String v = query(name);
        if (v == null) {
            return otherwise;
        }
        try {
            int n = Integer.parseInt(v);
            if (n >= 0 && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new Problem(400, "ClientError.BadRequest", name + " must be a whole number from 0 to " + max);
    }

    /** A form body; only the first value of a name. */
    Map<String, String> form() {
        if (!contentType.startsWith("application/x-www-form-urlencoded")) {
            throw new Problem(415, "unsupported_media_type", "a form is expected");
        }
        Map<String, String> out = new LinkedHashMap<>();
        pairs(new String(body, StandardCharsets.UTF_8)).forEach((k, v) -> out.put(k, v.getFirst()));
        return out;
    }

    ObjectNode json() {
        try {
            JsonNode n = JSON.readTree(body);
            if (n instanceof ObjectNode o) {
                return o;
            }
        } catch (JacksonException e) {
            // answered below
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new Problem(400, "ClientError.BadRequest", "the body is not a JSON object");
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
