package ciel.workflow.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests the page answers: the whole table, without a server. */
class RequestGuardTest {
    private static final String READ = "a-token-for-reading";
    private static final String ACT = "a-token-for-acting-";
    private static final String JSON = "application/json";

    private static RequestGuard guard(String read, String act) {
        return new RequestGuard(
                new PageSettings("127.0.0.1", 0, List.of("ciel.example.org", "localhost:9000"), read, act), 8640);
    }

    private static int get(RequestGuard guard, List<String> hosts, List<String> origins, List<String> sites) {
        return status(guard, new RequestGuard.Facts("GET", "/", hosts, origins, sites, null, null));
    }

    private static int status(RequestGuard guard, RequestGuard.Facts facts) {
        return guard.check(facts).map(RequestGuard.Refusal::status).orElse(200);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8640, 200", "localhost:8640, 200", "LOCALHOST:8640, 200", "[::1]:8640, 200", "ciel.example.org, 200",
        "localhost:9000, 200", "localhost, 421", "127.0.0.1, 421", "127.0.0.1:80, 421", "evil.example:8640, 421",
        "127.0.0.1:8640.evil.example, 421", "evil.example, 421", "127.0.0.1:8640@evil.example, 421", "'', 421"
    })
    void onlyItsOwnNamesAreServed(String host, int status) {
        assertEquals(status, get(guard("", ""), List.of(host), List.of(), List.of()));
    }

    @Test
    void oneHostHeaderIsNeeded() {
        assertEquals(421, get(guard("", ""), List.of(), List.of(), List.of()));
        assertEquals(421, get(guard("", ""), List.of("localhost:8640", "localhost:8640"), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8640, 200", "https://ciel.example.org, 200", "http://localhost:8640, 200", "null, 403",
        "http://evil.example, 403", "http://127.0.0.1:8641, 403", "http://127.0.0.1, 403", "file://localhost:8640, 403",
        "http://127.0.0.1:8640.evil.example, 403", "'', 403"
    })
    void foreignOriginsAreRefused(String origin, int status) {
        assertEquals(status, get(guard("", ""), List.of("127.0.0.1:8640"), List.of(origin), List.of()));
    }

    @ParameterizedTest
    @CsvSource({"same-origin, 200", "none, 200", "cross-site, 403", "same-site, 403", "'', 403", "something, 403"})
    void aBrowserThatComesFromElsewhereIsRefused(String site, int status) {
        assertEquals(status, get(guard("", ""), List.of("127.0.0.1:8640"), List.of(), List.of(site)));
    }

    @ParameterizedTest
    @CsvSource({"PUT, 405", "DELETE, 405", "OPTIONS, 405", "TRACE, 405", "HEAD, 200", "GET, 200"})
    void otherMethodsAreRefused(String method, int status) {
        assertEquals(
                status,
                status(
                        guard("", ""),
                        new RequestGuard.Facts(
                                method, "/", List.of("localhost:8640"), List.of(), List.of(), null, null)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8640, application/json, a-token-for-acting-, 200",
        "http://127.0.0.1:8640, application/json; charset=utf-8, a-token-for-acting-, 200",
        "http://127.0.0.1:8640, application/json, a-token-for-acting, 401",
        "http://127.0.0.1:8640, application/json, a-token-for-reading, 401",
        "http://127.0.0.1:8640, application/json, , 403",
        ", application/json, a-token-for-acting-, 403",
        "http://evil.example, application/json, a-token-for-acting-, 403",
        "http://127.0.0.1:8640, application/x-www-form-urlencoded, a-token-for-acting-, 415",
        "http://127.0.0.1:8640, text/plain, a-token-for-acting-, 415",
        "http://127.0.0.1:8640, application/jsonp, a-token-for-acting-, 415",
        "http://127.0.0.1:8640, , a-token-for-acting-, 415"
    })
    void actingNeedsOriginJsonAndTheToken(String origin, String type, String token, int status) {
        assertEquals(
                status,
                status(
                        guard(READ, ACT),
                        new RequestGuard.Facts(
                                "POST",
                                "/api/act",
                                List.of("127.0.0.1:8640"),
                                origin == null ? List.of() : List.of(origin),
                                List.of(),
                                type,
                                token)));
    }

    @Test
    void withoutATokenNobodyActs() {
        var facts = new RequestGuard.Facts(
                "POST", "/api/act", List.of("127.0.0.1:8640"), List.of("http://127.0.0.1:8640"), List.of(), JSON, "");
        assertEquals(403, status(guard("", ""), facts));
    }

    @ParameterizedTest
    @CsvSource({
        "/, , 200",
        "/page.js, , 200",
        "/api/events, , 401",
        "/metrics, , 401",
        "/api/unit, wrong, 401",
        "/api/unit, a-token-for-reading, 200",
        "/api/unit, a-token-for-acting-, 200"
    })
    void dataNeedTheTokenForReadingWhereThereIsOne(String path, String token, int status) {
        assertEquals(
                status,
                status(
                        guard(READ, ACT),
                        new RequestGuard.Facts(
                                "GET", path, List.of("127.0.0.1:8640"), List.of(), List.of(), null, token)));
    }

    @Test
    void anAddressThatOthersReachNeedsATokenForReading() {
        InputException refused =
                assertThrows(InputException.class, () -> new PageSettings("0.0.0.0", 0, List.of(), "", ACT));
        assertTrue(refused.getMessage().contains("ssh -L"), refused.getMessage());
        new PageSettings("0.0.0.0", 0, List.of(), READ, "");
        assertThrows(InputException.class, () -> new PageSettings("127.0.0.1", 0, List.of(), "short", ""));
    }

    @Test
    void settingsDoNotPrintTokens() {
        assertTrue(!new PageSettings("127.0.0.1", 0, List.of(), READ, ACT)
                .toString()
                .contains("token-for"));
    }
}
