package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Who exists, which tokens are good, and who consented to what. */
final class Directory {
    /** A person or a client. */
    record Identity(String id, String username, String name, String email) {}

    /** A registered client; a native one has no secret. */
    record Client(String id, String secret, String name) {}

    /** An access or refresh token. Mutable only in {@code active}. */
    static final class Token {
        final String value;
        final boolean refresh;
        final String client;
        final String identity;
        final String resourceServer;
        final String scope;
        final long expiresAt;
        /**
         * The refresh token before this one: it stays good until this one is first used, so that an answer may be lost.
         */
        final Token predecessor;

        boolean active = true;

        Token(
                String value,
                boolean refresh,
                String client,
                String identity,
                String rs,
                String scope,
                long expiresAt,
                Token predecessor) {
            this.value = value;
            this.refresh = refresh;
            this.client = client;
            this.identity = identity;
            this.resourceServer = rs;
            this.scope = scope;
            this.expiresAt = expiresAt;
            this.predecessor = predecessor;
        }
    }

    /** A code that a login page has shown. */
    record Code(String client, String identity, String scope, String challenge, String redirect, boolean offline) {}

    private final Map<String, Identity> identities = new HashMap<>();
    private final Map<String, Client> clients = new HashMap<>();
    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, Set<String>> consents = new HashMap<>();
    private Identity user;
    private int lifetime = 172_800;
    private boolean rotate = true;
    private int issued;
    private final Lines lines;

    /**
     * @param lines where tokens outlive the service, as they were issued: a token that was ended before its time is
     * good again after a kill
     */
    Directory(Lines lines) {
        this.lines = lines;
        for (JsonNode r : lines.load()) {
            tokens.put(
                    r.path("value").asText(),
                    new Token(
                            r.path("value").asText(),
                            r.path("refresh").asBoolean(),
                            r.path("client").asText(),
                            r.path("identity").asText(null),
                            r.path("rs").asText(),
                            r.path("scope").asText(),
                            r.path("end").asLong(),
                            tokens.get(r.path("predecessor").asText(""))));
        }
        user = addIdentity(new Identity(
                "a0000000-0000-4000-8000-000000000001", "ada@example.org", "Ada Example", "ada@example.org"));
    }

    synchronized Identity addIdentity(Identity i) {
        identities.put(i.id(), i);
        return i;
    }

    synchronized void addClient(String id, String secret, String name) {
        clients.put(id, new Client(id, secret, name));
        addIdentity(new Identity(id, id + "@clients.auth.globus.org", name, null));
    }

    synchronized Client client(String id) {
        return clients.get(id);
    }

    synchronized Identity identity(String idOrName) {
        return identities.values().stream()
                .filter(i -> i.id().equals(idOrName) || i.username().equals(idOrName))
                .findFirst()
                .orElse(null);
    }

    /** The person who sits at the browser. */
    synchronized Identity user() {
        return user;
    }

    synchronized void settings(Integer newLifetime, Boolean newRotate) {
        lifetime = newLifetime == null ? lifetime : newLifetime;
        rotate = newRotate == null ? rotate : newRotate;
    }

    synchronized int lifetime() {
        return lifetime;
    }

    synchronized boolean rotates() {
        return rotate;
    }

    private static String random(String prefix) {
        return prefix
                + UUID.randomUUID().toString().replace("-", "")
                + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    synchronized Token issue(
            boolean refresh, String client, String identity, String rs, String scope, Token predecessor) {
        issued++;
        long end = refresh ? Long.MAX_VALUE : System.currentTimeMillis() / 1000 + lifetime;
        Token t = new Token(random(refresh ? "Rt" : "At"), refresh, client, identity, rs, scope, end, predecessor);
        lines.add(Web.object()
                .put("value", t.value)
                .put("refresh", refresh)
                .put("client", client)
                .put("identity", identity)
                .put("rs", rs)
                .put("scope", scope)
                .put("end", end)
                .put("predecessor", predecessor == null ? null : predecessor.value));
        tokens.put(t.value, t);
        return t;
    }

    synchronized int issued() {
        return issued;
    }

    /** A token that is good now; null otherwise. */
    synchronized Token good(String value) {
        Token t = tokens.get(value);
        return t != null && t.active && t.expiresAt > System.currentTimeMillis() / 1000 ? t : null;
    }

    synchronized Token any(String value) {
        return tokens.get(value);
    }

    /** Using a refresh token ends the one before it. */
    synchronized void used(Token refresh) {
        if (refresh.predecessor != null) {
            refresh.predecessor.active = false;
        }
    }

    synchronized void revoke(String value) {
        Token t = tokens.get(value);
        if (t != null) {
            t.active = false;
        }
    }

    /** Ends all access tokens, as if their time had passed. */
    synchronized void expireAccessTokens() {
        tokens.values().stream().filter(t -> !t.refresh).forEach(t -> t.active = false);
    }

    synchronized String newCode(Code c) {
        String s = random("Code");
        codes.put(s, c);
        return s;
    }

    synchronized Code takeCode(String code) {
        return codes.remove(code);
    }

    synchronized void consent(String client, String identity, List<String> paths) {
        consents.computeIfAbsent(client + " " + identity, k -> new HashSet<>()).addAll(paths);
    }

    synchronized void rescind() {
        consents.clear();
    }

    /** @param path names of scopes from the root down, with " > " between */
    synchronized boolean consented(String client, String identity, String path) {
        return consents.getOrDefault(client + " " + identity, Set.of()).contains(path);
    }

    synchronized List<ObjectNode> consentsOf(String identity) {
        List<ObjectNode> out = new ArrayList<>();
        Map<String, Integer> ids = new HashMap<>();
        consents.forEach((key, paths) -> {
            if (key.endsWith(" " + identity)) {
                paths.stream().sorted().forEach(p -> {
                    ids.put(p, ids.size() + 1);
                    ObjectNode n = Web.object();
                    String[] names = p.split(" > ");
                    var chain = n.putArray("dependency_path");
                    StringBuilder prefix = new StringBuilder();
                    for (String name : names) {
                        prefix.append(prefix.isEmpty() ? "" : " > ").append(name);
                        chain.add(ids.getOrDefault(prefix.toString(), 0));
                    }
                    n.put("id", ids.get(p))
                            .put("scope_name", names[names.length - 1])
                            .put("client", key.substring(0, key.indexOf(' ')))
                            .put("effective_identity", identity)
                            .put("status", "approved")
                            .put("allows_refresh", true)
                            .put("auto_approved", false)
                            .put("atomically_revocable", names.length > 1);
                    out.add(n);
                });
            }
        });
        return out;
    }
}
