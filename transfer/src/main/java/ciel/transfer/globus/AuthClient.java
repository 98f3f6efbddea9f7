package ciel.transfer.globus;

import ciel.transfer.pace.Ticker;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Globus Auth v2. An instance is either a confidential client (id and secret) or a native one (id only). */
public final class AuthClient {
    /** The resource server of Auth itself (userinfo, identities). */
    public static final String RESOURCE_SERVER = "auth.globus.org";

    private static final String TOKEN = "/v2/oauth2/token";

    private final GlobusTransport transport;
    private final GlobusEnvironment env;
    private final Ticker ticker;
    private final String clientId;
    private final Secret clientSecret;

    AuthClient(GlobusTransport transport, GlobusEnvironment env, Ticker ticker, String clientId, Secret clientSecret) {
        this.transport = transport;
        this.env = env;
        this.ticker = ticker;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    /** @return id of the native application that logs in */
    public String clientId() {
        return clientId;
    }

    /** Whether this client has a secret. */
    public boolean confidential() {
        return clientSecret != null;
    }

    /** Tokens for the client itself. There is no refresh token: ask again. */
    public Map<String, TokenData> clientCredentials(Collection<Scope> scopes) {
        if (!confidential()) {
            throw GlobusException.badInput(
                    "a login by client credentials needs a client secret",
                    "set CIEL_GLOBUS_CLIENT_SECRET_FILE to a file of mode 600");
        }
        return token(Map.of("grant_type", "client_credentials", "scope", Scopes.print(scopes)));
    }

    /** Begins a login of a person: the page to open and what has to be kept until the code is there. */
    public NativeLogin beginLogin(Collection<Scope> scopes, AuthRequirement session) {
        return NativeLogin.begin(env.url(GlobusEnvironment.Service.AUTH), clientId, scopes, session);
    }

    /** Changes a pasted code for tokens. */
    public Map<String, TokenData> exchangeCode(NativeLogin login, Secret code) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("code_verifier", login.verifier());
        form.put("redirect_uri", login.redirectUri());
        return token(form);
    }

    /**
     * New access tokens for a refresh token. The answer may carry a new refresh token, which then replaces the old one.
     */
    public Map<String, TokenData> refresh(Secret refreshToken) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        return token(form);
    }

    /** Tokens with which a service goes on for the user who called it. */
    public Map<String, TokenData> dependentTokens(Secret token) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:globus:auth:grant_type:dependent_token");
        form.put("token", token);
        return token(form);
    }

    private Map<String, TokenData> token(Map<String, ?> form) {
        return TokenData.fromAnswer(asClient(TOKEN, form).json(), ticker.now());
    }

    /** Ends a token at the service. @return whether the service says that the token is no longer active */
    public boolean revoke(Secret token) {
        return !asClient(TOKEN + "/revoke", Map.of("token", token))
                .object()
                .path("active")
                .asBoolean(false);
    }

    /** What a token is worth (RFC 7662); confidential clients only. */
    public ObjectNode introspect(Secret token) {
        return asClient(TOKEN + "/introspect", Map.of("token", token)).object();
    }

    private Reply asClient(String path, Map<String, ?> form) {
        Map<String, Object> fields = new LinkedHashMap<>(form);
        if (!confidential()) {
            fields.put("client_id", clientId);
        }
        Call call = Call.post(path).form(fields);
        return transport.send(call, confidential() ? Authorizer.basic(clientId, clientSecret) : Authorizer.NONE);
    }

    /**
     * Who the bearer of a token is: {@code sub, name, preferred_username, email, identity_set}, as far as the token's
     * scopes go.
     */
    public ObjectNode userinfo(Authorizer who) {
        return transport.send(Call.get("/v2/oauth2/userinfo"), who).object();
    }

    /** Identities by username or by id; give one of the two lists. */
    public ObjectNode identities(Authorizer who, List<String> usernames, List<String> ids) {
        return transport
                .send(
                        Call.get("/v2/api/identities")
                                .query("usernames", usernames == null ? null : String.join(",", usernames))
                                .query("ids", ids == null ? null : String.join(",", ids)),
                        who)
                .object();
    }

    /** What an identity has consented to. */
    public ObjectNode consents(Authorizer who, String identityId) {
        return transport
                .send(Call.get("/v2/api/identities/" + Call.encode(identityId) + "/consents"), who)
                .object();
    }

    /** Any other call to Auth. */
    public Reply send(Call call, Authorizer who) {
        return transport.send(call, who);
    }
}
