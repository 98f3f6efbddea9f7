package ciel.transfer.globus;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An answer of a service, the body decoded as UTF-8 and, where it is JSON, parsed. */
public final class Reply {
    private final int status;
    private final Map<String, String> headers;
    private final String text;
    private final JsonNode json;

    /**
     * @param headers names in lower case
     * @param secrets texts that were sent in the request and must not appear in anything that is made from the answer
     */
    Reply(int status, Map<String, String> headers, String body, List<Secret> secrets) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        // Only errors are printed; a good answer to a token request has to keep its tokens.
        this.text = status >= 300 ? redact(body, secrets) : body;
        this.json = parse(text);
    }

    private static String redact(String body, List<Secret> secrets) {
        String out = body;
        for (Secret s : secrets) {
            if (s != null && s.reveal().length() >= 4) {
                out = out.replace(s.reveal(), "[redacted]");
            }
        }
        return out.replaceAll("(?i)\\b(Bearer|Basic)\\s+[A-Za-z0-9+/=._~-]{8,}", "$1 [redacted]")
                .replaceAll(
                        "\"(access_token|refresh_token|id_token|client_secret|secret)\"\\s*:\\s*\"[^\"]*\"",
                        "\"$1\":\"[redacted]\"");
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode n = Json.MAPPER.readTree(text);
            return n == null || n.isMissingNode() ? null : n;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** @return HTTP status code */
    public int status() {
        return status;
    }

    /** A header by its name in any case; "" when absent. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /**
     * The whole body as it came. It may hold tokens: see {@link AuthClient} for the only calls whose good answers do.
     */
    public String text() {
        return text;
    }

    /** The body as JSON; null when it is not JSON. */
    public JsonNode json() {
        return json;
    }

    /** The body as a JSON object; a service that answers 2xx with anything else is broken. */
    public ObjectNode object() {
        if (json instanceof ObjectNode o) {
            return o;
        }
        throw new GlobusException(
                GlobusException.Kind.TRANSIENT,
                "the service answered " + status + " with a body that is not a JSON object",
                null);
    }

    /** The {@code code} of the body; "" when there is none. */
    String code() {
        return json == null ? "" : json.path("code").asText("");
    }

    /** Status and size only. */
    @Override
    public String toString() {
        return "Reply[" + status + ", " + text.length() + " characters]";
    }
}
