package ciel.transfer.globus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens for one resource server.
 *
 * @param resourceServer for instance {@code transfer.api.globus.org}
 * @param scope the scopes granted, separated by blanks
 * @param accessToken goes into the header
 * @param expiresAt when the access token ends, seconds since 1970
 * @param refreshToken null for a client that asks again instead
 */
public record TokenData(String resourceServer, String scope, Secret accessToken, long expiresAt, Secret refreshToken) {
    /** A token is not used in its last 60 s: a request may take that long to be looked at. */
    public static final long SKEW_SECONDS = 60;

    boolean usableAt(Instant now) {
        return now.getEpochSecond() < expiresAt - SKEW_SECONDS;
    }

    /** Keeps the old refresh token where the answer to a refresh brings no new one. */
    TokenData orRefreshToken(Secret old) {
        return refreshToken != null ? this : new TokenData(resourceServer, scope, accessToken, expiresAt, old);
    }

    ObjectNode toJson() {
        ObjectNode n = Json.object();
        n.put("resource_server", resourceServer)
                .put("scope", scope)
                .put("access_token", accessToken.reveal())
                .put("expires_at_seconds", expiresAt)
                .put("token_type", "Bearer");
        n.put("refresh_token", refreshToken == null ? null : refreshToken.reveal());
        return n;
    }

    static TokenData fromJson(JsonNode n) {
        if (!n.path("access_token").isTextual() || !n.path("expires_at_seconds").isNumber()) {
            throw GlobusException.badInput(
                    "token file: an entry has no access_token or expires_at_seconds", "run: ciel globus login --force");
        }
        return new TokenData(
                n.path("resource_server").asText(),
                n.path("scope").asText(),
                Secret.of(n.get("access_token").asText()),
                n.get("expires_at_seconds").asLong(),
                Secret.of(n.path("refresh_token").asText(null)));
    }

    /**
     * Reads a token answer: one entry at the top and the others under {@code other_tokens}; a dependent-token answer is
     * a list. Keyed by resource server.
     */
    static Map<String, TokenData> fromAnswer(JsonNode answer, Instant now) {
        List<JsonNode> docs = new ArrayList<>();
        if (answer != null && answer.isArray()) {
            answer.forEach(docs::add);
        } else if (answer != null) {
            docs.add(answer);
            answer.path("other_tokens").forEach(docs::add);
        }
        Map<String, TokenData> out = new LinkedHashMap<>();
        for (JsonNode d : docs) {
            if (!d.path("access_token").isTextual()
                    || !d.path("resource_server").isTextual()) {
                throw new GlobusException(
                        GlobusException.Kind.TRANSIENT,
                        "auth: a token answer lacks access_token or resource_server",
                        null);
            }
            String rs = d.get("resource_server").asText();
            out.put(
                    rs,
                    new TokenData(
                            rs,
                            d.path("scope").asText(""),
                            Secret.of(d.get("access_token").asText()),
                            now.getEpochSecond() + d.path("expires_in").asLong(0),
                            Secret.of(d.path("refresh_token").asText(null))));
        }
        return out;
    }
}
