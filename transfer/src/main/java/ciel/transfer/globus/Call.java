package ciel.transfer.globus;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One request before it is sent. Its {@code toString} has the method and the path, never the query, the headers or the
 * body.
 */
public final class Call {
    private final String method;
    private final String path;
    private final List<Map.Entry<String, String>> query = new ArrayList<>();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private final List<Secret> secrets = new ArrayList<>();
    private byte[] body;
    private String contentType;

    private Call(String method, String path) {
        this.method = method;
        this.path = path;
    }

    /**
     * @param path below the service's base URL, for instance {@code /v0.10/task_list}; each segment already
     * percent-encoded
     */
    public static Call of(String method, String path) {
        return new Call(method, path.startsWith("/") ? path : "/" + path);
    }

    static Call get(String path) {
        return of("GET", path);
    }

    static Call post(String path) {
        return of("POST", path);
    }

    /** Adds a query parameter; a null value adds nothing; a name may be given several times. */
    public Call query(String name, Object value) {
        if (value != null) {
            query.add(Map.entry(name, value.toString()));
        }
        return this;
    }

    /** @return the same with query parameters; null values are left out */
    public Call query(Map<String, ?> values) {
        values.forEach(this::query);
        return this;
    }

    /** @return the same with one more header */
    public Call header(String name, String value) {
        headers.add(Map.entry(name, value));
        return this;
    }

    /** @return the same with a JSON body */
    public Call json(JsonNode body) {
        return body(Json.bytes(body), "application/json");
    }

    /** @return the same with a body of the given media type */
    public Call body(byte[] bytes, String contentType) {
        this.body = bytes.clone();
        this.contentType = contentType;
        return this;
    }

    /** A form body. Values given as {@link Secret} are remembered, so that the answer can be searched for them. */
    Call form(Map<String, ?> fields) {
        StringBuilder s = new StringBuilder();
        fields.forEach((k, v) -> {
            String value = v.toString();
            if (v instanceof Secret secret) {
                secrets.add(secret);
                value = secret.reveal();
            }
            s.append(s.isEmpty() ? "" : "&").append(encode(k)).append('=').append(encode(value));
        });
        return body(s.toString().getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded");
    }

    /** Percent-encoding of one path segment or query value (RFC 3986). */
    static String encode(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    String pathAndQuery() {
        StringBuilder s = new StringBuilder(path);
        char sep = path.indexOf('?') >= 0 ? '&' : '?';
        for (var e : query) {
            s.append(sep).append(encode(e.getKey())).append('=').append(encode(e.getValue()));
            sep = '&';
        }
        return s.toString();
    }

    List<Map.Entry<String, String>> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    String contentType() {
        return contentType;
    }

    List<Secret> secrets() {
        return secrets;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
