package ciel.transfer.globus;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A login of a person that has begun: authorization code with PKCE (RFC 7636, S256), the code shown on a page and
 * pasted by the user, which also works over ssh.
 * Globus Auth has no device flow (RFC 8628).
 *
 * @param url the page to open
 * @param redirectUri where the page ends up; has to be repeated in the exchange
 * @param verifier 86 characters of {@code A-Z a-z 0-9 - _}; kept until the exchange
 */
public record NativeLogin(URI url, String redirectUri, Secret verifier) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static NativeLogin begin(URI auth, String clientId, Collection<Scope> scopes, AuthRequirement session) {
        byte[] random = new byte[64];
        RANDOM.nextBytes(random);
        String verifier = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String redirect = auth + "/v2/web/auth-code";
        Map<String, String> q = new LinkedHashMap<>();
        q.put("client_id", clientId);
        q.put("redirect_uri", redirect);
        q.put("scope", Scopes.print(scopes));
        q.put("state", "_default");
        q.put("response_type", "code");
        q.put("code_challenge", challenge(verifier));
        q.put("code_challenge_method", "S256");
        q.put("access_type", "offline");
        q.put("prefill_named_grant", "Ciel");
        put(q, "session_message", session.message());
        put(q, "session_required_identities", String.join(",", session.identities()));
        put(q, "session_required_single_domain", String.join(",", session.domains()));
        put(q, "session_required_policies", String.join(",", session.policies()));
        put(q, "session_required_mfa", session.mfa() ? "true" : "");
        put(q, "prompt", session.prompt());
        StringBuilder s = new StringBuilder(auth.toString()).append("/v2/oauth2/authorize");
        char sep = '?';
        for (var e : q.entrySet()) {
            s.append(sep).append(e.getKey()).append('=').append(Call.encode(e.getValue()));
            sep = '&';
        }
        return new NativeLogin(URI.create(s.toString()), redirect, Secret.of(verifier));
    }

    private static void put(Map<String, String> q, String key, String value) {
        if (value != null && !value.isEmpty()) {
            q.put(key, value);
        }
    }

    /** BASE64URL(SHA256(ASCII(verifier))), RFC 7636 section 4.2. */
    static String challenge(String verifier) {
        try {
            byte[] d = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(d);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
