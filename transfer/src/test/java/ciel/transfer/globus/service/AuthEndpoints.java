package ciel.transfer.globus.service;

import ciel.transfer.globus.GlobusException;
import ciel.transfer.globus.Scope;
import ciel.transfer.globus.Scopes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Globus Auth v2. Error documents are OAuth's where OAuth defines them and JSON:API elsewhere, as at the real service.
 */
final class AuthEndpoints {
    private static final String AUTH = "auth.globus.org";
    private static final String TRANSFER = "transfer.api.globus.org";
    private final Directory directory;

    AuthEndpoints(Directory directory) {
        this.directory = directory;
    }

    /** @return the answer, or null when the path is none of Auth's; a String is a page of HTML */
    Object handle(Web w) {
        String p = w.path;
        if (w.method.equals("GET")) {
            if (p.equals("/v2/oauth2/authorize")) {
                return authorize(w);
            }
            if (p.equals("/v2/oauth2/userinfo")) {
                return userinfo(w);
            }
            if (p.equals("/v2/api/identities")) {
                return identities(w);
            }
            if (p.startsWith("/v2/api/identities/") && p.endsWith("/consents")) {
                bearer(w);
                ObjectNode out = Web.object();
                ArrayNode a = out.putArray("consents");
                directory.consentsOf(p.split("/")[4]).forEach(a::add);
                return out;
            }
            if (p.equals("/.well-known/openid-configuration")) {
                return Web.object()
                        .put("issuer", "https://auth.globus.org")
                        .put("authorization_endpoint", "/v2/oauth2/authorize")
                        .put("token_endpoint", "/v2/oauth2/token");
            }
        }
        if (w.method.equals("POST")) {
            switch (p) {
                case "/v2/oauth2/token":
                    return token(w);
                case "/v2/oauth2/token/revoke":
                    directory.revoke(needClient(w) == null ? "" : w.form().get("token"));
                    return Web.object().put("active", false);
                case "/v2/oauth2/token/introspect":
                    return introspect(w);
                case "/v2/oauth2/token/validate":
                    needClient(w);
                    return Web.object().put("active", directory.good(w.form().get("token")) != null);
                default:
            }
        }
        return null;
    }

    private static Problem oauth(int status, String error, String description) {
        return new Problem(
                status, null, description, Web.object().put("error", error).put("error_description", description));
    }

    private static Problem jsonApi(int status, String code, String detail) {
        ObjectNode doc = Web.object();
        doc.putArray("errors")
                .addObject()
                .put("status", String.valueOf(status))
                .put("id", "8e1e0c5c")
                .put("code", code)
                .put("title", code)
                .put("detail", detail);
        doc.put("error", code.toLowerCase(java.util.Locale.ROOT)).put("error_description", detail);
        return new Problem(status, null, detail, doc);
    }

    /** The client that speaks: Basic, or a native client that names itself. */
    private Directory.Client needClient(Web w) {
        if (w.authorization != null && w.authorization.startsWith("Basic ")) {
            String[] pair = new String(Base64.getDecoder().decode(w.authorization.substring(6)), StandardCharsets.UTF_8)
                    .split(":", 2);
            Directory.Client c = directory.client(pair[0]);
            if (c == null || c.secret() == null || !c.secret().equals(pair[1])) {
                throw oauth(401, "invalid_client", "unknown client or wrong secret");
            }
            return c;
        }
        Directory.Client c = directory.client(w.form().getOrDefault("client_id", ""));
        if (c == null || c.secret() != null) {
            throw oauth(401, "invalid_client", "this client has to authenticate");
        }
        return c;
    }

    private Directory.Token bearer(Web w) {
        Directory.Token t = w.authorization != null && w.authorization.startsWith("Bearer ")
                ? directory.good(w.authorization.substring(7))
                : null;
        if (t == null || t.refresh || !t.resourceServer.equals(AUTH)) {
            throw jsonApi(401, "UNAUTHORIZED", "the call must be authenticated with a token for Globus Auth");
        }
        return t;
    }

    private Object token(Web w) {
        Directory.Client c = needClient(w);
        Map<String, String> f = w.form();
        switch (f.getOrDefault("grant_type", "")) {
            case "client_credentials" -> {
                if (c.secret() == null) {
                    throw oauth(400, "unauthorized_client", "a native client has no credentials");
                }
                return grant(c, c.id(), f.getOrDefault("scope", ""), false, null);
            }
            case "authorization_code" -> {
                Directory.Code code = directory.takeCode(f.getOrDefault("code", ""));
                if (code == null
                        || !code.client().equals(c.id())
                        || !code.redirect().equals(f.get("redirect_uri"))
                        || code.challenge() == null
                        || !code.challenge().equals(s256(f.getOrDefault("code_verifier", "")))) {
                    throw oauth(
                            401,
                            "invalid_grant",
                            "the code is unknown or used, or the verifier or the redirect does not fit");
                }
                return grant(c, code.identity(), code.scope(), code.offline(), null);
            }
            case "refresh_token" -> {
                Directory.Token t = directory.good(f.getOrDefault("refresh_token", ""));
                if (t == null || !t.refresh || !t.client.equals(c.id())) {
                    throw oauth(401, "invalid_grant", "the refresh token is unknown, revoked or replaced");
                }
                directory.used(t);
                return grant(c, t.identity, t.scope, directory.rotates(), t);
            }
            default ->
                throw oauth(
                        400,
                        "unsupported_grant_type",
                        "grant_type is not one of client_credentials, authorization_code, refresh_token");
        }
    }

    private static String s256(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String serverOf(String scope) {
        if (scope.startsWith("urn:globus:auth:scope:")) {
            return scope.split(":")[4];
        }
        if (scope.startsWith("https://auth.globus.org/scopes/")) {
            return scope.split("/")[4];
        }
        return AUTH;
    }

    private ObjectNode grant(
            Directory.Client c, String identity, String scopeText, boolean refresh, Directory.Token old) {
        List<Scope> scopes;
        try {
            scopes = Scopes.parse(scopeText);
        } catch (GlobusException e) {
            throw oauth(400, "invalid_scope", e.getMessage());
        }
        if (scopes.isEmpty()) {
            throw oauth(400, "invalid_scope", "no scope was asked for");
        }
        List<String> paths = new ArrayList<>();
        scopes.forEach(s -> paths(s, "", paths));
        directory.consent(c.id(), identity, paths);
        Map<String, List<String>> byServer = new LinkedHashMap<>();
        scopes.forEach(s -> byServer.computeIfAbsent(serverOf(s.name()), k -> new ArrayList<>())
                .add(s.name()));
        ObjectNode first = null;
        for (var e : byServer.entrySet()) {
            ObjectNode doc = Web.object();
            String scope = String.join(" ", e.getValue());
            doc.put("access_token", directory.issue(false, c.id(), identity, e.getKey(), scope, null).value);
            doc.put("scope", scope)
                    .put("expires_in", directory.lifetime())
                    .put("token_type", "Bearer")
                    .put("resource_server", e.getKey())
                    .put("state", "_default");
            if (refresh) {
                doc.put("refresh_token", directory.issue(true, c.id(), identity, e.getKey(), scope, old).value);
            }
            if (first == null) {
                first = doc;
                first.putArray("other_tokens");
            } else {
                ((ArrayNode) first.get("other_tokens")).add(doc);
            }
        }
        return first;
    }

    private static void paths(Scope s, String above, List<String> out) {
        String path = above.isEmpty() ? s.name() : above + " > " + s.name();
        out.add(path);
        s.dependencies().forEach(d -> paths(d, path, out));
    }

    /** The page a browser would show after the user has agreed; the code stands between the two code tags. */
    private String authorize(Web w) {
        Directory.Client c = directory.client(String.valueOf(w.query("client_id")));
        String challenge = w.query("code_challenge");
        if (c == null
                || !"code".equals(w.query("response_type"))
                || challenge == null
                || challenge.length() != 43
                || !"S256".equals(w.query("code_challenge_method"))
                || w.query("redirect_uri") == null
                || w.query("scope") == null) {
            throw new Problem(400, null, "bad authorize request", Web.object().put("error", "invalid_request"));
        }
        try {
            Scopes.parse(w.query("scope"));
        } catch (GlobusException e) {
            throw new Problem(400, null, "UNKNOWN_SCOPE_ERROR", Web.object().put("error", "invalid_scope"));
        }
        String code = directory.newCode(new Directory.Code(
                c.id(),
                directory.user().id(),
                w.query("scope"),
                challenge,
                w.query("redirect_uri"),
                "offline".equals(w.query("access_type"))));
        return "<html><body><p>Paste this code: <code>" + code + "</code></p></body></html>";
    }

    private ObjectNode userinfo(Web w) {
        Directory.Token t = bearer(w);
        if (!List.of(t.scope.split(" ")).contains("openid")) {
            throw jsonApi(403, "FORBIDDEN", "the token lacks the scope openid");
        }
        Directory.Identity i = directory.identity(t.identity);
        ObjectNode out = person(i);
        out.put("preferred_username", i.username())
                .put("last_authentication", System.currentTimeMillis() / 1000)
                .put("identity_provider", "11111111-2222-4333-8444-555555555555")
                .put("identity_provider_display_name", "Example");
        out.remove("username");
        out.putArray("identity_set").add(person(i));
        return out;
    }

    private static ObjectNode person(Directory.Identity i) {
        return Web.object()
                .put("sub", i.id())
                .put("username", i.username())
                .put("name", i.name())
                .put("email", i.email())
                .put("organization", (String) null);
    }

    private ObjectNode identities(Web w) {
        bearer(w);
        String asked = w.query("ids") != null ? w.query("ids") : w.query("usernames");
        if (asked == null) {
            throw jsonApi(400, "BAD_REQUEST", "give ids or usernames");
        }
        ObjectNode out = Web.object();
        ArrayNode a = out.putArray("identities");
        for (String s : asked.split(",")) {
            Directory.Identity i = directory.identity(s);
            if (i != null) {
                a.addObject()
                        .put("id", i.id())
                        .put("username", i.username())
                        .put("name", i.name())
                        .put("email", i.email())
                        .put("status", "used")
                        .put("organization", (String) null)
                        .put("identity_type", "login");
            }
        }
        return out;
    }

    private JsonNode introspect(Web w) {
        Directory.Client c = needClient(w);
        if (c.secret() == null) {
            throw oauth(401, "invalid_client", "only a confidential client may introspect");
        }
        Directory.Token t = directory.good(w.form().getOrDefault("token", ""));
        if (t == null) {
            return Web.object().put("active", false);
        }
        ObjectNode out = Web.object()
                .put("active", true)
                .put("scope", t.scope)
                .put("client_id", t.client)
                .put("sub", t.identity)
                .put("username", directory.identity(t.identity).username())
                .put("exp", t.expiresAt)
                .put("token_type", "Bearer")
                .put("iss", "https://auth.globus.org");
        out.putArray("aud").add(t.resourceServer);
        return out;
    }

    /** The bearer of a request to Transfer. */
    Directory.Token transferBearer(Web w) {
        Directory.Token t = w.authorization != null && w.authorization.startsWith("Bearer ")
                ? directory.good(w.authorization.substring(7))
                : null;
        if (t == null || t.refresh || !t.resourceServer.equals(TRANSFER)) {
            throw new Problem(401, "ClientError.AuthenticationFailed", "the token is missing, wrong or has expired");
        }
        return t;
    }
}
