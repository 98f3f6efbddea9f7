package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.pace.VirtualTicker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The retry contract of the Globus SDK (its test_retry_behavior and test_custom_retry_behavior), under a clock of our
 * own.
 */
class RetryTest {
    private final VirtualTicker time = new VirtualTicker();
    private final ScriptedWire wire = new ScriptedWire();

    private Reply send(double random, Authorizer who) {
        return new GlobusTransport(
                        "transfer", wire, RetryPolicy.TRANSFER, new RateLimiter(1e6, 1e6, time), time, () -> random)
                .send(Call.get("/v0.10/x"), who);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void transientStatuses_areAskedAgain(int status) {
        wire.answer(status, "{}").answer(status, "<html>").answer(200, "{}");
        assertEquals(200, send(0.5, Authorizer.NONE).status());
        assertEquals(3, wire.calls.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 403, 404, 409, 418, 501, 505})
    void otherStatuses_areNot(int status) {
        wire.answer(status, "{}");
        assertEquals(
                status,
                assertThrows(GlobusApiException.class, () -> send(0.5, Authorizer.NONE))
                        .status());
        assertEquals(1, wire.calls.size());
        assertEquals(List.of(), time.sleeps());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EndpointError", "ExternalError.DirListingFailed.GCDisconnected", "ExternalError"})
    void aFaultOfTheCollection_isNotAskedAgain(String code) {
        wire.answer(502, "{\"code\":\"" + code + "\",\"message\":\"m\"}");
        assertEquals(
                code,
                assertThrows(GlobusApiException.class, () -> send(0.5, Authorizer.NONE))
                        .code());
        assertEquals(1, wire.calls.size());
    }

    @Test
    void withStatus503_evenAFaultOfTheCollectionIsAskedAgain() {
        wire.answer(503, "{\"code\":\"EndpointError\",\"message\":\"m\"}").answer(200, "{}");
        assertEquals(200, send(0, Authorizer.NONE).status());
    }

    @Test
    void thereAreFiveRetries_withWaitsThatDoubleUpToTenSeconds() {
        wire.fail();
        GlobusException e = assertThrows(GlobusException.class, () -> send(0, Authorizer.NONE));
        assertEquals(GlobusException.Kind.TRANSIENT, e.kind());
        assertEquals(6, wire.calls.size());
        assertEquals(
                List.of(0.25, 0.5, 1.0, 2.0, 4.0),
                time.sleeps().stream().map(d -> d.toNanos() / 1e9).toList());
        time.forget();
        assertThrows(GlobusException.class, () -> send(0.999999, Authorizer.NONE));
        assertEquals(10, time.sleeps().getLast().toNanos() / 1e9, 1e-9, "0.75 x 16 s is cut at 10 s");
        assertEquals(0.75, time.sleeps().getFirst().toNanos() / 1e9, 1e-5);
    }

    @Test
    void retryAfter_isObeyedOn429And503_upToTenSeconds_andIgnoredElsewhere() {
        wire.answer(429, "{}", "retry-after", "3")
                .answer(503, "{}", "retry-after", "3600")
                .answer(502, "{}", "retry-after", "7")
                .answer(429, "{}", "retry-after", "soon")
                .answer(200, "{}");
        send(0, Authorizer.NONE);
        assertEquals(
                List.of(3.0, 10.0, 1.0, 2.0),
                time.sleeps().stream().map(d -> d.toNanos() / 1e9).toList());
    }

    @Test
    void a401_renewsOnceAndAsksOnceMore_withoutWaiting() {
        AtomicInteger renewals = new AtomicInteger();
        Authorizer who = new Authorizer() {
            @Override
            public Secret header() {
                return Secret.of("Bearer token" + renewals.get());
            }

            @Override
            public boolean renew(Secret refused) {
                renewals.incrementAndGet();
                return true;
            }
        };
        wire.answer(401, "{\"code\":\"AuthenticationFailed\",\"message\":\"m\"}");
        GlobusApiException e = assertThrows(GlobusApiException.class, () -> send(0, who));
        assertEquals(2, wire.calls.size(), "a permanent 401 costs exactly two requests");
        assertEquals(1, renewals.get());
        assertEquals(List.of("Bearer token0", "Bearer token1"), wire.authorizations);
        assertEquals(4, e.kind().exitCode());
        assertEquals(List.of(), time.sleeps());
    }

    @Test
    void aConsentThatCanBeGivenByTheClientItself_isGivenOnce() {
        AtomicInteger given = new AtomicInteger();
        Authorizer who = new Authorizer() {
            @Override
            public Secret header() {
                return Secret.of("Bearer t");
            }

            @Override
            public boolean consent(List<String> scopes) {
                assertEquals(List.of("A[*B]"), scopes);
                given.incrementAndGet();
                return true;
            }
        };
        wire.answer(403, "{\"code\":\"ConsentRequired\",\"message\":\"m\",\"required_scopes\":[\"A[*B]\"]}");
        assertThrows(GlobusApiException.class, () -> send(0, who));
        assertEquals(1, given.get());
        assertEquals(2, wire.calls.size());
    }

    @Test
    void noMoreThan200RequestsPassInAnyTenSeconds() {
        RateLimiter limiter = RateLimiter.globus(time);
        long[] at = new long[1000];
        for (int i = 0; i < at.length; i++) {
            limiter.acquire();
            at[i] = time.nanoTime();
            if (i == 500) {
                time.advance(Duration.ofSeconds(30));
            }
        }
        for (int i = 200; i < at.length; i++) {
            assertTrue(
                    at[i] - at[i - 200] >= 9.99e9,
                    "requests " + (i - 200) + " and " + i + " are " + (at[i] - at[i - 200]) / 1e9 + " s apart");
        }
        assertTrue(
                at[at.length - 1] < 90e9, "and the rate is used: " + at[at.length - 1] / 1e9 + " s for 1000 requests");
    }
}
