package ciel.transfer.globus;

import ciel.transfer.pace.Ticker;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The authorizer of one resource server: takes the token from the store, renews it 60 s before its end or when it is
 * refused, and puts what it got on the disk
 * before using it. Among threads and processes that share the store one renews and the others take what it wrote.
 */
final class TokenKeeper implements Authorizer {
    /** How a new token is made: given the old one, or null. */
    interface Renewal {
        Map<String, TokenData> renew(TokenData old);
    }

    private final TokenStore store;
    private final String resourceServer;
    private final Renewal renewal;
    private final Consumer<List<Scope>> consent;
    private final Ticker ticker;
    private TokenData current;

    private TokenKeeper(
            TokenStore store, String resourceServer, Ticker ticker, Renewal renewal, Consumer<List<Scope>> consent) {
        this.store = store;
        this.resourceServer = resourceServer;
        this.ticker = ticker;
        this.renewal = renewal;
        this.consent = consent;
    }

    /** For a person's login: renews by refresh token; without one the person has to log in again. */
    static TokenKeeper refreshing(TokenStore store, String resourceServer, AuthClient auth, Ticker ticker) {
        return new TokenKeeper(
                store,
                resourceServer,
                ticker,
                old -> {
                    if (old == null || old.refreshToken() == null) {
                        throw loginNeeded(
                                old == null ? "nobody is logged in to Globus here" : "the Globus login has ended",
                                null);
                    }
                    try {
                        return auth.refresh(old.refreshToken());
                    } catch (GlobusApiException e) {
                        // 400/401 invalid_grant: revoked, unused for six months, or consent taken back.
                        if (e.status() == 401 || e.status() == 400) {
                            throw loginNeeded(
                                    "Globus refused to renew the login (" + e.status() + " " + e.code() + ")", e);
                        }
                        throw e;
                    }
                },
                null);
    }

    /** For a client's own identity: asks again, and may consent for itself. */
    static TokenKeeper client(
            TokenStore store, String resourceServer, AuthClient auth, Collection<Scope> scopes, Ticker ticker) {
        return new TokenKeeper(
                store,
                resourceServer,
                ticker,
                old -> {
                    try {
                        return auth.clientCredentials(scopes);
                    } catch (GlobusApiException e) {
                        if (e.status() == 401) {
                            throw new GlobusException(
                                    GlobusException.Kind.NEEDS_HUMAN,
                                    "Globus Auth does not accept the client id and secret (" + e.code() + ")",
                                    "check the client id and the secret file, at app.globus.org under Settings, "
                                            + "Developers",
                                    e);
                        }
                        throw e;
                    }
                },
                auth::clientCredentials);
    }

    private static GlobusException loginNeeded(String what, Throwable cause) {
        return new GlobusException(GlobusException.Kind.NEEDS_HUMAN, what, "run: ciel globus login --force", cause);
    }

    @Override
    public synchronized Secret header() {
        if (current == null || !current.usableAt(ticker.now())) {
            current = store.get(resourceServer);
            if (current == null || !current.usableAt(ticker.now())) {
                obtain(current);
            }
        }
        return headerOf(current);
    }

    private static Secret headerOf(TokenData t) {
        return Secret.of("Bearer " + t.accessToken().reveal());
    }

    /** @param refused the token that is no longer good, or null */
    private void obtain(TokenData refused) {
        current = store.locked(() -> {
            TokenData stored = store.get(resourceServer);
            boolean other =
                    stored != null && (refused == null || !stored.accessToken().equals(refused.accessToken()));
            if (other && stored.usableAt(ticker.now())) {
                return stored;
            }
            Map<String, TokenData> got = renewal.renew(stored);
            TokenData fresh = got.get(resourceServer);
            if (fresh == null) {
                throw new GlobusException(
                        GlobusException.Kind.NEEDS_HUMAN,
                        "Globus Auth gave tokens for " + got.keySet() + " and none for " + resourceServer,
                        "run: ciel globus login --force");
            }
            fresh = fresh.orRefreshToken(stored == null ? null : stored.refreshToken());
            store.put(List.of(fresh));
            return fresh;
        });
    }

    @Override
    public synchronized boolean renew(Secret refused) {
        if (current == null || headerOf(current).equals(refused)) {
            obtain(current);
        }
        return !headerOf(current).equals(refused);
    }

    @Override
    public synchronized boolean consent(List<String> scopes) {
        if (consent == null) {
            return false;
        }
        // A client grants consent to itself by asking for a token with the scopes; the token that is in use then gains
        // them.
        List<Scope> wanted = Scopes.parse(String.join(" ", scopes));
        if (wanted.isEmpty()) {
            return false;
        }
        consent.accept(wanted);
        return true;
    }
}
