package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.globus.service.ServiceFault;
import ciel.transfer.pace.VirtualTicker;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Globus Auth, against the test service. */
class LoginTest {
    @TempDir
    private Path dir;

    private GlobusService service;

    @BeforeEach
    void start() {
        service = GlobusService.start(0);
        service.addCollection("c", dir);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** The browser and the person at it. */
    private static Secret visit(URI url) throws Exception {
        try (HttpClient c = HttpClient.newHttpClient()) {
            String page = c.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            return Secret.of(page.substring(page.indexOf("<code>") + 6, page.indexOf("</code>")));
        }
    }

    private Globus person() {
        return new Globus(Setup.personVars(service, dir), new Setup.Hurried(), () -> 0.5);
    }

    private static void login(Globus g) throws Exception {
        NativeLogin login = g.auth().beginLogin(Globus.DEFAULT_SCOPES, AuthRequirement.none());
        g.keep(g.auth().exchangeCode(login, visit(login.url())).values());
    }

    @Test
    void aClientLogsInByItself_andItsTokensAreIndexedByResourceServer() {
        try (Globus g = Setup.client(service, dir)) {
            Map<String, TokenData> got = g.auth().clientCredentials(Globus.DEFAULT_SCOPES);
            assertEquals(Set.of("auth.globus.org", "transfer.api.globus.org"), got.keySet());
            assertNull(got.get("transfer.api.globus.org").refreshToken());
            assertFalse(g.transfer().submissionId().isEmpty());
            assertEquals(
                    GlobusService.CLIENT + "@clients.auth.globus.org",
                    g.auth()
                            .userinfo(g.authorizer(GlobusEnvironment.Service.AUTH))
                            .path("preferred_username")
                            .asText());
        }
    }

    @Test
    void aWrongSecret_needsAPerson_andIsNotAskedTwice() {
        Map<String, String> vars = new HashMap<>(Setup.clientVars(service, dir));
        vars.remove("CIEL_GLOBUS_CLIENT_ID");
        vars.remove("CIEL_GLOBUS_CLIENT_SECRET_FILE");
        vars.put("GLOBUS_CLI_CLIENT_ID", GlobusService.CLIENT);
        vars.put("GLOBUS_CLI_CLIENT_SECRET", "wrong");
        try (Globus g = Globus.open(vars)) {
            assertEquals(
                    4,
                    assertThrows(GlobusException.class, () -> g.transfer().submissionId())
                            .kind()
                            .exitCode());
            assertEquals(1, service.seen().size());
        }
    }

    @Test
    void thePageOfALogin_hasAVerifiableChallenge_andAsksForARefreshToken() throws Exception {
        try (Globus g = person()) {
            AuthRequirement session = new AuthRequirement(
                    "why",
                    List.of(),
                    List.of("ada@example.org", "x"),
                    List.of("in2p3.fr"),
                    List.of("p"),
                    true,
                    "login");
            NativeLogin login = g.auth().beginLogin(Scopes.parse("openid A[*B]"), session);
            Map<String, String> q = new HashMap<>();
            for (String pair : login.url().getRawQuery().split("&")) {
                q.put(
                        pair.substring(0, pair.indexOf('=')),
                        URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8));
            }
            assertTrue(login.verifier().reveal().matches("[A-Za-z0-9~_.-]{43,128}"));
            assertEquals(NativeLogin.challenge(login.verifier().reveal()), q.get("code_challenge"));
            assertEquals("S256", q.get("code_challenge_method"));
            assertEquals("offline", q.get("access_type"));
            assertEquals("openid A[*B]", q.get("scope"));
            assertEquals(service.url() + "/v2/web/auth-code", q.get("redirect_uri"));
            assertEquals("ada@example.org,x", q.get("session_required_identities"));
            assertEquals("in2p3.fr", q.get("session_required_single_domain"));
            assertEquals("true", q.get("session_required_mfa"));
            assertEquals("login", q.get("prompt"));
            assertNotEquals(
                    login.verifier(),
                    g.auth()
                            .beginLogin(Globus.DEFAULT_SCOPES, AuthRequirement.none())
                            .verifier());
        }
    }

    @Test
    void theChallengeIsThatOfTheRfc() {
        assertEquals(
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                NativeLogin.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
                "RFC 7636, appendix B");
    }

    @Test
    void aPersonLogsInWithAPastedCode_andTheLoginOutlivesTheProcess() throws Exception {
        try (Globus g = person()) {
            assertFalse(g.loggedIn());
            assertEquals(
                    "run: ciel globus login --force",
                    assertThrows(GlobusException.class, () -> g.transfer().submissionId())
                            .remedy());
            login(g);
            assertTrue(g.loggedIn());
        }
        try (Globus g = person()) {
            assertEquals(
                    "ada@example.org",
                    g.auth()
                            .userinfo(g.authorizer(GlobusEnvironment.Service.AUTH))
                            .path("preferred_username")
                            .asText());
            g.logout();
            assertFalse(g.loggedIn());
        }
    }

    @Test
    void aCodeIsGoodOnce_andOnlyWithItsVerifier() throws Exception {
        try (Globus g = person()) {
            NativeLogin login = g.auth().beginLogin(Globus.DEFAULT_SCOPES, AuthRequirement.none());
            Secret code = visit(login.url());
            NativeLogin other = g.auth().beginLogin(Globus.DEFAULT_SCOPES, AuthRequirement.none());
            assertEquals(
                    "invalid_grant",
                    assertThrows(GlobusApiException.class, () -> g.auth().exchangeCode(other, code))
                            .code());
            Secret second = visit(login.url());
            g.auth().exchangeCode(login, second);
            assertEquals(
                    401,
                    assertThrows(GlobusApiException.class, () -> g.auth().exchangeCode(login, second))
                            .status());
        }
    }

    @Test
    void logoutRevokesAtTheService() throws Exception {
        try (Globus g = person()) {
            login(g);
            TokenData held = g.tokens().get("transfer.api.globus.org");
            g.logout();
            assertEquals(
                    401,
                    assertThrows(GlobusApiException.class, () -> g.auth().refresh(held.refreshToken()))
                            .status());
        }
    }

    @Test
    void aRotatedRefreshToken_isOnTheDiskBeforeTheNewAccessTokenIsUsed() throws Exception {
        try (Globus g = person()) {
            login(g);
            Secret before = g.tokens().get("transfer.api.globus.org").refreshToken();
            service.expireTokens();
            // The process ends after the token answer and before the new access token was of any use: what is on the
            // disk by then is what the next one finds.
            service.addFault(ServiceFault.action("GET /v0.10/submission_id", 100, "drop_before"));
            assertThrows(GlobusException.class, () -> g.transfer().submissionId());
            service.clearFaults();
            assertEquals(before, g.tokens().get("transfer.api.globus.org").refreshToken(), "nothing was refused yet");
            assertThrows(GlobusException.class, () -> {
                service.addFault(
                        ServiceFault.status("GET /v0.10/submission_id", 1, 401, "ClientError.AuthenticationFailed"));
                service.addFault(ServiceFault.action("GET /v0.10/submission_id", 100, "drop_before"));
                g.transfer().submissionId();
            });
            service.clearFaults();
            assertNotEquals(before, g.tokens().get("transfer.api.globus.org").refreshToken());
        }
        for (int i = 0; i < 3; i++) {
            service.expireTokens();
            try (Globus next = person()) {
                next.transfer().submissionId();
            }
        }
    }

    @Test
    void killedBetweenTheAnswerAndTheDisk_theNextStartWorksWithTheOldToken() throws Exception {
        try (Globus g = person()) {
            login(g);
            service.expireTokens();
            TokenData held = g.tokens().get("transfer.api.globus.org");
            // A process that got the answer and died: the rotated token is known to the service only.
            g.auth().refresh(held.refreshToken());
        }
        try (Globus next = person()) {
            next.transfer().submissionId();
            assertTrue(next.loggedIn());
        }
    }

    @Test
    void aLostAnswerToARefresh_isAskedForAgain() throws Exception {
        try (Globus g = person()) {
            login(g);
            service.expireTokens();
            service.addFault(ServiceFault.action("POST /v2/oauth2/token", 3, "drop_after"));
            g.transfer().submissionId();
        }
        service.expireTokens();
        try (Globus next = person()) {
            next.transfer().submissionId();
        }
    }

    @Test
    void aRevokedRefreshToken_asksForANewLogin() throws Exception {
        try (Globus g = person()) {
            login(g);
            g.auth().revoke(g.tokens().get("transfer.api.globus.org").refreshToken());
            service.expireTokens();
            GlobusException e =
                    assertThrows(GlobusException.class, () -> g.transfer().submissionId());
            assertEquals(GlobusException.Kind.NEEDS_HUMAN, e.kind());
            assertEquals("run: ciel globus login --force", e.remedy());
        }
    }

    @Test
    void aTokenIsRenewed60SecondsEarly() {
        VirtualTicker time = new VirtualTicker();
        TokenStore store = new TokenStore(dir.resolve("early/tokens.json"), "n");
        ScriptedWire wire = new ScriptedWire()
                .answer(
                        200,
                        "{\"access_token\":\"new\",\"resource_server\":\"transfer.api.globus.org\",\"scope\":\"s\",\"expires_in\":3600}");
        AuthClient auth = new AuthClient(
                new GlobusTransport("auth", wire, RetryPolicy.AUTH, new RateLimiter(1e6, 1e6, time), time, () -> 0),
                GlobusEnvironment.from(Map.of()),
                time,
                "id",
                null);
        long end = time.now().getEpochSecond() + 3600;
        store.put(List.of(new TokenData("transfer.api.globus.org", "s", Secret.of("old"), end, Secret.of("r"))));
        TokenKeeper keeper = TokenKeeper.refreshing(store, "transfer.api.globus.org", auth, time);
        time.advance(Duration.ofSeconds(3539));
        assertEquals("Bearer old", keeper.header().reveal(), "61 s before its end");
        time.advance(Duration.ofSeconds(1));
        assertEquals("Bearer new", keeper.header().reveal(), "60 s before its end");
        assertEquals(
                "r",
                store.get("transfer.api.globus.org").refreshToken().reveal(),
                "an answer without a refresh token keeps the old one");
    }

    @Test
    void manyThreadsAndProcessesWithAnExpiredToken_renewItOnce() throws Exception {
        try (Globus a = person()) {
            login(a);
            service.expireTokens();
            int before = service.tokensIssued();
            try (Globus b = person();
                    ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> all = new java.util.ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    Globus g = i % 2 == 0 ? a : b;
                    all.add(pool.submit(() -> g.transfer().submissionId()));
                }
                for (Future<String> f : all) {
                    assertFalse(f.get().isEmpty());
                }
            }
            assertEquals(2, service.tokensIssued() - before, "one access token and one refresh token");
        }
    }

    @Test
    void tokensOfOneService_areNotSentToAnother() throws Exception {
        try (Globus g = person()) {
            login(g);
        }
        try (GlobusService other = GlobusService.start(0)) {
            Map<String, String> vars = Setup.personVars(service, dir);
            vars.put("GLOBUS_SDK_SERVICE_URL_TRANSFER", other.url());
            try (Globus g = Globus.open(vars)) {
                assertThrows(GlobusException.class, () -> g.transfer().submissionId());
                assertEquals(List.of(), other.seen());
            }
        }
    }

    @Test
    void introspectionAndIdentitiesAndConsents_areRead() {
        try (Globus g = Setup.client(service, dir)) {
            Map<String, TokenData> got = g.auth()
                    .clientCredentials(Scopes.parse(
                            Scope.TRANSFER_ALL + "[*https://auth.globus.org/scopes/x/data_access] openid"));
            assertTrue(g.auth()
                    .introspect(got.get("transfer.api.globus.org").accessToken())
                    .path("active")
                    .asBoolean());
            assertTrue(g.auth().revoke(got.get("transfer.api.globus.org").accessToken()));
            assertFalse(g.auth()
                    .introspect(got.get("transfer.api.globus.org").accessToken())
                    .path("active")
                    .asBoolean());
            Authorizer who = g.authorizer(GlobusEnvironment.Service.AUTH);
            assertEquals(
                    "ada@example.org",
                    g.auth()
                            .identities(who, List.of("ada@example.org"), null)
                            .path("identities")
                            .get(0)
                            .path("username")
                            .asText());
            assertTrue(g.auth()
                            .consents(who, GlobusService.CLIENT)
                            .path("consents")
                            .size()
                    >= 3);
        }
    }
}
