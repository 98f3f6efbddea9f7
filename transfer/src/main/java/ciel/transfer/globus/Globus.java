package ciel.transfer.globus;

import ciel.transfer.pace.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * A login to Globus and the clients that use it. Two kinds of login:
 * <ul>
 *   <li><b>a client's own identity</b>: {@code CIEL_GLOBUS_CLIENT_ID} and {@code CIEL_GLOBUS_CLIENT_SECRET_FILE} (a
 * file of mode 600), or globus-cli's
 *       {@code GLOBUS_CLI_CLIENT_ID} and {@code GLOBUS_CLI_CLIENT_SECRET};</li>
 *   <li><b>a person</b>: {@code CIEL_GLOBUS_CLIENT_ID} alone names a native app, registered once at app.globus.org
 * under Settings, Developers.</li>
 * </ul>
 * Tokens and the journal of submissions are in {@code CIEL_GLOBUS_DIR}, by default {@code
 * $XDG_CONFIG_HOME/ciel/globus} or {@code ~/.config/ciel/globus}. The services:
 * {@link GlobusEnvironment}.
 */
public final class Globus implements AutoCloseable {
    /** What a login asks for when nothing more is said. */
    public static final List<Scope> DEFAULT_SCOPES = Scopes.parse(
            "openid profile email urn:globus:auth:scope:auth.globus.org:view_identity_set " + Scope.TRANSFER_ALL);

    private final GlobusEnvironment env;
    private final Path dir;
    private final Ticker ticker;
    private final String clientId;
    private final TokenStore tokens;
    private final AuthClient auth;
    private final Map<GlobusEnvironment.Service, GlobusTransport> transports =
            new EnumMap<>(GlobusEnvironment.Service.class);
    private final Map<GlobusEnvironment.Service, Authorizer> authorizers =
            new EnumMap<>(GlobusEnvironment.Service.class);
    private final RateLimiter limiter;
    private final DoubleSupplier random;

    /** Opens with the variables of this process. */
    public static Globus open() {
        return open(System.getenv());
    }

    /** Opens with the given variables. Nothing is sent before it is needed. */
    public static Globus open(Map<String, String> vars) {
        return new Globus(vars, Ticker.SYSTEM, () -> ThreadLocalRandom.current().nextDouble());
    }

    Globus(Map<String, String> vars, Ticker ticker, DoubleSupplier random) {
        this.env = GlobusEnvironment.from(vars);
        this.dir = folder(vars);
        this.ticker = ticker;
        this.random = random;
        this.limiter = RateLimiter.globus(ticker);
        Secret secret = secret(vars);
        this.clientId = clientId(vars);
        this.auth = new AuthClient(transport(GlobusEnvironment.Service.AUTH), env, ticker, clientId, secret);
        this.tokens = new TokenStore(
                dir.resolve("tokens.json"),
                (secret != null ? "clientprofile/" : "userprofile/") + env.realm() + "/" + clientId);
    }

    private static Path folder(Map<String, String> vars) {
        if (vars.containsKey("CIEL_GLOBUS_DIR")) {
            return Path.of(vars.get("CIEL_GLOBUS_DIR"));
        }
        String config = vars.getOrDefault("XDG_CONFIG_HOME", "");
        if (config.isEmpty()) {
            if (!vars.containsKey("HOME")) {
                throw GlobusException.badInput(
                        "no folder for Globus tokens: neither CIEL_GLOBUS_DIR nor XDG_CONFIG_HOME nor HOME is set",
                        "set CIEL_GLOBUS_DIR");
            }
            config = vars.get("HOME") + "/.config";
        }
        return Path.of(config, "ciel", "globus");
    }

    private static String clientId(Map<String, String> vars) {
        String id = vars.getOrDefault("CIEL_GLOBUS_CLIENT_ID", vars.get("GLOBUS_CLI_CLIENT_ID"));
        if (id == null || id.isBlank()) {
            throw new GlobusException(
                    GlobusException.Kind.BAD_INPUT,
                    "no Globus client id",
                    "register a native app (for a person) or a service account at "
                            + "https://app.globus.org/settings/developers and set CIEL_GLOBUS_CLIENT_ID, for a "
                            + "service account also CIEL_GLOBUS_CLIENT_SECRET_FILE");
        }
        return id.strip();
    }

    private static Secret secret(Map<String, String> vars) {
        String file = vars.get("CIEL_GLOBUS_CLIENT_SECRET_FILE");
        if (file != null) {
            byte[] bytes = PrivateFiles.read(Path.of(file));
            if (bytes == null) {
                throw GlobusException.badInput(
                        "CIEL_GLOBUS_CLIENT_SECRET_FILE names no file: '" + file + "'",
                        "write the client secret into it and chmod it 600");
            }
            return Secret.of(new String(bytes, StandardCharsets.UTF_8).strip());
        }
        if (vars.containsKey("CIEL_GLOBUS_CLIENT_ID")) {
            return null;
        }
        String given = vars.get("GLOBUS_CLI_CLIENT_SECRET");
        return given == null || given.isEmpty() ? null : Secret.of(given);
    }

    private GlobusTransport transport(GlobusEnvironment.Service s) {
        return transports.computeIfAbsent(
                s,
                k -> new GlobusTransport(
                        s.id(),
                        new HttpWire(env, s),
                        s == GlobusEnvironment.Service.TRANSFER ? RetryPolicy.TRANSFER : RetryPolicy.AUTH,
                        limiter,
                        ticker,
                        random));
    }

    /** @return addresses of the services that are used */
    public GlobusEnvironment environment() {
        return env;
    }

    /** @return the client of Globus Auth */
    public AuthClient auth() {
        return auth;
    }

    /** @return where tokens are kept */
    public TokenStore tokens() {
        return tokens;
    }

    /** The journal of the submissions made from this folder. */
    public SubmissionJournal journal() {
        PrivateFiles.makeFolder(dir);
        return new SubmissionJournal(dir.resolve("submissions.journal"));
    }

    /** Transfer, authorized by this login. */
    public TransferClient transfer() {
        return new TransferClient(
                transport(GlobusEnvironment.Service.TRANSFER), authorizer(GlobusEnvironment.Service.TRANSFER));
    }

    /** Submissions that happen once; see {@link Submitter}. */
    public Submitter submitter() {
        return new Submitter(transfer(), journal(), ticker);
    }

    /**
     * Authorizes calls to a service by this login, renewing tokens as needed. Only Auth and Transfer are covered by the
     * default scopes.
     */
    public synchronized Authorizer authorizer(GlobusEnvironment.Service s) {
        return authorizers.computeIfAbsent(s, k -> {
            String rs =
                    switch (s) {
                        case AUTH -> AuthClient.RESOURCE_SERVER;
                        case TRANSFER -> TransferClient.RESOURCE_SERVER;
                        case GROUPS, TIMERS, FLOWS, SEARCH -> s.id() + ".api.globus.org";
                    };
            if (!auth.confidential()) {
                return TokenKeeper.refreshing(tokens, rs, auth, ticker);
            }
            List<Scope> scopes = s == GlobusEnvironment.Service.TRANSFER
                    ? List.of(Scope.of(Scope.TRANSFER_ALL))
                    : DEFAULT_SCOPES.stream()
                            .filter(x -> !x.name().equals(Scope.TRANSFER_ALL))
                            .toList();
            return TokenKeeper.client(tokens, rs, auth, scopes, ticker);
        });
    }

    /** Any call to a service, authorized by this login. */
    public synchronized Reply send(GlobusEnvironment.Service s, Call call) {
        return transport(s).send(call, authorizer(s));
    }

    /** Whether usable or renewable tokens for Transfer and Auth are on the disk. Asks no server. */
    public boolean loggedIn() {
        Map<String, TokenData> held = tokens.read();
        return List.of(AuthClient.RESOURCE_SERVER, TransferClient.RESOURCE_SERVER).stream()
                .allMatch(rs -> held.containsKey(rs)
                        && (auth.confidential()
                                || held.get(rs).refreshToken() != null
                                || held.get(rs).usableAt(ticker.now())));
    }

    /** Keeps the tokens of a login. */
    public void keep(Collection<TokenData> got) {
        tokens.put(got);
    }

    /**
     * Ends every token of this login at the service and forgets it here. Forgets even when the service cannot be
     * reached, and then says so.
     */
    public void logout() {
        GlobusException first = null;
        for (TokenData t : tokens.read().values()) {
            for (Secret s : new Secret[] {t.refreshToken(), t.accessToken()}) {
                try {
                    if (s != null) {
                        auth.revoke(s);
                    }
                } catch (GlobusException e) {
                    first = first == null ? e : first;
                }
            }
        }
        tokens.clear();
        if (first != null) {
            throw new GlobusException(
                    first.kind(),
                    "the tokens are forgotten here, but Globus could not be told: " + first.getMessage(),
                    "rescind the consent at https://app.globus.org/settings/consents",
                    first);
        }
    }

    @Override
    public void close() {
        transports.values().forEach(GlobusTransport::close);
    }
}
